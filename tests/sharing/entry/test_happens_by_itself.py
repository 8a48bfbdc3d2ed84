"""What waits for somebody and nobody answers: reviews that lapse, entries overdue, concerns without a steward."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.models import (
    Concern,
    Entry,
    Level,
    Notification,
    Review,
    Status,
    ask_if_still_true,
    lapse_reviews,
)
from tests.factories import make_entry, make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_an_assignment_lapses_when_the_reviewer_leaves_the_audience(ada, hospital):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.STRICT)
    colleague = make_user("kim", hospital)
    entry.submit(by=ada, reviewers=[colleague])
    assert lapse_reviews() == 0
    colleague.organisation = make_organisation("Elsewhere")
    colleague.save()
    assert (lapse_reviews(), lapse_reviews()) == (1, 0)
    assert entry.reviews.get().lapsed_at
    told = Notification.objects.get(kind="review_lapsed")
    assert told.user == ada


def answers(entry, reviewer):
    entry.named_people.add(reviewer)
    entry.approve(by=reviewer)
    entry.named_people.remove(reviewer)


def is_named_again(entry, reviewer):
    entry.named_people.add(reviewer)


def is_asked_no_more(entry, reviewer):
    entry.take_back(by=entry.author)
    entry.delete_draft(by=entry.author)


@pytest.mark.parametrize("first", [answers, is_named_again, is_asked_no_more])
def test_what_came_before_an_assignment_lapsed_holds(ada, dirk, monkeypatch, first):
    """The sweep locks the entry before all else, as every verb does, and looks again."""
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER, named_people=[dirk])
    entry.submit(by=ada, reviewers=[dirk])
    entry.named_people.clear()
    lock = Entry.lock

    def another_was_first(mine):
        monkeypatch.undo()
        first(entry, dirk)
        lock(mine)

    monkeypatch.setattr(Entry, "lock", another_was_first)
    assert lapse_reviews() == 0
    assert not Review.objects.exclude(lapsed_at=None).exists()
    assert not Notification.objects.filter(kind="review_lapsed").exists()


def test_owner_and_stewards_are_asked_once_if_it_is_still_true(ada, eva, ben):
    entry = make_entry(ada)
    entry.review_due_at = timezone.now() - timedelta(days=1)
    entry.save()
    assert (ask_if_still_true(), ask_if_still_true()) == (1, 0)
    told = Notification.objects.filter(kind="overdue")
    assert {one.user for one in told} == {ada, eva}
    entry.renew(by=ada)
    assert ask_if_still_true() == 0


def test_a_concern_where_no_steward_is_reaches_an_administrator(ada, cleo, gus):
    Concern.objects.report(make_entry(ada), by=cleo, text="A name stands in it.")
    assert gus.notifications.get().kind == "concern"


def test_a_concern_of_the_only_steward_reaches_an_administrator(ada, eva, gus):
    Concern.objects.report(make_entry(ada), by=eva, text="A name stands in it.")
    assert gus.notifications.get().kind == "concern"


def test_the_same_worry_sent_twice_is_one_until_it_is_answered(ada, cleo, eva):
    entry = make_entry(ada)
    concern = Concern.objects.report(entry, by=cleo, text="A name stands in it.")
    assert Concern.objects.report(entry, by=cleo, text="A name stands in it.") == concern
    concern.answer_with("It is out.", by=eva)
    assert Concern.objects.report(entry, by=cleo, text="A name stands in it.") != concern
