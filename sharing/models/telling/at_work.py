"""What a member reads for others, may publish, or began: the entries that are at work for them."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import Standing

from ..entry.entries import Entry
from ..entry.reviews import Review
from ..vocabulary import Status
from .done import is_done
from .following import Notification


def at_work(me: Standing) -> QuerySet:
    """Drafts that I began and entries in review that ask me to read or publish them.

    Each in review has `asked_at`, when I was asked to read it, None where I was not. Those asked the
    longest ago come first, then the last written. Reviews and notifications are my own rows about what
    the entries' own rule lets me see, so that rule stands here once: where an entry's level changes,
    its reviewers are asked anew at that level.
    """
    asked = Review.objects.waiting().filter(
        entry=OuterRef("pk"), reviewer=me.user_id, revision=F("entry__current_revision")
    )
    kind = Notification.Kind.TO_PUBLISH
    told = Notification.objects.filter(user=me.user_id, kind=kind, entry=OuterRef("pk"))
    to_publish = told.annotate(is_done=is_done(me, {kind})).filter(is_done=False)
    is_mine = Q(status=Status.DRAFT, author=me.user_id)
    return (
        Entry.objects.visible_to(me)
        .filter(status__in=(Status.DRAFT, Status.IN_REVIEW))
        .filter(is_mine | Q(Exists(asked)) | Q(Exists(to_publish)))
        .annotate(asked_at=Subquery(asked.values("asked_at")[:1]))
        .order_by(F("asked_at").asc(nulls_last=True), "-current_revision__created_at", "-pk")
    )
