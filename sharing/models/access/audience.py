"""AUDIENCE and VIEW: whom an entry, and what hangs on it, is shown to.

This file is the one place where DOMAIN's two tables of reading are written as code.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import Role, Standing

from ..vocabulary import Level, Status
from .machinery import ANYBODY, NOBODY
from .presence import HasRow


def through(field: str):
    """The table behind a many-to-many field of Entry."""
    from ..entry.entries import Entry

    return getattr(Entry, field).through.objects


@lru_cache(maxsize=1_000)
def listed(field: str, at: str, **columns) -> HasRow:
    """Whether the entry at `at` has such a row in the table behind a many-to-many field."""
    return HasRow(through(field).model, entry=F(f"{at}pk"), **columns)


def in_sectors(me: Standing, role: Role, at: str = "") -> Q:
    """role(home ∪ also) ≥ `role`."""
    if me.is_administrator:
        return ANYBODY
    sectors = me.sectors(role)
    if not sectors:
        return NOBODY
    also = listed("also_sectors", at, sector=tuple(sectors))
    return Q(**{f"{at}home_sector__in": sectors}) | Q(also)


def is_insider(me: Standing, at: str = "") -> Q:
    """My organisation is the entry's or a named one. No organisation matches nothing."""
    if me.organisation_id is None:
        return NOBODY
    named = listed("named_organisations", at, organisation=me.organisation_id)
    return Q(**{f"{at}organisation": me.organisation_id}) | Q(named)


def is_named(me: Standing, at: str = "") -> Q:
    return Q(listed("named_people", at, user=me.user_id))


def is_co_author(me: Standing, at: str = "") -> Q:
    return Q(listed("co_authors", at, user=me.user_id))


def is_assigned(me: Standing, at: str = "") -> Q:
    """A reviewer assigned in this round. Answering unasked, as an editor may, assigns nobody."""
    from ..entry.reviews import Review

    mine = HasRow(
        Review,
        entry=F(f"{at}pk"),
        round=F(f"{at}round"),
        reviewer=me.user_id,
        is_assigned=True,
        lapsed_at=None,
    )
    return Q(mine)


def who_reads(me: Standing, level: Level, at: str = "") -> Q:
    """AUDIENCE of one level, as a condition on the rest of the entry."""
    if level == Level.CLEAR:
        return ANYBODY if me.is_member or not settings.CLOSED_SITE else NOBODY
    if not me.is_member:
        return NOBODY
    author = Q(**{f"{at}author": me.user_id})
    match level:
        case Level.GREEN:
            return ANYBODY
        case Level.AMBER:
            return in_sectors(me, Role.READER, at) | is_insider(me, at) | is_named(me, at) | author
        case Level.STRICT:
            return is_insider(me, at)
        case Level.RED:
            return is_named(me, at) | author


def audience(me: Standing, at: str = "", levels: Iterable[Level] = Level) -> Q:
    """AUDIENCE at the entry's own level. `at` is the path to the entry, such as "entry__"."""
    found = NOBODY
    for level in levels:
        reads = who_reads(me, level, at)
        if reads != NOBODY:
            found |= Q(**{f"{at}level": level}) & reads
    return found


def audience_of_hanging(me: Standing, at: str = "entry__", level: str = "level") -> Q:
    """AUDIENCE at the stricter of the entry's level and that at which a row was written."""
    found = NOBODY
    for strictest in Level:
        reads = who_reads(me, strictest, at)
        if reads != NOBODY:
            stricter = Q(**{f"{at}level": strictest, f"{level}__lte": strictest}) | Q(
                **{f"{at}level__lt": strictest, level: strictest}
            )
            found |= stricter & reads
    return found


def in_view(me: Standing, at: str = "") -> Q:
    """VIEW without AUDIENCE: who of the audience reads an entry in which state."""
    status = f"{at}status__in"
    shown = Q(**{status: (Status.PUBLISHED, Status.ARCHIVED)})
    if not me.is_member:
        return shown
    author = Q(**{f"{at}author": me.user_id}) | is_co_author(me, at)
    reviewing = (
        author
        | Q(**{f"{at}owner": me.user_id})
        | is_assigned(me, at)
        | in_sectors(me, Role.EDITOR, at)
    )
    return (
        shown
        | (Q(**{f"{at}status": Status.DRAFT}) & author)
        | (Q(**{f"{at}status": Status.IN_REVIEW}) & reviewing)
    )


def view(me: Standing, at: str = "") -> Q:
    """VIEW: AUDIENCE and state. Break-glass grants are not in it: see `opened_by`."""
    return audience(me, at) & in_view(me, at)


def view_in_circulation(me: Standing) -> Q:
    """VIEW of what is published or archived and not TLP:RED: the same rule, half as long in SQL."""
    levels = [level for level in Level if level != Level.RED]
    # Said the other way round, so that SQLite reads the newest first instead of all by status.
    return ~Q(status__in=(Status.DRAFT, Status.IN_REVIEW)) & audience(me, levels=levels)


def view_of_hanging(me: Standing, at: str = "entry__", level: str = "level") -> Q:
    """VIEW(entry) and AUDIENCE at the stricter of both levels.

    Both: the audience of TLP:RED, those named, is no part of that of TLP:AMBER+STRICT.
    """
    return view(me, at) & audience_of_hanging(me, at, level)


def has_grant(me: Standing, at: str = "") -> Q:
    """An unexpired break-glass grant: the current wording, and nothing else."""
    from .grants import BreakGlassGrant

    if not me.is_administrator:
        return NOBODY
    grants = BreakGlassGrant.objects.filter(
        entry=OuterRef(f"{at}pk"), administrator=me.user_id, expires_at__gt=timezone.now()
    )
    return Q(Exists(grants))
