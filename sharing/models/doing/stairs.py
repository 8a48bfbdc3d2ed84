"""Who stands where, as one reader may know it; and asking how it is going."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import Slot, Standing, User, prepared

from ..entry.entries import Entry
from ..telling.following import Notification
from ..vocabulary import Status
from .applications import (
    Application,
    ApplicationStep,
    Result,
    Step,
)
from .unnamed import placed_of

SHOWN = 4
STAIRS = (Step.CONSIDERING, Step.PILOTING, Step.IN_USE, Step.SCALED)


@dataclass
class Stairs:
    """Numbers on the steps, and a few of those who stand there."""

    mine: Application | None = None
    total: int = 0
    unplaced: int = 0  # stay unnamed, too few on their step to say on which
    numbers: dict[int, int] = field(default_factory=dict)
    who: list[Application] = field(default_factory=list)
    cautions: list[Application] = field(default_factory=list)
    notes: list[Application] = field(default_factory=list)

    @property
    def steps(self) -> list[tuple[Step, int, bool]]:
        """The four stairs: which, how many stand there, whether the reader's organisation does."""
        here = self.mine.step if self.mine else None
        return [(step, self.numbers.get(step, 0), step == here) for step in STAIRS]

    @property
    def stopped(self) -> int:
        return self.numbers.get(Step.STOPPED, 0)

    @property
    def has_stairs(self) -> bool:
        return any(number for _step, number, _mine in self.steps)


def stairs_of(entry, user) -> Stairs:
    """Who stands where with an entry that `user` may see. Two queries, however many they are."""
    me = Standing.of(user)
    if not me.is_member:
        return Stairs()
    found = Stairs()
    _count(found, _on_each_step(me, entry=entry.pk))
    if not found.total:
        return found
    rows = _shown(me, entry=entry.pk)
    found.mine = next((row for row in rows if row.is_ours), None)
    standing = (row for row in rows if row.step != Step.STOPPED)
    found.who = sorted(standing, key=lambda row: (not row.is_ours, -row.step))[:SHOWN]
    found.cautions = [row for row in rows if row.is_caution][:SHOWN]
    found.notes = [row for row in rows if row.tells and not row.is_caution][:SHOWN]
    return found


@prepared
def _shown(me: Standing):
    """The reader's own, and the furthest few of each: those that warn, that tell, and the others."""
    ours = Q(organisation=me.organisation_id or 0)
    warns = Q(step=Step.STOPPED) | Q(result=Result.FAILED)
    tells = ~Q(in_our_terms="") | ~Q(came_of_it="")
    part = Case(When(ours, then=0), When(warns, then=1), When(tells, then=2), default=3)
    place = Window(
        RowNumber(), partition_by=F("part"), order_by=[F("step").desc(), F("changed_at").desc()]
    )
    return (
        Application.objects.visible_to(me)
        .filter(entry=Slot("entry", IntegerField()))
        .annotate(is_ours=ours, tells=tells, part=part)
        .annotate(place=place)
        .filter(place__lte=SHOWN)
        .select_related("organisation__home_sector")
        .order_by("part", "place")
    )


@prepared
def _on_each_step(me: Standing):
    """Step, how many there say who they are, and how many do not. The reader's own is no secret."""
    ours = Q(organisation=me.organisation_id or 0)
    return (
        Application.objects.counted_for(me)
        .filter(entry=Slot("entry", IntegerField()))
        .order_by()
        .values_list("step")
        .annotate(
            named=Count("pk", filter=Q(is_unnamed=False) | ours),
            unnamed=Count("pk", filter=Q(is_unnamed=True) & ~ours),
        )
    )


def _count(found: Stairs, rows: list) -> None:
    """The named on their steps; those that stay unnamed where that tells of three or more."""
    counted = {step: (named, unnamed) for step, named, unnamed in rows}
    unnamed = {step: number for step, (_named, number) in counted.items()}
    placed = placed_of(unnamed)
    found.numbers = {step: n + placed.get(step, 0) for step, (n, _unnamed) in counted.items()}
    found.unplaced = sum(unnamed.values()) - sum(placed.values())
    found.total = sum(found.numbers.values()) + found.unplaced


# Asked again after a while

QUIET_FOR = {
    Step.CONSIDERING: timedelta(days=90),
    Step.PILOTING: timedelta(days=90),
    Step.IN_USE: timedelta(days=365),
}


def ask_how_it_is() -> int:
    """Ask those who took the last step, once a period in which nothing was said. How many."""
    now = timezone.now()
    quiet = Q()
    for step, period in QUIET_FOR.items():
        since = now - period
        unasked = Q(asked_at=None) | Q(asked_at__lt=since)
        quiet |= Q(step=step, changed_at__lt=since) & unasked
    due = Application.objects.filter(quiet, entry__status=Status.PUBLISHED)
    return sum(_ask(*row) for row in due.order_by("pk").values_list("pk", "entry"))


@transaction.atomic
def _ask(pk: int, entry_pk: int) -> bool:
    """One row, unless somebody was quicker. Who left the organisation is not asked any more."""
    # The entry first, as who records a step does: so that neither waits crosswise.
    entry = Entry.objects.select_for_update(no_key=True).get(pk=entry_pk)
    application = Application.objects.select_for_update(no_key=True).get(pk=pk)
    now, period = timezone.now(), QUIET_FOR.get(application.step)
    last = max(application.changed_at, application.asked_at or application.changed_at)
    if period is None or last >= now - period:
        return False
    Application.objects.filter(pk=pk).update(asked_at=now)
    took = ApplicationStep.objects.filter(application=application, by=OuterRef("pk"))
    people = User.objects.members().filter(Exists(took), organisation=application.organisation_id)
    Notification.objects.tell(
        people.values_list("pk", flat=True),
        Notification.Kind.HOW_IS_IT,
        entry=entry,
    )
    return True
