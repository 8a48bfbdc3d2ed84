"""What hangs on an entry, each text with its own canary."""

from __future__ import annotations

from django.utils import timezone

from sharing.models import (
    Application,
    Concern,
    Feedback,
    LeftOut,
    Level,
    Notification,
    RestrictedDetail,
    Review,
    Saved,
    Status,
    UnsavedText,
    Watch,
)

from .canaries import canary


def hang_on(entry, people, organisations) -> None:
    add_reviews(entry, people)
    add_details(entry, people)
    add_concerns(entry, people)
    add_applications(entry, people, organisations)
    add_own_things(entry, people)


def add_reviews(entry, people) -> None:
    entry.round = 2
    entry.save(update_fields=["round"])
    for role, round_, level, is_lapsed in (
        ("a reviewer of this round", 2, entry.level, False),
        ("a reviewer of this round at the entry's organisation", 2, Level.RED, False),
        ("a reviewer whose assignment lapsed", 2, entry.level, True),
        ("a reviewer of an earlier round", 1, entry.level, False),
    ):
        Review.objects.create(
            entry=entry,
            revision=entry.current_revision,
            reviewer=people[role],
            round=round_,
            level=level,
            is_assigned=True,
            verdict=Review.Verdict.APPROVE,
            comment=f"We could use this {canary()}",
            answered_at=timezone.now(),
            lapsed_at=timezone.now() if is_lapsed else None,
        )


def add_details(entry, people) -> None:
    """Written at TLP:RED first and then less strictly: the first wording stays closed."""
    if entry.level == Level.RED:
        return
    detail = RestrictedDetail.objects.create(entry=entry, level=Level.RED)
    writer = entry.author or people["the author"]
    detail.add_revision(writer=writer, text=f"Only for those named {canary()}")
    if entry.level < Level.STRICT:
        detail.level = Level.STRICT
        detail.save()
        detail.add_revision(writer=writer, text=f"Only for the organisation {canary()}")


def add_concerns(entry, people) -> None:
    reporter = people["somebody who reported a concern"]
    for level, is_answered in ((entry.level, True), (entry.level, False), (Level.RED, False)):
        Concern.objects.create(
            entry=entry,
            reporter=reporter,
            level=level,
            text=f"I worry about {canary()}",
            answer=f"No need to {canary()}" if is_answered else "",
            answered_at=timezone.now() if is_answered else None,
        )


def add_applications(entry, people, organisations) -> None:
    for name, by, level, is_unnamed in (
        ("named", "an editor elsewhere at a named organisation", entry.level, False),
        ("other", "a member at another organisation", Level.RED, True),
    ):
        said = {
            "adapted": f"We changed {canary()}",
            "in_our_terms": f"We would say {canary()}",
            "came_of_it": f"It brought {canary()}",
            "figures": f"Two {canary()}",
            "evidence": f"https://example.org/{canary()}",
            "reason": f"Because {canary()}",
        }
        application = Application.objects.create(
            entry=entry,
            organisation=organisations[name],
            level=level,
            step=3,
            result="worked",
            is_unnamed=is_unnamed,
            **said,
        )
        application.steps.create(
            step=3,
            by=people[by],
            level=level,
            **{key: f"{text} {canary()}" for key, text in said.items()},
        )


def add_own_things(entry, people) -> None:
    """What each member keeps and is told, whether or not they may read it."""
    kind = "to_publish" if entry.status == Status.IN_REVIEW else "published"
    Notification.objects.bulk_create(
        Notification(
            user=user, kind=kind, entry=entry, actor=people["the owner"], level=entry.level
        )
        for user in people.values()
    )
    for user in list(people.values())[::3]:
        Saved.objects.create(user=user, entry=entry)
        Watch.objects.create(user=user, entry=entry)
        Feedback.objects.create(user=user, entry=entry, answer="useful")
    for user in list(people.values())[::6]:
        LeftOut.objects.create(user=user, entry=entry)
    for role in ("the author", "a contributor who suggested a wording"):
        UnsavedText.objects.create(
            user=people[role],
            key=entry.public_id,
            base=2,
            fields={"title": [f"Not saved {canary()}"], "lesson": [f"Nor this {canary()}"]},
        )
    for role in ("a reviewer whose assignment lapsed", "a contributor who suggested a wording"):
        user = people[role]
        for form in ("concern", "review", f"application-{user.organisation_id}"):
            UnsavedText.objects.create(
                user=user,
                key=f"{form}-{entry.public_id}",
                fields={"text": [f"Not sent {canary()}"], "adapted": [f"Nor this {canary()}"]},
            )
