"""Which suggestions are there to see whether they are of use: one place of ten.

A list shorter than ten has a tenth of a place for each of its own: it explores in that share of the
weeks, which are drawn for each member. So a page does not change under its reader.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from functools import lru_cache

from django.utils import timezone

from .spreading import without_thirds
from .suggestion import Suggestion

log = logging.getLogger(__name__)
ONE_OF = 10  # places
NOTED = 10_000  # lines that a process remembers to have written


def places(user, limit: int) -> int:
    """How many of `limit` places explore this week."""
    sure, rest = divmod(limit, ONE_OF)
    return sure + (_drawn(user, "a place", _week()) < rest / ONE_OF)


def among(best: list, rest: list, user, number: int) -> list[tuple]:
    """`best` with `number` of `rest` in every tenth place, or the last; and whether each explores.

    Both are candidates, the best first.
    """
    chosen = [(each, False) for each in best]
    if not number:
        return chosen
    week = _week()
    drawn = sorted(rest, key=lambda each: _drawn(user, each.row.public_id, week))
    drawn = without_thirds(drawn, lambda each: each.row.organisation, beside=best)
    for place, each in enumerate(drawn[:number], 1):
        chosen.insert(ONE_OF * place - 1, (each, True))
    return chosen


def note_shown(found: Iterable[Suggestion], user, *, on: str) -> None:
    """Say in the log which of these explore, where a list (`on`) shows them: once a week, ids only.

    The page that is only read writes no row; a process that starts anew says it once more.
    """
    for suggestion in found:
        if suggestion.is_exploring:
            _note(on, user.public_id, suggestion.entry.public_id, _week())


@lru_cache(maxsize=NOTED)
def _note(on: str, member: str, entry: str, week: str) -> None:
    log.info("explored on %s: member %s, entry %s, week %s", on, member, entry, week)


def _week() -> str:
    year, week, _day = timezone.localdate().isocalendar()
    return f"{year}-W{week:02}"


def _drawn(user, about: str, week: str) -> float:
    """From 0 to 1, the same for a week."""
    drawn = f"{user.pk} {week} {about}"
    digest = hashlib.blake2b(drawn.encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
