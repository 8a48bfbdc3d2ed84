"""Whether what a notification asks is still asked: renewed, picked up or answered meanwhile, it is not."""

from __future__ import annotations

from django.db.models import (
    BooleanField,
    Case,
    F,
    OuterRef,
    Q,
    Value,
    When,
)

from ..access.machinery import Action, standing_of
from ..access.presence import ExistsOnce
from ..doing.applications import Application
from ..doing.introductions import IntroductionState
from ..entry.concerns import Concern
from ..entry.entries import Entry
from ..entry.reviews import Review
from ..entry.revisions import Revision
from ..raised.answers import Answer, Asked
from ..raised.barriers import BarrierState
from ..vocabulary import Status
from .following import Notification

Kind = Notification.Kind
# What asks something of its reader; of the others it is enough to have read them.
DUTIES = frozenset(
    (
        *(Kind.REVIEW_ASKED, Kind.TO_PUBLISH, Kind.REVISION_PENDING, Kind.CHANGES_ASKED),
        *(Kind.CONCERN, Kind.OVERDUE, Kind.OWNER_WANTED, Kind.HOW_IS_IT, Kind.INTRODUCTION),
        *(Kind.BARRIER_FOR_YOU, Kind.BARRIER_OVERDUE, Kind.QUESTION_FOR_YOU, Kind.SEARCH_FOR_YOU),
    )
)


def is_done(reader, kinds=DUTIES) -> Case:
    """Whether nothing is asked of `reader` any more, of each of their notifications of these kinds."""
    rules = _rules(standing_of(reader))
    return Case(
        *(When(kind=kind, then=rules[kind]) for kind in rules if kind in kinds),
        default=Value(False),
        output_field=BooleanField(),
    )


def still_new(rows, reader):
    """Those of `rows` that `reader` has not read, and that still ask what they ask."""
    return rows.unread().annotate(is_done=is_done(reader)).filter(is_done=False)


def _rules(me) -> dict:
    """For each duty the condition under which it is done."""
    entry, question = OuterRef("entry"), OuterRef("question")
    reviews = Review.objects.visible_to(me).waiting()
    asked = reviews.filter(entry=entry, reviewer=me.user_id, revision=F("entry__current_revision"))
    # Approved when it was told: pulled back or worded anew, it waits for reviewers first.
    approved = Review.objects.visible_to(me).that_hold().filter(entry=entry)
    approved = approved.filter(asked_at__lte=OuterRef("created_at"))
    to_publish = ExistsOnce(Entry.objects.allowing(me, Action.PUBLISH).filter(pk=entry))
    silent = Application.objects.visible_to(me).filter(
        entry=entry,
        entry__status=Status.PUBLISHED,
        organisation=me.organisation_id,
        changed_at__lte=OuterRef("created_at"),
    )
    helpful = Answer.objects.visible_to(me).standing().filter(is_it=True, question=question)
    done = Asked.objects.filter(user=me.user_id, is_done=True)
    answered, written = done.filter(question=question), done.filter(search=OuterRef("search"))
    published = Q(entry__status=Status.PUBLISHED)
    waits_for_me = Q(introduction__state=IntroductionState.ASKED, introduction__person=me.user_id)
    return {
        Kind.REVIEW_ASKED: ~ExistsOnce(asked),
        Kind.TO_PUBLISH: unless(to_publish & ExistsOnce(approved)),
        Kind.CONCERN: ~ExistsOnce(Concern.objects.allowing(me, Action.ANSWER).filter(entry=entry)),
        Kind.REVISION_PENDING: ~ExistsOnce(
            Revision.objects.allowing(me, Action.ACCEPT).filter(entry=entry)
        ),
        Kind.HOW_IS_IT: ~ExistsOnce(silent),
        Kind.QUESTION_FOR_YOU: ExistsOnce(helpful) | ExistsOnce(answered),
        Kind.SEARCH_FOR_YOU: ExistsOnce(written),
        Kind.CHANGES_ASKED: unless(Q(entry__status=Status.DRAFT)),
        # It was asked when the date had passed; a renewal moves that date beyond the asking.
        Kind.OVERDUE: unless(published & Q(entry__review_due_at__lt=F("created_at"))),
        Kind.OWNER_WANTED: unless(published & ~Q(entry__owner__is_active=True)),
        Kind.BARRIER_FOR_YOU: unless(Q(barrier__state=BarrierState.OPEN)),
        Kind.BARRIER_OVERDUE: unless(Q(barrier__state=BarrierState.PICKED_UP)),
        Kind.INTRODUCTION: unless(waits_for_me),
    }


def unless(condition: Q) -> Case:
    """False where `condition` holds, and true also where a column is empty and it cannot be said."""
    return Case(When(condition, then=Value(False)), default=Value(True))
