"""Entries whose review date has passed: their owner and stewards are asked once."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User

from ..telling.following import Notification
from .entries import Entry


def ask_if_still_true() -> int:
    """Tell the owners and the home stewards of overdue entries, once a period. How many entries."""
    asked = Notification.objects.filter(
        entry=OuterRef("pk"),
        kind=Notification.Kind.OVERDUE,
        created_at__gte=OuterRef("review_due_at"),
    )
    overdue = Entry.objects.overdue().filter(~Exists(asked)).values_list("pk", flat=True)
    return sum(_ask(pk) for pk in list(overdue))


@transaction.atomic
def _ask(pk: int) -> bool:
    entry = Entry.objects.select_for_update(no_key=True).get(pk=pk)
    kind = Notification.Kind.OVERDUE
    if not entry.is_overdue or Notification.objects.filter(
        entry=entry, kind=kind, created_at__gte=entry.review_due_at
    ):
        return False
    stewards = User.objects.stewards_of(entry.home_sector_id).values_list("pk", flat=True)
    entry.tell([entry.owner_id, *stewards], kind, by=None)
    return True
