"""Many people and entries at once, by `bulk_create`, in any state: past every verb.

A verb would refuse much of what stands here, such as an author of an entry who is demoted. That is
the point: rules answer for what the rows say, however they came to say it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Membership, Organisation, Party, Sector, User
from sharing.models import (
    BreakGlassGrant,
    Concern,
    DetailRevision,
    Entry,
    Level,
    Notification,
    RestrictedDetail,
    Review,
    Revision,
    Status,
)

NUMBERS = itertools.count(1)
A_DAY = timezone.timedelta(days=1)


def make_sectors(*slugs: str) -> dict[str, Sector]:
    made = {}
    for slug in slugs:
        made[slug], _created = Sector.objects.get_or_create(
            slug=slug, defaults={"name_en": slug, "name_nl": slug, "flag": slug}
        )
    return made


def make_organisations(*names: str, sector: Sector) -> dict[str, Organisation]:
    return {
        name: Organisation.objects.create(name=name, party=Party.BUSINESS, home_sector=sector)
        for name in names
    }


@dataclass
class Somebody:
    """A person to make: roles by sector id."""

    name: str
    organisation: Organisation | None = None
    roles: dict[int, int] = field(default_factory=dict)
    is_active: bool = True
    is_confirmed: bool = True
    is_admitted: bool = True
    is_superuser: bool = False


def make_people(wanted: list[Somebody]) -> dict[str, User]:
    now = timezone.now()
    users = User.objects.bulk_create(
        User(
            email=f"person{next(NUMBERS)}@bulk.example",
            name=one.name,
            password="!",
            organisation=one.organisation,
            is_active=one.is_active,
            is_superuser=one.is_superuser,
            admitted_at=now if one.is_admitted else None,
            welcomed_at=now,
        )
        for one in wanted
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=one.is_confirmed, primary=True)
        for user, one in zip(users, wanted, strict=True)
    )
    Membership.objects.bulk_create(
        Membership(user=user, sector_id=sector, role=role)
        for user, one in zip(users, wanted, strict=True)
        for sector, role in one.roles.items()
    )
    return {user.name: user for user in users}


@dataclass
class Something:
    """An entry to make, with all that hangs on it. People, sectors and organisations are rows."""

    level: int
    status: str
    home: Sector
    also: tuple = ()
    author: User | None = None
    owner: User | None = None
    writer: User | None = None  # of the current wording
    co_authors: tuple = ()
    organisation: Organisation | None = None
    organisations: tuple = ()
    people: tuple = ()
    round: int = 2
    was_published: bool = True  # once, where it is not now
    reviews: tuple = ()  # (reviewer, round, is_lapsed, is_assigned, level)
    grants: tuple = ()  # (administrator, is_expired)
    revisions: tuple = ()  # (writer, level, state)
    details: tuple = ()  # level of the detail, then levels of its revisions
    concerns: tuple = ()  # (reporter, level, is_answered)
    told: tuple = ()  # (user, level)
    label: str = ""
    kind: int = 0  # a running number, for who wants to treat some otherwise


def make_entries(wanted: list[Something]) -> list[Entry]:
    """The entries, each with its current wording and what hangs on it."""
    entries = Entry.objects.bulk_create(bare_entry(one) for one in wanted)
    pairs = list(zip(entries, wanted, strict=True))
    add_names(pairs)
    add_wordings(pairs)
    add_hanging(pairs)
    for entry, one in pairs:
        entry.status, entry.label = one.status, one.label
    Entry.objects.bulk_update(entries, ["status", "current_revision"], batch_size=100)
    return entries


def bare_entry(one: Something) -> Entry:
    """Not published yet: a constraint asks for the wording, which comes after."""
    now = timezone.now()
    was_published = one.was_published or one.status in (Status.PUBLISHED, Status.ARCHIVED)
    return Entry(
        home_sector=one.home,
        level=one.level,
        status=Status.DRAFT,
        author=one.author,
        owner=one.owner,
        organisation=one.organisation,
        round=one.round,
        source="" if one.author else "https://elsewhere.example",
        source_id="" if one.author else f"elsewhere-{next(NUMBERS)}",
        published_at=now if was_published else None,
        review_due_at=now + A_DAY,
    )


def add_names(pairs) -> None:
    for name, other, wanted in (
        ("also_sectors", "sector", "also"),
        ("co_authors", "user", "co_authors"),
        ("named_organisations", "organisation", "organisations"),
        ("named_people", "user", "people"),
    ):
        through = getattr(Entry, name).through
        through.objects.bulk_create(
            through(entry=entry, **{other: row})
            for entry, one in pairs
            for row in getattr(one, wanted)
        )


def add_wordings(pairs) -> None:
    def wording(entry, number, writer, level, state):
        return Revision(
            entry=entry, number=number, writer=writer, level=level, state=state, title="A title"
        )

    current = Revision.objects.bulk_create(
        wording(entry, 1, one.writer, one.level, "kept") for entry, one in pairs
    )
    for (entry, _one), revision in zip(pairs, current, strict=True):
        entry.current_revision = revision
    Revision.objects.bulk_create(
        wording(entry, number, *rest)
        for entry, one in pairs
        for number, rest in enumerate(one.revisions, start=2)
    )


def add_hanging(pairs) -> None:
    now = timezone.now()
    Review.objects.bulk_create(
        Review(
            entry=entry,
            revision=entry.current_revision,
            reviewer=reviewer,
            round=round_,
            lapsed_at=now if is_lapsed else None,
            is_assigned=is_assigned,
            level=level,
        )
        for entry, one in pairs
        for reviewer, round_, is_lapsed, is_assigned, level in one.reviews
    )
    BreakGlassGrant.objects.bulk_create(
        BreakGlassGrant(
            entry=entry,
            administrator=user,
            reason="x",
            expires_at=now + A_DAY * (-1 if is_over else 1),
        )
        for entry, one in pairs
        for user, is_over in one.grants
    )
    Concern.objects.bulk_create(
        Concern(
            entry=entry, reporter=user, level=level, text="x", answered_at=now if is_over else None
        )
        for entry, one in pairs
        for user, level, is_over in one.concerns
    )
    Notification.objects.bulk_create(
        Notification(entry=entry, user=user, level=level, kind="published")
        for entry, one in pairs
        for user, level in one.told
    )
    add_details(pairs)


def add_details(pairs) -> None:
    wanted = [(entry, one) for entry, one in pairs if one.details]
    details = RestrictedDetail.objects.bulk_create(
        RestrictedDetail(entry=entry, level=one.details[0]) for entry, one in wanted
    )
    writer = User.objects.order_by("pk").first()
    DetailRevision.objects.bulk_create(
        DetailRevision(detail=detail, number=number, level=level, writer=writer, text="x")
        for detail, (_entry, one) in zip(details, wanted, strict=True)
        for number, level in enumerate(one.details[1:], start=1)
    )


def is_possible(level: int, *, organisation) -> bool:
    """TLP:AMBER+STRICT needs an organisation: a constraint of the table."""
    return level != Level.STRICT or organisation is not None
