"""The pieces that figures are shown in: a crossing, a field of the table, a bar."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from accounts.models import Sector
from sharing.models import listed

MOST_NAMED = 3  # sectors in one title


@dataclass(frozen=True)
class Flow:
    """Crossings from one sector to another."""

    giver: Sector
    taker: Sector
    number: int
    share: int = 100  # of the largest beside it, for a bar
    before: int = 0


@dataclass(frozen=True)
class Cell:
    """One field of the table of crossings."""

    giver: Sector
    taker: Sector
    number: int
    shade: int

    @property
    def is_own(self) -> bool:
        return self.giver == self.taker


@dataclass(frozen=True)
class Bar:
    """A name, a number, and its share of the largest."""

    name: str
    number: int
    share: int
    code: str = ""


def bars(rows: list[tuple[str, str, int]]) -> list[Bar]:
    """From (code, name, number)."""
    most = max((number for _code, _name, number in rows), default=0)
    return [Bar(n, v, round(100 * v / most) if most else 0, c) for c, n, v in rows]


def leaders(counter: Counter, by_id: dict[int, Sector]) -> list[Sector]:
    """Those with the highest number: more than one where they are equal."""
    known = {pk: number for pk, number in counter.items() if pk in by_id and number}
    highest = max(known.values(), default=0)
    return [by_id[pk] for pk, number in sorted(known.items()) if number == highest]


def named(sectors: list[Sector], sentence: str) -> str:
    """The sentence with these sectors by name; "" for more than a sentence holds."""
    if len(sectors) > MOST_NAMED:
        return ""
    return sentence % {"names": listed(s.name for s in sectors)}
