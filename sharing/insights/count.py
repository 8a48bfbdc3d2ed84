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
    COUNTED_AS,
    FEWEST_UNNAMED,
    OPEN_LEVELS,
    Application,
    ApplicationStep,
    Barrier,
    BarrierAge,
    BarrierState,
    Entry,
    Figures,
    Period,
    Question,
    Status,
)

from .applications import (
    REASONS,
    STAIRS,
    open_applications,
    with_highest,
    with_reason,
)
from .wanted import open_questions, searched_since

OLD = timedelta(hours=1)
# Days ago at which one stretch of time ends and an older one begins; the last has no end. Each period
# is whole stretches, counted apart: so one period less another is no smaller cell than is shown.
EDGES = (91, 182, 365, 730)
STRETCHES = {Period.QUARTER: (0,), Period.YEAR: (0, 1, 2), Period.ALL: (0, 1, 2, 3, 4)}
STRETCHES_BEFORE = {Period.QUARTER: (1,), Period.YEAR: (3,), Period.ALL: ()}
FLOWS_OF_A_THEME = 4
SECTORS = ("entry__home_sector", "organisation__home_sector")
UNSOLVED = (BarrierState.OPEN, BarrierState.PICKED_UP)

ByStretch = dict[int, Counter]  # of each stretch, how many applications in each cell


@dataclass
class Applications:
    """What takes long: going through all applications, once for every period."""

    crossings: ByStretch  # by (giver, taker)
    themed: ByStretch  # by (theme, giver, taker), of organisations that are named
    reached: ByStretch  # by highest step
    stopped: ByStretch  # by reason


def refresh(*, older_than: timedelta = OLD, now: datetime | None = None) -> int:
    """Count again what was counted longer ago than this. How many periods."""
    now = now or timezone.now()
    fresh = set(
        Figures.objects.filter(computed_at__gt=now - older_than, counted_as=COUNTED_AS).values_list(
            "period", flat=True
        )
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
    since = Period(period).since(now)
    within, before = STRETCHES[Period(period)], STRETCHES_BEFORE[Period(period)]
    numbers = {
        "since": since.isoformat() if since else "",
        "until": now.isoformat(),
        "crossings": crossings(applied.crossings, within),
        "crossings_before": crossings(applied.crossings, before),
        "theme_crossings": theme_crossings(applied.themed, within),
        "stairs": stairs(applied.reached, within),
        "stopped": stopped(applied.stopped, within),
        "barriers": barriers(since),
        "ages": ages(since, now),
        "raised": raised(since),
        "questions": questions(since),
        "searches": searches(since),
        "themes": themes(),
        "entries": Entry.objects.open().count(),
    }
    figures, _new = Figures.objects.update_or_create(
        period=Period(period).value,
        defaults={"computed_at": now, "numbers": numbers, "counted_as": COUNTED_AS},
    )
    return figures


def applications_counted(now: datetime) -> Applications:
    return Applications(
        crossings=crossings_counted(now),
        themed=themed_counted(now),
        reached=counted(with_highest(_told(now)), "highest"),
        stopped=stopped_counted(now),
    )


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


def crossings_counted(now: datetime) -> ByStretch:
    """Crossings by home sectors, in the stretch in which each was first piloted or used."""
    return counted(_crossed(now), *SECTORS)


def themed_counted(now: datetime) -> ByStretch:
    """The same by theme. Themes overlap, so that one cell less another could tell of a single
    organisation: those that stay unnamed are left out."""
    rows = _crossed(now).filter(is_unnamed=False, entry__themes__isnull=False)
    return counted(rows, "entry__themes", *SECTORS)


def _crossed(now: datetime):
    first = (
        ApplicationStep.objects.filter(application=OuterRef("pk"), step__in=APPLIED)
        .order_by()
        .values("application")
        .annotate(oldest=Max(stretch_of("at", now)))
        .values("oldest")
    )
    rows = open_applications(Application.objects.all()).crossings()
    return rows.annotate(stretch=Coalesce(Subquery(first), len(EDGES)))


def crossings(found: ByStretch, stretches: tuple[int, ...]) -> list[list[int]]:
    """[giver, taker, number]"""
    cells = together(found, stretches)
    return [[giver, taker, number] for (giver, taker), number in sorted(cells.items())]


def theme_crossings(found: ByStretch, stretches: tuple[int, ...]) -> list[list[int]]:
    """[theme, giver, taker, number]: of each theme the strongest."""
    kept: dict[int, list] = {}
    for (theme, giver, taker), number in together(found, stretches).most_common():
        if len(rows := kept.setdefault(theme, [])) < FLOWS_OF_A_THEME:
            rows.append([theme, giver, taker, number])
    return [row for theme in sorted(kept) for row in kept[theme]]


def stairs(found: ByStretch, stretches: tuple[int, ...]) -> list[int]:
    """How many came as far as each stair, or further: those that were first told in this time."""
    reached = together(found, stretches)
    return [sum(number for (top,), number in reached.items() if top >= step) for step in STAIRS]


def _told(now: datetime):
    return open_applications(Application.objects.all()).annotate(
        stretch=stretch_of("created_at", now)
    )


def stopped_counted(now: datetime) -> ByStretch:
    """Why organisations stopped, as far as it is told in codes: each counts once."""
    return counted(with_reason(_told(now)), "why")


def stopped(found: ByStretch, stretches: tuple[int, ...]) -> dict[str, int]:
    why = together(found, stretches)
    return {name: why[(number,)] for number, name in enumerate(REASONS)}


def raised_since(since: datetime | None):
    rows = Barrier.objects.standing().filter(level__in=OPEN_LEVELS).order_by()
    return rows if since is None else rows.filter(created_at__gte=since)


def barriers(since: datetime | None) -> dict[str, dict[str, int]]:
    """Of those raised in this time, by kind, how many stand in each state now."""
    found: dict[str, dict[str, int]] = {}
    rows = raised_since(since).values_list("kind", "state").annotate(n=Count("pk"))
    for kind, state, number in rows:
        found.setdefault(kind, {})[state] = number
    return found


def ages(since: datetime | None, now: datetime) -> list[int]:
    """Of those raised in this time and not answered, how many have each BarrierAge."""
    rows = raised_since(since).waiting_since(now)
    found = dict(rows.values_list("age").annotate(n=Count("pk")))
    return [found.get(age.value, 0) for age in BarrierAge]


def raised(since: datetime | None) -> dict[str, int]:
    """Barriers raised in this time, how many of those were answered, and after how many days."""
    rows = raised_since(since)
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
    """Questions asked in this time, and those answered."""
    asked = open_questions(Question.objects.order_by(), since)
    return asked.aggregate(asked=Count("pk"), answered=Count("pk", filter=Q(is_answered=True)))


def searches(since: datetime | None) -> int:
    """Different searches that often found nothing, the last time in this time."""
    return searched_since(since).count()


def themes() -> list[list[int]]:
    """[sector, theme, number of open entries]: who writes about what."""
    links = Entry.themes.through.objects.filter(
        entry__status=Status.PUBLISHED, entry__level__in=OPEN_LEVELS
    )
    rows = links.values_list("entry__home_sector", "theme").annotate(n=Count("pk")).order_by()
    return sorted([sector, theme, number] for sector, theme, number in rows)
