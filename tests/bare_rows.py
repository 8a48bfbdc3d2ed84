"""The community as the database has it, past every rule of ours: what the oracle judges."""

from __future__ import annotations

from collections import defaultdict

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from .oracle import Entry, Person, World


def read_world() -> World:
    return World(people=read_people(), entries=read_entries(), is_closed=settings.CLOSED_SITE)


def rows(label: str, *fields: str, **where):
    """Bare rows, past every queryset of ours: `_base_manager` knows no rule."""
    return apps.get_model(label)._base_manager.filter(**where).values_list(*fields)


def groups(pairs) -> dict[int, frozenset[int]]:
    found = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return defaultdict(frozenset, {key: frozenset(values) for key, values in found.items()})


def read_people() -> dict[int, Person]:
    confirmed = set(rows("account.EmailAddress", "user", "email", verified=True))
    roles = defaultdict(dict)
    for user, sector, role in rows("accounts.Membership", "user", "sector", "role"):
        roles[user][sector] = role
    fields = ("pk", "email", "organisation", "is_active", "admitted_at", "is_superuser")
    return {
        pk: Person(
            pk=pk,
            organisation=organisation,
            roles=dict(roles[pk]),
            is_active=is_active,
            is_confirmed=(pk, email) in confirmed,
            is_admitted=admitted_at is not None,
            is_administrator=is_superuser,
        )
        for pk, email, organisation, is_active, admitted_at, is_superuser in rows(
            "accounts.User", *fields
        )
    }


def read_entries() -> dict[int, Entry]:
    also = groups(rows("sharing.Entry_also_sectors", "entry", "sector"))
    co_authors = groups(rows("sharing.Entry_co_authors", "entry", "user"))
    organisations = groups(rows("sharing.Entry_named_organisations", "entry", "organisation"))
    people = groups(rows("sharing.Entry_named_people", "entry", "user"))
    asked = groups(
        ((entry, round_), reviewer)
        for entry, round_, reviewer in rows(
            "sharing.Review", "entry", "round", "reviewer", lapsed_at=None, is_assigned=True
        )
    )
    now = timezone.now()
    opened = groups(rows("sharing.BreakGlassGrant", "entry", "administrator", expires_at__gt=now))
    fields = (
        "pk level status round home_sector author owner current_revision__writer organisation "
        "published_at"
    )
    return {
        pk: Entry(
            pk=pk,
            level=level,
            status=status,
            home=home,
            also=also[pk],
            author=author,
            owner=owner,
            writer=writer,
            co_authors=co_authors[pk],
            organisation=organisation,
            organisations=organisations[pk],
            people=people[pk],
            assigned=asked[pk, round_],
            opened=opened[pk],
            was_published=published_at is not None,
        )
        for (
            *(pk, level, status, round_, home, author, owner, writer, organisation),
            published_at,
        ) in rows("sharing.Entry", *fields.split())
    }
