"""Figures about the whole community. This package is the only door.

    refresh()                count again what is old: for the sweep
    count(period)            count one period now
    begun_in(rows, numbers)  the crossings behind a number, of applications that a reader may see
    figures_of(period)       what was counted, ready to read; None while nothing was
    wanted_lessons(reader)   open questions that nobody answered
    empty_searches(numbers)  what was searched for often, and in vain

Counted are published CLEAR and GREEN entries and what hangs on them at those levels, so that every
member gets the same. An organisation that stays unnamed counts where three or more of them do.
"""

from .count import begun_in, count, refresh
from .reading import Numbers, figures_of
from .tables import LIVE, TABLES, table_of
from .wanted import empty_searches, wanted_lessons

__all__ = [
    "LIVE",
    "TABLES",
    "Numbers",
    "begun_in",
    "count",
    "empty_searches",
    "figures_of",
    "refresh",
    "table_of",
    "wanted_lessons",
]
