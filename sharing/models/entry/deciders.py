"""Who hears that words of an entry wait for a decision: to be published, or to be taken over."""

from __future__ import annotations

from django.db.models import Min

from accounts.models import Membership, Role

from ..access.readership import members_reached
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
    deciders = deciders_about(entry, entry.current_revision).exclude(pk__in=told.values("user"))
    entry.tell(deciders.values_list("pk", flat=True), kind, by=by)


def tell_of_suggestion(entry, revision, *, by) -> None:
    """Those who could take a suggested wording over hear that it waits."""
    deciders = deciders_about(entry, revision).values_list("pk", flat=True)
    entry.tell(deciders, Notification.Kind.REVISION_PENDING, by=by)


def deciders_about(entry, revision):
    """The members who are asked to decide about this wording of an entry.

    The editors of its home sector who are in its AUDIENCE and wrote none of it; where there is none,
    those of its also sectors. `DECIDES` lets in some whom nobody asks: administrators, and at
    TLP:AMBER+STRICT and TLP:RED contributors.
    """
    writers = [pk for pk in (*entry.writer_ids(), revision.writer_id) if pk]
    reach = entry.reach
    readers = members_reached(entry, reach).exclude(pk__in=writers)
    editors = Membership.objects.filter(role__gte=Role.EDITOR)
    at_home = readers.filter(pk__in=editors.filter(sector=reach.home_sector).values("user"))
    also = editors.filter(sector__in=reach.also_sectors).values("user")
    return at_home if at_home.exists() else readers.filter(pk__in=also)
