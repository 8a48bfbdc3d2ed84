"""The pieces that figures are shown in: a crossing, a field of the table, a bar."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Sector


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
