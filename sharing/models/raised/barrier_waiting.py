"""Barriers that wait too long: who could act is told again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Membership, Role

from ..telling.following import Notification
from .barriers import Barrier, BarrierState

TOLD_AGAIN_AFTER = timedelta(days=60)


def tell_of_waiting_barriers() -> int:
    """Tell those who promised of a date that passed, and those asked of what nobody picked up.

    Once in two months each. How many barriers.
    """
    before = timezone.now() - TOLD_AGAIN_AFTER
    untold = Q(told_at=None) | Q(told_at__lt=before)
    untouched = Barrier.objects.unsolved().filter(untold, state=BarrierState.OPEN)
    late = Barrier.objects.overdue().filter(untold | Q(told_at__date__lte=F("answer_due")))
    pks = [*untouched.values_list("pk", flat=True), *late.values_list("pk", flat=True)]
    return sum(_tell(pk, before) for pk in pks)


@transaction.atomic
def _tell(pk: int, before) -> bool:
    """One of them, unless somebody was quicker."""
    rows = Barrier.objects.standing().select_for_update(no_key=True)
    barrier = rows.filter(pk=pk).first()
    if barrier is None:
        return False  # merged or withdrawn meanwhile
    told = barrier.told_at
    is_told = told is not None and told >= before
    if barrier.is_overdue:
        if is_told and timezone.localdate(told) > barrier.answer_due:
            return False
        _tell_those_who_promised(barrier)
        return True
    if barrier.state != BarrierState.OPEN or is_told:
        return False
    barrier.tell_asked()
    return True


def _tell_those_who_promised(barrier) -> None:
    team = Membership.objects.filter(
        role__gte=Role.EDITOR, user__organisation=barrier.picked_up_for_id
    )
    Notification.objects.tell(
        team.values_list("user", flat=True), Notification.Kind.BARRIER_OVERDUE, barrier=barrier
    )
    Barrier.objects.filter(pk=barrier.pk).update(told_at=timezone.now())
