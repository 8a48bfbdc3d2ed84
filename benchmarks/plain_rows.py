"""Rows that are written as they are, in large batches: quick, and no model is made or asked.

The figures read numbers, dates and codes alone, so entries have a title and no other words.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import batched

from allauth.account.models import EmailAddress
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import Organisation, Party, Sector, User
from benchmarks.community import LEVELS
from sharing.models import (
    Application,
    ApplicationStep,
    Barrier,
    BarrierKind,
    BarrierState,
    Entry,
    Kind,
    Level,
    Question,
    Result,
    Revision,
    Status,
    Step,
    Theme,
)

BATCH = 10_000
DAYS = 1_000  # over which everything was told
ORGANISATIONS = 2_000
STAIRS = (Step.CONSIDERING, Step.PILOTING, Step.IN_USE, Step.SCALED)


def insert(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Insert `rows`, which hold `columns` as the database takes them; the rest is as in a new one.

    Where `id` is among the columns, the database's own numbering does not hear of it.
    """
    new = model()
    others = [
        field
        for field in model._meta.concrete_fields
        if field.column not in columns and not field.primary_key
    ]
    rest = tuple(
        field.get_db_prep_save(getattr(new, field.attname), connection) for field in others
    )
    quoted = map(connection.ops.quote_name, (*columns, *(field.column for field in others)))
    marks = ", ".join(["%s"] * (len(columns) + len(others)))
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({', '.join(quoted)}) VALUES ({marks})"
    with transaction.atomic(), connection.cursor() as cursor:
        for share in batched(rows, BATCH):
            cursor.executemany(sql, [(*row, *rest) for row in share])


def days() -> list:
    """A moment on each of the last days, as the database takes it; the latest first."""
    now = timezone.now()
    return [
        connection.ops.adapt_datetimefield_value(now - timedelta(days=day, minutes=1))
        for day in range(DAYS)
    ]


def fill(members: list[User], chance: random.Random, *, entries: int, applications: int) -> None:
    """So many published entries and applications; a barrier for ten of these, and a question."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    with transaction.atomic():  # An entry and its first revision name each other.
        fill_entries(members, chance, entries)
    fill_applications(members, chance, applications)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # As its autovacuum does after a while.


def fill_entries(members: list[User], chance: random.Random, number: int) -> None:
    authors = [
        (member.pk, member.pk, member.organisation_id, member.organisation.home_sector_id)
        for member in members
    ]
    moments, kinds = days(), Kind.values
    levels = [chance.choice(LEVELS).value for _ in range(number)]
    insert(
        Entry,
        ("id", "uuid", "public_id", "kind", "level", "status", "current_revision_id",
         "published_at", "author_id", "owner_id", "organisation_id", "home_sector_id"),
        (
            (n, f"{n:032x}", f"b{n:09}", chance.choice(kinds), level, Status.PUBLISHED.value, n,
             chance.choice(moments), *chance.choice(authors))
            for n, level in enumerate(levels, start=1)
        ),
    )  # fmt: skip
    insert(
        Revision,
        ("id", "entry_id", "number", "level", "title"),
        ((n, n, 1, level, f"Entry {n}") for n, level in enumerate(levels, start=1)),
    )
    for through, column, others in (
        (Entry.themes.through, "theme_id", Theme.objects),
        (Entry.also_sectors.through, "sector_id", Sector.objects),
    ):
        keys = list(others.values_list("pk", flat=True))
        rows = ((n, chance.choice(keys)) for n in range(1, number + 1))
        insert(through, ("entry_id", column), rows)


def fill_applications(members: list[User], chance: random.Random, number: int) -> None:
    """Applications by organisations of every sector, each with the steps up to where it stands."""
    sectors = list(Sector.objects.all())
    Organisation.objects.bulk_create(
        Organisation(
            name=f"Applying {n}",
            party=chance.choice(Party.values),
            home_sector=chance.choice(sectors),
        )
        for n in range(ORGANISATIONS)
    )
    rows = list(applications(chance, number))
    insert(
        Application,
        ("id", "entry_id", "organisation_id", "level", "step", "created_at", "changed_at",
         "result", "is_unnamed"),
        rows,
    )  # fmt: skip
    by = members[0].pk
    insert(
        ApplicationStep,
        ("application_id", "level", "at", "step", "by_id"),
        (
            (pk, level, began, step, by)
            for pk, _entry, _organisation, level, last, began, *_rest in rows
            for step in path_to(last)
        ),
    )
    fill_raised(members, chance, rows[::10])


def applications(chance: random.Random, number: int) -> Iterator[tuple]:
    """Each of another pair of entry and organisation: the columns of `Application` below."""
    levels = list(Entry.objects.order_by("pk").values_list("pk", "level"))
    organisations = list(Organisation.objects.values_list("pk", flat=True))
    results, moments = ["", *Result.values], days()
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < number:
        (entry, level), organisation = chance.choice(levels), chance.choice(organisations)
        if (entry, organisation) in pairs:
            continue
        pairs.add((entry, organisation))
        step = Step.STOPPED if chance.random() < 0.1 else chance.choice(STAIRS)
        began = chance.choice(moments)
        yield (len(pairs), entry, organisation, level, step.value, began, began,
               chance.choice(results), chance.random() < 0.1)  # fmt: skip


def path_to(last: int) -> list[int]:
    """Every step up to this one; who stopped had a pilot."""
    if last == Step.STOPPED:
        return [Step.CONSIDERING.value, Step.PILOTING.value, last]
    return [step.value for step in STAIRS if step <= last]


def fill_raised(members: list[User], chance: random.Random, met: list[tuple]) -> None:
    """A barrier and a question on each of these applications."""
    member, moments = members[0], days()
    sector = member.organisation.home_sector_id
    level, kinds = Level.GREEN.value, BarrierKind.values
    states, parties = BarrierState.values, Party.values
    insert(
        Barrier,
        ("public_id", "level", "home_sector_id", "reporter_id", "title", "entry_id",
         "organisation_id", "kind", "party", "state", "created_at", "answered_at"),
        (
            (f"r{pk:09}", level, sector, member.pk, f"Barrier {pk}", entry, organisation,
             chance.choice(kinds), chance.choice(parties), chance.choice(states),
             chance.choice(moments), moments[0])
            for pk, entry, organisation, *_rest in met
        ),
    )  # fmt: skip
    insert(
        Question,
        ("public_id", "level", "home_sector_id", "asker_id", "title", "entry_id", "created_at"),
        (
            (f"q{pk:09}", level, sector, member.pk, f"Question {pk}", entry, chance.choice(moments))
            for pk, entry, *_rest in met
        ),
    )


def add_members(number: int) -> None:
    """So many more members, who did nothing yet."""
    joined = days()[0]
    people = ((f"more{n}@bench.example", f"m{n:09}", True, joined) for n in range(number))
    insert(User, ("email", "public_id", "is_active", "admitted_at"), people)
    added = User.objects.filter(email__startswith="more").values_list("pk", "email")
    insert(EmailAddress, ("user_id", "email", "verified", "primary"),
           ((pk, email, True, True) for pk, email in added))  # fmt: skip
