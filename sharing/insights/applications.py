"""Which applications are counted, how far each came and why it stopped: for figures and for the lists behind them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Case, Exists, IntegerField, Max, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from sharing.models import (
    APPLIED,
    OPEN_LEVELS,
    ApplicationStep,
    Barrier,
    Result,
    Status,
    Step,
)

STAIRS = (Step.CONSIDERING, Step.PILOTING, Step.IN_USE, Step.SCALED)
REASONS = (
    "barrier",
    "failed",
    "otherwise",
    "unsaid",
)  # why organisations stopped; its place is its number


def open_applications(rows):
    """What may be counted of these: open at both ends, on published entries."""
    return rows.filter(
        entry__status=Status.PUBLISHED, entry__level__in=OPEN_LEVELS, level__in=OPEN_LEVELS
    ).order_by()


def begun(rows, since: datetime | None, until: datetime):
    """Those that were first piloted or used in this time."""
    applied = ApplicationStep.objects.filter(application=OuterRef("pk"), step__in=APPLIED)
    rows = rows.filter(Exists(applied.filter(at__lt=until)))
    return rows if since is None else rows.filter(~Exists(applied.filter(at__lt=since)))


def with_highest(rows):
    """Each with the `highest` stair that it reached."""
    highest = (
        ApplicationStep.objects.filter(application=OuterRef("pk"), step__lt=Step.STOPPED)
        .order_by()
        .values("application")
        .annotate(top=Max("step"))
        .values("top")
    )
    return rows.annotate(highest=Coalesce(Subquery(highest), Step.CONSIDERING.value))


def with_reason(rows):
    """Those that stopped, each with `why`: its place in REASONS."""
    met = Barrier.objects.standing().filter(
        entry=OuterRef("entry"), organisation=OuterRef("organisation"), level__in=OPEN_LEVELS
    )
    why = Case(
        When(Exists(met), then=Value(0)),
        When(result=Result.FAILED, then=Value(1)),
        When(result__in=(Result.WORKED, Result.MIXED), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return rows.filter(step=Step.STOPPED).annotate(why=why)


# Of applications that a reader may see, those behind a number


def begun_in(rows, numbers):
    """Those that crossed a border in the period that was counted."""
    return begun(open_applications(rows).crossings(), numbers.starts_at, numbers.computed_at)


def reached_in(rows, numbers, step: Step):
    """Those that came as far as `step`, or further."""
    return with_highest(_told_in(rows, numbers)).filter(highest__gte=step)


def stopped_in(rows, numbers, reason: str = ""):
    """Those that stopped, all or for one of REASONS."""
    rows = with_reason(_told_in(rows, numbers))
    return rows.filter(why=REASONS.index(reason)) if reason else rows


def _told_in(rows, numbers):
    told = open_applications(rows).filter(created_at__lt=numbers.computed_at)
    return told.filter(created_at__gte=numbers.starts_at) if numbers.starts_at else told
