"""Whether fewer people read one entry than another: AUDIENCE of the one against VIEW of the other."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from accounts.models import User

from ..vocabulary import Level
from .readership import members_reached

EVERYONE, MEMBERS = "everyone", "members"


def narrower_than(entry, others: Iterable, level: int | None = None) -> list:
    """Those of `others` that somebody may not read who reads `entry`, once it is published.

    `level` is that of what hangs on it, where that is what is read.
    Sectors and organisations count as what they are: somebody may join them tomorrow. People who
    read it by name count as they stand today.
    """
    level = entry.level if level is None else level
    groups = groups_of(entry, level)
    kept = [other for other in others if holds(other, groups)]
    if kept and Level(level).names_people:
        people = readers_by_name(entry)
        kept = [other for other in kept if not leaves_out(other, people)]
    return [other for other in others if other not in kept]


def groups_of(entry, level: int) -> set:
    """Who is in AUDIENCE without being named. Administrators are where readers of a sector are."""
    match level:
        case Level.CLEAR:
            return {MEMBERS if settings.CLOSED_SITE else EVERYONE}
        case Level.GREEN:
            return {MEMBERS}
        case Level.AMBER:
            sectors = {entry.home_sector_id, *(sector.pk for sector in entry.also_sectors.all())}
            return {("sector", pk) for pk in sectors} | insiders_of(entry)
        case Level.STRICT:
            return insiders_of(entry)
    return set()


def insiders_of(entry) -> set:
    pks = {entry.organisation_id, *(named.pk for named in entry.named_organisations.all())}
    return {("organisation", pk) for pk in pks - {None}}


def holds(entry, groups: set) -> bool:
    """Whether all of these groups are in VIEW of `entry`: of one not shown, no group is."""
    readers = groups_of(entry, entry.level) if entry.is_shown else set()
    if EVERYONE in readers or groups <= readers:
        return True
    return MEMBERS in readers and EVERYONE not in groups


def leaves_out(entry, people) -> bool:
    """Whether one of these members is not in VIEW of `entry`."""
    if entry.is_shown:
        readers = members_reached(entry, entry.reach)
        return people.exclude(pk__in=readers.values("pk")).exists()
    return any(not entry.is_visible_to(person) for person in people)


def readers_by_name(entry):
    """The members who read it as its author or by name, where its level names people."""
    named = entry.named_people.values_list("pk", flat=True)
    return User.objects.members().filter(pk__in=[entry.author_id, *named])
