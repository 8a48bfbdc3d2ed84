"""Barriers, questions, talks and situations at every level, each text with its own canary."""

from __future__ import annotations

from django.utils import timezone

from sharing.models import (
    Answer,
    Asked,
    Barrier,
    EmptySearch,
    Introduction,
    Level,
    MeetsIt,
    Notification,
    Question,
    Situation,
    WayAround,
)
from tests.factories import by_members, make_sector, make_theme

from .addresses import SEARCHED, SHARED_TOKEN
from .canaries import canary

RAISED_LEVELS = (Level.CLEAR, Level.GREEN, Level.AMBER)
HIDDEN = "TLP:RED published"
OPEN = "TLP:GREEN published"


def raise_things(community) -> None:
    for level in RAISED_LEVELS:
        for state in ("open", "picked_up", "answered", "solved"):
            make_barrier(community, level, state)
        make_question(community, level)
    make_search(community)
    make_talks(community)
    make_situations(community)


def make_barrier(community, level, state) -> None:
    """In each state with all its texts: a rule that forgets a state shows them."""
    people, organisations = community.people, community.organisations
    # Made from an entry, and linked to one: neither is for all who read it.
    barrier = Barrier.objects.create(
        title=f"Nobody may share alarms {canary()}",
        text=f"The law says no {canary()}",
        rendered=f"<p>The law says no {canary()}</p>",
        kind="legal",
        party="business",
        level=level,
        home_sector=make_sector("health"),
        reporter=people["the author"],
        organisation=organisations["own"],
        addressed_to=organisations["named"],
        entry=community.entries[HIDDEN],
        who_pays=f"The ward {canary()}",
        who_gains=f"The supplier {canary()}",
        state=state,
        picked_up_for=None if state == "open" else organisations["named"],
        picked_up_by=people["an editor elsewhere at a named organisation"],
        picked_up_at=timezone.now(),
        first_answer=f"We look at it {canary()}",
        answer_due=timezone.localdate(),
        answer=f"We looked at it {canary()}",
        answered_at=timezone.now(),
        solved_with=f"The law changed {canary()}",
        change="law",
        change_url=f"https://example.org/{canary()}",
        solved_at=timezone.now() if state == "solved" else None,
    )
    MeetsIt.objects.create(
        barrier=barrier,
        organisation=organisations["other"],
        by=people["a member at another organisation"],
    )
    for name in (HIDDEN, OPEN):
        entry = community.entries[name]
        WayAround.objects.create(
            barrier=barrier, entry=entry, level=entry.level, by=people["the author"]
        )
    tell(people, "barrier_moved", barrier=barrier, level=level)


def make_question(community, level) -> None:
    people = community.people
    question = Question.objects.create(
        title=f"Who removed alarms before us {canary()}",
        text=f"Too many alarms on the ward, and we plan to remove some {canary()}",
        rendered=f"<p>Too many alarms {canary()}</p>",
        level=level,
        home_sector=make_sector("health"),
        asker=people["the author"],
        organisation=community.organisations["own"],
        entry=community.entries[HIDDEN],
    )
    question.themes.add(make_theme("alarm-management"))
    for name in (None, HIDDEN, OPEN):
        entry = community.entries.get(name)
        Answer.objects.create(
            question=question,
            by=people["the owner"],
            entry=entry,
            level=max(level, entry.level) if entry else level,
            text=f"We know {canary()}",
            offers_talk=True,
        )
    tell(people, "question_for_you", question=question, level=level)


def make_search(community) -> None:
    """Shown to everybody by an entry that few may read, and never by whom it was made."""
    about = by_members(3) | {"language": "en", "last_on": timezone.localdate()}
    for text in (SEARCHED, f"silent pumps {canary()}"):
        search = EmptySearch.objects.create(text=text, **about)
        Asked.objects.bulk_create(
            Asked(user=user, search=search, entry=community.entries[HIDDEN])
            for user in community.people.values()
        )
    tell(community.people, "search_for_you", search=search, level=search.level)


def tell(people, kind: str, **about) -> None:
    """Everybody is told, whether or not they may read what it is about."""
    Notification.objects.bulk_create(
        Notification(user=user, kind=kind, actor=people["the owner"], **about)
        for user in people.values()
    )


def make_talks(community) -> None:
    people = community.people
    for state, person in (
        ("asked", "the owner"),
        ("accepted", "a named person"),
        ("declined", "a co-author"),
    ):
        talk = Introduction.objects.create(
            asker=people["a contributor in the home sector"],
            person=people[person],
            entry=community.entries[HIDDEN],
            level=Level.GREEN,
            text=f"May I ask you something {canary()}",
            answer=f"You may {canary()}",
            passed_by=people["a contributor in the home sector"],
            passed_with=f"They know it better {canary()}",
            state=state,
        )
        tell(people, "introduction", introduction=talk)


def make_situations(community) -> None:
    for role, token in (("the author", SHARED_TOKEN), ("an administrator", None)):
        Situation.objects.create(
            user=community.people[role],
            title=f"Before we remove alarms {canary()}",
            text=f"We are about to remove alarms on the ward {canary()}",
            token=token,
            watched_since=timezone.now(),
        )
