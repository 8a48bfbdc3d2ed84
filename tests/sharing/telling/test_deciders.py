"""Who hears that words wait for a decision: those who may decide, and nobody in vain."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Role, User
from sharing.models import Action, Level, Notification, Review, Revision, Status
from tests.factories import approve_outside, make_entry, make_user

pytestmark = pytest.mark.django_db
Kind = Notification.Kind


@pytest.fixture
def editors(ben, dirk, eva, grid):
    """Of the home sector, also elsewhere than at the entry's organisation, and of its also sector."""
    return [ben, dirk, eva, make_user("hans", grid, health=Role.EDITOR)]


def suggest(entry, *, by) -> Revision:
    words = entry.current_revision.words | {"lesson": "Put otherwise."}
    return entry.revise(by=by, base=entry.current_revision.number, words=words, comment="Better.")


def asked(kind) -> list[User]:
    rows = Notification.objects.filter(kind=kind)
    return [User.objects.get(pk=row.user_id) for row in rows.order_by("user")]


@pytest.mark.parametrize("level", list(Level))
def test_whoever_hears_that_it_may_be_published_may_publish_it(editors, level, ada, eva):
    entry = make_entry(ada, status=Status.DRAFT, level=level, also=["energy"])
    entry.named_people.add(*editors)
    entry.submit(by=ada)
    approve_outside(entry, make_user("wim", water=Role.CONTRIBUTOR))
    entry.approve(by=eva)
    told = asked(Kind.TO_PUBLISH)
    assert told
    assert [one for one in told if not entry.can(one, Action.PUBLISH)] == []


@pytest.mark.parametrize("level", list(Level))
def test_whoever_hears_of_a_suggestion_may_take_it_over(editors, level, ada):
    entry = make_entry(ada, level=level, also=["energy"])
    entry.named_people.add(*editors)
    pending = suggest(entry, by=ada)
    told = asked(Kind.REVISION_PENDING)
    assert told
    assert [one for one in told if not pending.can(one, Action.ACCEPT)] == []


def test_editors_outside_the_audience_are_asked_nothing(editors, ada, ben, eva):
    suggest(make_entry(ada, level=Level.STRICT), by=ada)
    assert asked(Kind.REVISION_PENDING) == [ben, eva]


def test_where_every_editor_at_home_wrote_it_those_of_its_also_sectors_hear_of_a_suggestion(
    ben, cleo, dirk
):
    suggest(make_entry(ben, also=["energy"]), by=cleo)
    assert asked(Kind.REVISION_PENDING) == [dirk]


def test_editors_who_left_are_asked_nothing(ada, ben, cleo, eva):
    User.objects.filter(pk=ben.pk).update(is_active=False)
    suggest(make_entry(ada), by=cleo)
    assert asked(Kind.REVISION_PENDING) == [eva]


def test_who_answers_after_an_assignment_that_lapsed_is_counted(ada, ben, eva):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER)
    entry.submit(by=ada, reviewers=[ben])
    Review.objects.update(lapsed_at=timezone.now())  # he was away, and came back as an editor
    entry.approve(by=ben)
    assert [review.is_assigned for review in Review.objects.approvals_of(entry)] == [False]
    assert eva in asked(Kind.TO_PUBLISH)
