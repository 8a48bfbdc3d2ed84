"""Who could publish an entry that is in review, and hears when it is approved."""

from __future__ import annotations

from django.db.models import Min

from accounts.models import Membership, Role, User

from ..telling.following import Notification
from ..vocabulary import Status
from .reviews import Review


def tell_publishers(entry, *, by) -> None:
    """Those who could publish this wording hear that it may be published: each of them once a round."""
    if entry.status != Status.IN_REVIEW or entry.needs_outside_reader:
        return
    kind = Notification.Kind.TO_PUBLISH
    # What was told in an earlier round, or of another wording, was told before these were asked.
    since = Review.objects.approvals_of(entry).aggregate(since=Min("asked_at"))["since"]
    told = Notification.objects.filter(entry=entry, kind=kind, created_at__gte=since)
    publishers = editors_of(entry).exclude(user__in=told.values("user"))
    entry.tell(publishers.values_list("user", flat=True), kind, by=by)


def editors_of(entry):
    """The editors of its home sector who did not write it; where there is none, of its also sectors."""
    writers = [pk for pk in (*entry.writer_ids(), entry.current_revision.writer_id) if pk]
    editors = Membership.objects.filter(
        role__gte=Role.EDITOR, user__in=User.objects.members()
    ).exclude(user__in=writers)
    at_home = editors.filter(sector=entry.home_sector_id)
    also = type(entry).also_sectors.through.objects.filter(entry=entry)
    return at_home if at_home.exists() else editors.filter(sector__in=also.values("sector"))
