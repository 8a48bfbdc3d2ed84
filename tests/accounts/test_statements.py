"""Statements that are compiled once: the same rows, and the rights of this moment."""

from datetime import timedelta

import pytest
from django.db.models import CharField, IntegerField, Q
from django.utils import timezone

from accounts.models import Ids, Membership, Role, Slot, Standing, User, prepared
from sharing.models import Entry, Level
from tests.factories import make_entry, make_sector

pytestmark = pytest.mark.django_db


@prepared
def read_by(me: Standing):
    return Entry.objects.visible_to(me).filter(public_id=Slot("public_id", CharField()))


def test_another_run_has_other_values_in_its_slots(ada, ben):
    first, second = make_entry(ada), make_entry(ada)
    for entry in (first, second, first):
        assert read_by(Standing.fresh(ben), public_id=entry.public_id) == [entry]
    assert read_by(Standing.fresh(ben), public_id="nothing") == []


def test_one_statement_serves_lists_of_any_length(ada, ben, cleo, django_assert_num_queries):
    made = []

    @prepared
    def people(kept: bool):
        made.append(1)
        among = Q(pk__among=Slot("people", Ids()))
        return (
            User.objects.filter(among if kept else ~among)
            .order_by("pk")
            .values_list("pk", flat=True)
        )

    everybody = sorted((ada.pk, ben.pk, cleo.pk))
    with django_assert_num_queries(5):
        assert people(True, people=everybody) == everybody
        assert people(True, people={ben.pk}) == [ben.pk]
        assert people(True, people=()) == []
        assert people(False, people=[ben.pk]) == [ada.pk, cleo.pk]
        assert people(False, people=[]) == everybody
    assert made == [1, 1]


def test_a_run_asks_the_database_again(ada, ben):
    entry = make_entry(ada)
    me = Standing.fresh(ben)
    assert [e.level for e in read_by(me, public_id=entry.public_id)] == [entry.level]
    Entry.objects.filter(pk=entry.pk).update(level=Level.RED)
    assert read_by(me, public_id=entry.public_id) == []


def test_a_right_that_is_withdrawn_holds_no_longer(ada, cleo):
    entry = make_entry(ada, level=Level.AMBER)
    membership = Membership.objects.create(
        user=cleo, sector=make_sector("health"), role=Role.READER
    )
    assert read_by(Standing.fresh(cleo), public_id=entry.public_id) == [entry]
    membership.delete()
    assert read_by(Standing.fresh(cleo), public_id=entry.public_id) == []


def test_it_is_compiled_once(ben, django_assert_num_queries):
    made = []

    @prepared
    def people():
        made.append(1)
        return User.objects.filter(pk=Slot("user", IntegerField()))

    with django_assert_num_queries(3):
        assert [people(user=ben.pk) for _ in range(3)] == [[ben]] * 3
    assert made == [1]


def test_a_moment_would_stand_still(ben):
    @prepared
    def recent():
        return User.objects.filter(joined_at__gt=timezone.now() - timedelta(days=1))

    with pytest.raises(TypeError, match="Slot"):
        recent()


def test_nobody_s_rows_are_not_asked_for(visitor, django_assert_num_queries):
    @prepared
    def nothing(me):
        return User.objects.none()

    with django_assert_num_queries(0):
        assert nothing(Standing.of(visitor)) == []
