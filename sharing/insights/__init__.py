"""Figures about the whole community. This package is the only door.

    refresh()                count again what is old: for the sweep
    count(period)            count one period now
    begun_in(rows, numbers), reached_in(…, step), stopped_in(…, reason)
                             those behind a number, of applications that a reader may see
    figures_of(period)       what was counted, ready to read; None while nothing was
    wanted_lessons(reader, period)   open questions that nobody answered
    empty_searches(period)   what was searched for often, and in vain

Counted are published CLEAR and GREEN entries and what hangs on them at those levels, so that every
member gets the same. An organisation that stays unnamed counts where three or more of them do.
"""

from .applications import STAIRS, begun_in, reached_in, stopped_in
from .count import count, refresh
from .parts import named
from .reading import WHY_STOPPED, Numbers, figures_of
from .tables import LIVE, TABLES, table_of
from .wanted import empty_searches, wanted_lessons

__all__ = [
    "LIVE",
    "STAIRS",
    "TABLES",
    "WHY_STOPPED",
    "Numbers",
    "begun_in",
    "count",
    "empty_searches",
    "figures_of",
    "named",
    "reached_in",
    "refresh",
    "stopped_in",
    "table_of",
    "wanted_lessons",
]
