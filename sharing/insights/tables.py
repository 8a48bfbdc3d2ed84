"""Every figure as a table of rows: for a file that spreadsheets read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from .reading import Numbers
from .wanted import empty_searches, wanted_lessons

MOST_ROWS = 1_000

Row = list[str | int]


def crossings(numbers: Numbers, _reader) -> Iterator[Row]:
    yield [_("Gives"), _("Takes"), _("Crossings")]
    for flow in numbers.flows():
        yield [flow.giver.name, flow.taker.name, flow.number]


def stairs(numbers: Numbers, _reader) -> Iterator[Row]:
    yield [_("Step"), _("Organisations that came so far")]
    for step, number, _share in numbers.steps:
        yield [str(step.label), number]


def stopped(numbers: Numbers, _reader) -> Iterator[Row]:
    yield [_("Reason"), _("Number")]
    for bar in numbers.stop_bars:
        yield [bar.name, bar.number]


def barriers(numbers: Numbers, _reader) -> Iterator[Row]:
    yield [_("Kind"), _("Not answered"), _("Answered or solved")]
    for bar, answered in numbers.barrier_bars:
        yield [bar.name, bar.number, answered]


def ages(numbers: Numbers, _reader) -> Iterator[Row]:
    yield [_("Age"), _("Barriers that are not answered")]
    for bar in numbers.age_bars:
        yield [bar.name, bar.number]


def answers(numbers: Numbers, _reader) -> Iterator[Row]:
    yield [_("What"), _("Raised"), _("Answered")]
    yield [_("Barriers"), numbers["raised"]["raised"], numbers["raised"]["answered"]]
    yield [_("Questions"), numbers["questions"]["asked"], numbers["questions"]["answered"]]


def wanted(numbers: Numbers, reader) -> Iterator[Row]:
    yield [_("Wanted lesson"), _("Sector"), _("Asked on")]
    for question in wanted_lessons(reader, numbers.period)[:MOST_ROWS]:
        asked_on = localdate(question.created_at).isoformat()
        yield [question.title, question.home_sector.name, asked_on]


def searches(numbers: Numbers, _reader) -> Iterator[Row]:
    yield [_("Searched for"), _("Times"), _("Last on")]
    for search in empty_searches(numbers.period)[:MOST_ROWS]:
        yield [search.text, search.count, search.last_on.isoformat()]


TABLES: dict[str, Callable[[Numbers, object], Iterator[Row]]] = {
    "crossings": crossings,
    "stairs": stairs,
    "stopped": stopped,
    "barriers": barriers,
    "ages": ages,
    "answers": answers,
    "wanted": wanted,
    "searches": searches,
}

LIVE = {"wanted", "searches"}  # read when asked for


def table_of(name: str, numbers: Numbers, reader) -> list[Row]:
    """The rows of one table, its heading first: the same for every member."""
    return list(TABLES[name](numbers, reader))
