"""On whatever day it is loaded, the demonstration community is one of the last few weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from sharing.digests.builder import published_for
from sharing.models import (
    Application,
    Barrier,
    EmptySearch,
    Entry,
    Introduction,
    Notification,
    Question,
    Revision,
)
from sharing.models.entry.overdue import ask_if_still_true
from sharing.transfer.demo import load
from sharing.transfer.demo_files import days_in, moved, until_now
from tests.browser.members import person

A_LEAP_DAY = datetime(2028, 2, 29, 8, 30, tzinfo=UTC)  # years after it was written
FOLDER = settings.BASE_DIR / "demo"


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup, django_db_blocker):
    """The demonstration, loaded on a day of its own; it is that day for all tests here."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        mock.patch.object(timezone, "now", return_value=A_LEAP_DAY),
    ):
        call_command("load_sectors")
        load(FOLDER, lambda text: None)
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def test_the_newest_is_a_few_days_old_and_nothing_lies_ahead():
    moments = [
        *Entry.objects.published().values_list("published_at", flat=True),
        *Revision.objects.values_list("created_at", flat=True),
        *Application.objects.values_list("changed_at", flat=True),
        *Barrier.objects.values_list("created_at", flat=True),
        *Question.objects.values_list("created_at", flat=True),
        *Introduction.objects.values_list("created_at", flat=True),
    ]
    assert timedelta(days=1) < A_LEAP_DAY - max(moments) < timedelta(days=7)
    assert max(EmptySearch.objects.values_list("last_on", flat=True)) < A_LEAP_DAY.date()


def test_two_or_three_entries_wait_for_somebody_to_say_that_they_are_still_true():
    assert 2 <= Entry.objects.overdue().count() <= 3
    assert 2 <= ask_if_still_true() <= 3
    assert Notification.objects.filter(kind="overdue").count() <= 9


def test_in_the_weeks_that_follow_few_more_are_due():
    assert Entry.objects.overdue(A_LEAP_DAY + timedelta(days=28)).count() <= 8


@pytest.mark.parametrize("who", ["saskia", "ruben"])
def test_who_signs_in_finds_something_new_in_what_they_follow(who):
    since = A_LEAP_DAY - timedelta(days=28)
    assert published_for(person(who), since, A_LEAP_DAY).exists()


@pytest.mark.parametrize("day", [date(2026, 11, 28), date(2027, 11, 28), date(2026, 6, 1)])
def test_all_days_move_by_the_same_number_of_days(day):
    late = datetime.combine(day, time(23), timezone.get_current_timezone())
    with mock.patch.object(timezone, "now", return_value=late):
        later = until_now(FOLDER)
    told = {"date": date(2026, 1, 2), "steps": [{"date": date(2026, 3, 1), "text": "2026-01-01"}]}
    assert moved(told, later) == {
        "date": date(2026, 1, 2) + later,
        "steps": [{"date": date(2026, 3, 1) + later, "text": "2026-01-01"}],
    }


def test_a_day_by_which_an_answer_is_due_may_lie_ahead():
    told = {"date": date(2026, 1, 2), "answer_due": date(2027, 1, 2)}
    assert list(days_in(told)) == [date(2026, 1, 2)]
