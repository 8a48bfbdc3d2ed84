"""A suggestion: an entry, how near it is, and why it stands there."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Sector

from ..models import Entry, Outcome
from .reasons import Reason


@dataclass(frozen=True)
class Suggestion:
    """`sector` is the reader's, to which the lesson crosses; None where there is none."""

    entry: Entry
    score: float
    reason: Reason
    sector: Sector | None = None
    is_exploring: bool = False

    @property
    def is_caution(self) -> bool:
        """It tells what went wrong: shown as a warning, not as advice."""
        return self.entry.outcome in (Outcome.FAILED, Outcome.STOPPED)

    @property
    def is_elsewhere(self) -> bool:
        return self.sector is None or self.entry.home_sector_id != self.sector.pk
