"""What hangs on an entry at a stricter level, and what somebody newly reads of it who is named."""

from __future__ import annotations

from dataclasses import replace

from django.apps import apps

from accounts.models import Standing

from ..access.audience import who_reads
from ..access.readership import members_reached
from ..vocabulary import Level

# Tables of words that keep the level at which they were written, each with its way to the entry.
HANGING = {
    "Revision": "entry",
    "Review": "entry",
    "Concern": "entry",
    "Application": "entry",
    "ApplicationStep": "application__entry",
    "RestrictedDetail": "entry",
    "DetailRevision": "detail__entry",
    "WayAround": "entry",
    "Answer": "entry",
}


def opens_what_is_unread(entry, me: Standing, *, people: bool, organisations: bool) -> bool:
    """Whether a person, or an organisation, that `me` names would read of the entry what `me` does not.

    People read what is TLP:RED, organisations what is TLP:AMBER+STRICT.
    """
    opened = ([Level.RED] if people else []) + ([Level.STRICT] if organisations else [])
    unread = [level for level in opened if not _is_among(entry, me, level)]
    return bool(unread) and any(
        apps.get_model("sharing", name).objects.filter(**{path: entry}, level__in=unread).exists()
        for name, path in HANGING.items()
    )


def _is_among(entry, me: Standing, level: Level) -> bool:
    return type(entry).objects.filter(who_reads(me, level), pk=entry.pk).exists()


def is_opened(entry, level: int, before, after) -> bool:
    """Whether somebody newly reads what hangs at `level` when the reach `before` becomes `after`."""
    read_before, read_after = (_readers(entry, level, reach) for reach in (before, after))
    return read_after.exclude(pk__in=read_before.values("pk")).exists()


def _readers(entry, level: int, reach):
    """Who reads the entry, and what is at this level too."""
    closer = replace(reach, level=max(level, reach.level))
    return members_reached(entry, reach).filter(pk__in=members_reached(entry, closer).values("pk"))
