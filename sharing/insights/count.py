"""Counting: a few set-based queries, whatever the number of members."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Avg,
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from sharing.models import (
    APPLIED,
    FEWEST_UNNAMED,
    OPEN_LEVELS,
    Application,
    ApplicationStep,
    Barrier,
    BarrierState,
    EmptySearch,
    Entry,
    Figures,
    Period,
    Question,
    Result,
    Status,
    Step,
)

DAYS = {Period.YEAR: 365, Period.QUARTER: 91, Period.ALL: 0}
OLD = timedelta(hours=1)
# Days ago at which one stretch of time ends and an older one begins; the last has no end. Each period
# is whole stretches, counted apart: so one period less another is no smaller cell than is shown.
EDGES = (91, 182, 365, 730)
STRETCHES = {Period.QUARTER: (0,), Period.YEAR: (0, 1, 2), Period.ALL: (0, 1, 2, 3, 4)}
STRETCHES_BEFORE = {Period.QUARTER: (1,), Period.YEAR: (3,), Period.ALL: ()}
AGES = (30, 90, 180)  # days; the last group is older
UNSOLVED = (BarrierState.OPEN, BarrierState.PICKED_UP)

ByStretch = dict[int, Counter]  # of each stretch, how many applications in each cell


@dataclass
class Applications:
    """What takes long: going through all applications, once for every period."""

    crossings: ByStretch  # by (giver, taker)
    reached: ByStretch  # by highest step
    stopped: ByStretch  # by reason


def refresh(*, older_than: timedelta = OLD, now: datetime | None = None) -> int:
    """Count again what was counted longer ago than this. How many periods."""
    now = now or timezone.now()
    fresh = set(
        Figures.objects.filter(computed_at__gt=now - older_than).values_list("period", flat=True)
    )
    due = [period for period in Period if period.value not in fresh]
    applied = applications_counted(now) if due else None
    for period in due:
        count(period, now=now, applied=applied)
    return len(due)


def count(
    period: str, *, now: datetime | None = None, applied: Applications | None = None
) -> Figures:
    """Count this period, and keep it; `applied` are the applications, when counted until `now`."""
    now = now or timezone.now()
    applied = applied or applications_counted(now)
    days = DAYS[Period(period)]
    since = now - timedelta(days=days) if days else None
    within, before = STRETCHES[Period(period)], STRETCHES_BEFORE[Period(period)]
    numbers = {
        "since": since.isoformat() if since else "",
        "until": now.isoformat(),
        "crossings": crossings(applied.crossings, within),
        "crossings_before": crossings(applied.crossings, before),
        "stairs": stairs(applied.reached, within),
        "stopped": stopped(applied.stopped, within),
        "barriers": barriers(),
        "ages": ages(now),
        "raised": raised(since),
        "questions": questions(since),
        "searches": searches(since),
        "themes": themes(),
        "entries": Entry.objects.open().count(),
    }
    figures, _new = Figures.objects.update_or_create(
        period=Period(period).value, defaults={"computed_at": now, "numbers": numbers}
    )
    return figures


def applications_counted(now: datetime) -> Applications:
    return Applications(
        crossings=crossings_counted(now),
        reached=counted(_with_highest(_told(now)), "highest"),
        stopped=stopped_counted(now),
    )


def open_applications():
    """What may be counted: open at both ends, on published entries."""
    return Application.objects.filter(
        entry__status=Status.PUBLISHED, entry__level__in=OPEN_LEVELS, level__in=OPEN_LEVELS
    ).order_by()


def stretch_of(column: str, now: datetime) -> Case:
    """In which stretch of time this column lies: 0 is the latest."""
    return Case(
        *(
            When(**{f"{column}__gte": now - timedelta(days=days)}, then=Value(place))
            for place, days in enumerate(EDGES)
        ),
        default=Value(len(EDGES)),
        output_field=IntegerField(),
    )


def counted(rows, *by: str) -> ByStretch:
    """How many applications there are by these columns, in each `stretch` that the rows tell.

    Those that stay unnamed count from three organisations on, within the stretch.
    """
    found: ByStretch = {place: Counter() for place in range(len(EDGES) + 1)}
    unnamed = Count("organisation", distinct=True, filter=Q(is_unnamed=True))
    grouped = rows.values_list(*by, "stretch", "is_unnamed").annotate(
        n=Count("pk"), unnamed=unnamed
    )
    for *cell, stretch, is_unnamed, number, organisations in grouped:
        if not is_unnamed or organisations >= FEWEST_UNNAMED:
            found[stretch][tuple(cell)] += number
    return found


def together(found: ByStretch, stretches: tuple[int, ...]) -> Counter:
    return sum((found[place] for place in stretches), Counter())


def begun(rows, since: datetime | None, until: datetime):
    """Those that were first piloted or used in this time."""
    applied = ApplicationStep.objects.filter(application=OuterRef("pk"), step__in=APPLIED)
    rows = rows.filter(Exists(applied.filter(at__lt=until)))
    return rows if since is None else rows.filter(~Exists(applied.filter(at__lt=since)))


def begun_in(rows, numbers):
    """Those of `rows` that began in the period that was counted, for a list behind a number."""
    return begun(rows, numbers.starts_at, numbers.computed_at)


def crossings_counted(now: datetime) -> ByStretch:
    """Crossings by home sectors, in the stretch in which each was first piloted or used."""
    first = (
        ApplicationStep.objects.filter(application=OuterRef("pk"), step__in=APPLIED)
        .order_by()
        .values("application")
        .annotate(oldest=Max(stretch_of("at", now)))
        .values("oldest")
    )
    rows = open_applications().crossings().annotate(stretch=Coalesce(Subquery(first), len(EDGES)))
    return counted(rows, "entry__home_sector", "organisation__home_sector")


def crossings(found: ByStretch, stretches: tuple[int, ...]) -> list[list[int]]:
    """[giver, taker, number]"""
    cells = together(found, stretches)
    return [[giver, taker, number] for (giver, taker), number in sorted(cells.items())]


def stairs(found: ByStretch, stretches: tuple[int, ...]) -> list[int]:
    """How many came as far as each stair, or further: those that were first told in this time."""
    reached = together(found, stretches)
    return [
        sum(number for (top,), number in reached.items() if top >= step)
        for step in (Step.CONSIDERING, Step.PILOTING, Step.IN_USE, Step.SCALED)
    ]


def _told(now: datetime):
    return open_applications().annotate(stretch=stretch_of("created_at", now))


def _with_highest(rows):
    highest = (
        ApplicationStep.objects.filter(application=OuterRef("pk"), step__lt=Step.STOPPED)
        .order_by()
        .values("application")
        .annotate(top=Max("step"))
        .values("top")
    )
    return rows.annotate(highest=Coalesce(Subquery(highest), Step.CONSIDERING.value))


def stopped_counted(now: datetime) -> ByStretch:
    """Why organisations stopped, as far as it is told in codes: each counts once."""
    rows = _told(now).filter(step=Step.STOPPED)
    met = Barrier.objects.filter(
        entry=OuterRef("entry"), organisation=OuterRef("organisation"), level__in=OPEN_LEVELS
    )
    why = Case(
        When(Exists(met), then=Value(0)),
        When(result=Result.FAILED, then=Value(1)),
        When(result__in=(Result.WORKED, Result.MIXED), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return counted(rows.annotate(why=why), "why")


def stopped(found: ByStretch, stretches: tuple[int, ...]) -> dict[str, int]:
    why = together(found, stretches)
    names = ("barrier", "failed", "otherwise", "unsaid")
    return {name: why[(number,)] for number, name in enumerate(names)}


def open_barriers():
    return Barrier.objects.standing().filter(level__in=OPEN_LEVELS).order_by()


def barriers() -> dict[str, dict[str, int]]:
    """By kind, how many stand in each state now."""
    found: dict[str, dict[str, int]] = {}
    for kind, state, number in open_barriers().values_list("kind", "state").annotate(n=Count("pk")):
        found.setdefault(kind, {})[state] = number
    return found


def ages(now: datetime) -> list[int]:
    """How long those that are not answered have stood: under 30, 90, 180 days, and longer."""
    group = Case(
        *(
            When(created_at__gt=now - timedelta(days=days), then=Value(place))
            for place, days in enumerate(AGES)
        ),
        default=Value(len(AGES)),
        output_field=IntegerField(),
    )
    rows = open_barriers().filter(state__in=UNSOLVED).annotate(age=group)
    found = dict(rows.values_list("age").annotate(n=Count("pk")))
    return [found.get(place, 0) for place in range(len(AGES) + 1)]


def raised(since: datetime | None) -> dict[str, int]:
    """Barriers raised in this time, how many of those were answered, and after how many days."""
    rows = open_barriers()
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    answered = ~Q(state__in=UNSOLVED)
    took = ExpressionWrapper(
        Coalesce("answered_at", "solved_at") - F("created_at"), output_field=DurationField()
    )
    found = rows.aggregate(
        raised=Count("pk"), answered=Count("pk", filter=answered), took=Avg(took, filter=answered)
    )
    took = found.pop("took")
    return found | {"days": took.days if took else 0}


def questions(since: datetime | None) -> dict[str, int]:
    """Questions asked in this time, those answered, and all that wait for a first answer."""
    rows = Question.objects.current().filter(level__in=OPEN_LEVELS).order_by().with_open_answers()
    asked = rows if since is None else rows.filter(created_at__gte=since)
    return asked.aggregate(
        asked=Count("pk"), answered=Count("pk", filter=Q(is_answered=True))
    ) | rows.aggregate(waiting=Count("pk", filter=Q(is_answered=False)))


def searches(since: datetime | None) -> int:
    """Different searches that found nothing, in this time."""
    rows = EmptySearch.objects.all()
    return (rows if since is None else rows.filter(last_on__gte=since.date())).count()


def themes() -> list[list[int]]:
    """[sector, theme, number of open entries]: who writes about what."""
    links = Entry.themes.through.objects.filter(
        entry__status=Status.PUBLISHED, entry__level__in=OPEN_LEVELS
    )
    rows = links.values_list("entry__home_sector", "theme").annotate(n=Count("pk")).order_by()
    return sorted([sector, theme, number] for sector, theme, number in rows)
