"""What suggestions for a member start from, listed for that member: each says why it is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import Sector

from ..models import Entry, LeftOut, Situation
from . import interests
from .for_member import FOR_SECTOR, FOR_SITUATION

BECAUSE = {
    "applied": _("Your organisation applies it."),
    "wrote": _("You wrote it."),
    "saved": _("You saved it."),
    "useful": _("You found it useful."),
    "barrier": _("You reported a barrier at it."),
    "watched": _("You watch it."),
    "situation": _("You told us that you are about to do it."),
    "sector": _("You follow this sector."),
    "": _("You left it out."),  # and it is there for nothing else any more
}


@dataclass(frozen=True)
class Start:
    """An entry, a situation or a sector, and why it is there.

    `weight`: what it may add to a suggestion near to it, in the measure of what somebody did with an
    entry. `waits`: others weigh more, and only the strongest count.
    """

    number: int  # the id of `thing`
    kind: str
    weight: float
    thing: Entry | Situation | Sector | None = None  # an entry is read late
    is_left_out: bool = False
    waits: bool = False

    @property
    def what(self) -> str:
        """The table of `thing`."""
        return self.kind if self.kind in ("situation", "sector") else "entry"

    @property
    def because(self) -> str:
        return str(BECAUSE[self.kind])


class Starts:
    """Strongest first. What is left out keeps its place; a slice reads the entries in it: one query."""

    def __init__(self, user, starts: Iterable[Start]):
        self.user = user
        self.starts = sorted(starts, key=lambda one: (-one.weight, one.kind, one.number))

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, part: slice) -> list[Start]:
        shown = self.starts[part]
        ids = [start.number for start in shown if start.what == "entry"]
        readable = Entry.objects.visible_to(self.user).for_rows().in_bulk(ids)
        # What was closed to them a moment ago is not there.
        return [
            replace(start, thing=readable[start.number]) if start.what == "entry" else start
            for start in shown
            if start.what != "entry" or start.number in readable
        ]


def starts_of(user) -> Starts:
    """What suggestions for `user` start from, and what they left out: three queries."""
    known = interests.interests_of(user)
    counting = set(known.strongest)
    starts = [
        Start(pk, kind, weight, waits=pk not in counting)
        for pk, (kind, weight) in known.seeds.items()
    ]
    starts += [
        Start(pk, kind, weight, is_left_out=True) for pk, (kind, weight) in known.left_out.items()
    ]
    starts += _told(user, "situation", Situation.objects.visible_to(user), FOR_SITUATION)
    starts += _told(user, "sector", user.followed_sectors.by_name(), FOR_SECTOR)
    return Starts(user, starts)


def _told(user, kind: str, things, weight: float) -> Iterable[Start]:
    left_out = LeftOut.objects.visible_to(user).filter(**{kind: OuterRef("pk")})
    for thing in things.annotate(is_left_out=Exists(left_out)):
        yield Start(thing.pk, kind, weight, thing, thing.is_left_out)
