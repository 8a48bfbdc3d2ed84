"""Where a notification leads, when that is not the page of what it is about."""

from __future__ import annotations

from django.db.models import Case, IntegerField, OuterRef, Subquery, When

from ..access.machinery import standing_of
from ..entry.concerns import Concern
from .following import Notification

Kind = Notification.Kind


def with_concerns(rows, reader):
    """Each with the `concern_id` that it tells of; None where `reader` may not see that concern now.

    A notification is written in the transaction of what it tells: nothing later can be meant.
    """
    seen = Concern.objects.visible_to(standing_of(reader)).filter(entry=OuterRef("entry"))
    reported = seen.filter(reporter=OuterRef("actor"), created_at__lte=OuterRef("created_at"))
    answered = seen.filter(
        reporter=OuterRef("user"),
        answered_by=OuterRef("actor"),
        answered_at__lte=OuterRef("created_at"),
    )
    told = {
        Kind.CONCERN: reported.order_by("-created_at", "-pk"),
        Kind.CONCERN_ANSWERED: answered.order_by("-answered_at", "-pk"),
    }
    which = (When(kind=kind, then=Subquery(of.values("pk")[:1])) for kind, of in told.items())
    return rows.annotate(concern_id=Case(*which, output_field=IntegerField()))
