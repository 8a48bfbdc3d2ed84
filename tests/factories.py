"""People and entries for tests, made through the verbs wherever there is one."""

from __future__ import annotations

import itertools

from django.db import connection
from django.utils import timezone

from accounts.models import Membership, Organisation, Party, Role, Sector, User
from sharing.models import GROUPS, Entry, Kind, Level, Review, Revision, Status, Theme

NUMBERS = itertools.count(1)


def references_checked(community):
    """The same community, its foreign keys checked now: else each test checks all of them at its end."""
    connection.check_constraints()
    return community


SECTOR_NAMES = {
    "health": ("Health care", "Zorg"),
    "energy": ("Energy", "Energie"),
    "water": ("Water", "Water"),
    "mobility": ("Mobility", "Mobiliteit"),
    "government": ("Government", "Overheid"),
}


def make_sector(slug: str) -> Sector:
    english, dutch = SECTOR_NAMES.get(slug, (slug.title(), slug.title()))
    sector, _created = Sector.objects.get_or_create(
        slug=slug, defaults={"name_en": english, "name_nl": dutch, "flag": slug}
    )
    return sector


def make_theme(slug: str) -> Theme:
    words = slug.replace("-", " ").capitalize()
    theme, _created = Theme.objects.get_or_create(
        slug=slug, defaults={"name_en": words, "name_nl": f"{words} (nl)"}
    )
    return theme


def make_organisation(name: str, sector: str = "health", party: str = Party.BUSINESS):
    organisation, _created = Organisation.objects.get_or_create(
        name=name, defaults={"party": party, "home_sector": make_sector(sector)}
    )
    return organisation


def make_user(name: str, organisation=None, *, is_superuser=False, **roles: int) -> User:
    """A member with these roles: `make_user("ada", hospital, health=Role.EDITOR)`."""
    user = User.objects.create_member(
        f"{name}@example.org",
        name=name.capitalize(),
        organisation=organisation,
        is_superuser=is_superuser,
        welcomed_at=timezone.now(),
    )
    for slug, role in roles.items():
        Membership.objects.create(user=user, sector=make_sector(slug), role=role)
    return user


def words(**changes) -> dict[str, str]:
    """The words of a complete revision."""
    number = next(NUMBERS)
    return {
        "title": f"Title {number}",
        "summary": f"Summary {number}.",
        "problem": f"Problem {number}: too many alarms on the ward.",
        "approach": f"Approach {number}: we removed alarms without an action.",
        "results": f"Results {number}.",
        "lesson": f"Lesson {number}: nobody has to act, no alarm.",
        "conditions": f"Conditions {number}.",
        "privacy": f"None, because there are no personal data ({number}).",
        "incentives": "",
    } | changes


def make_entry(author: User, *, status=Status.PUBLISHED, home="health", also=(), **fields) -> Entry:
    """An entry in this state. Its path there is laid directly: the verbs have tests of their own."""
    text = words(**fields.pop("words", {}))
    entry = Entry.objects.write(
        by=author,
        home_sector=make_sector(home),
        kind=fields.pop("kind", Kind.LESSON),
        also_sectors=[make_sector(slug) for slug in also],
        words=text,
        level=fields.pop("level", Level.GREEN),
        **fields,
    )
    put_into(entry, status)
    return entry


def put_into(entry: Entry, status: str) -> None:
    now = timezone.now()
    entry.status = status
    if status in (Status.PUBLISHED, Status.ARCHIVED):
        entry.published_at = now
        entry.review_due_at = now + timezone.timedelta(days=365)
    if status == Status.ARCHIVED:
        entry.archived_at = now
    if status == Status.IN_REVIEW:
        entry.round += 1
    entry.save()


def approve_outside(entry: Entry, reviewer: User) -> Review:
    """That somebody from outside its sectors approved the current wording."""
    return Review.objects.create(
        entry=entry,
        revision=entry.current_revision,
        round=entry.round,
        level=entry.level,
        reviewer=reviewer,
        verdict=Review.Verdict.APPROVE,
        answered_at=timezone.now(),
    )


def make_pending(entry: Entry, writer: User, **changes) -> Revision:
    text = entry.current_revision.words | {"lesson": f"Suggested {next(NUMBERS)}."} | changes
    return entry.add_revision(writer=writer, words=text, state=Revision.State.PENDING)


def decide(entry: Entry, *, by: User, **decided) -> None:
    """Save other facts of a draft; its words stay."""
    current = entry.current_revision
    entry.revise(by=by, base=current.number, words=current.words, decided=decided)


__all__ = [
    "Role",
    "approve_outside",
    "decide",
    "make_entry",
    "make_organisation",
    "make_pending",
    "make_sector",
    "make_theme",
    "make_user",
    "put_into",
    "words",
]


def by_members(number: int) -> dict:
    """Columns of a search in vain that so many members made, of groups of their own as far as there are."""
    return {"count": number, "groups": (1 << min(number, GROUPS)) - 1}
