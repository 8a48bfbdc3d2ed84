"""Searches in vain: a member counts once a day, and once that day is over nothing that is kept tells who."""

from datetime import date, timedelta

import pytest
from django.conf import settings as site
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.utils.crypto import salted_hmac

from sharing.models import GROUPS, EmptySearch
from sharing.search import forget_marks, keep_empty_search
from sharing.search.unanswered import _group
from sharing.tasks import STEPS

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 9)
TOMORROW = TODAY + timedelta(days=1)
TABLE = "cache_of_empty_searches"


@pytest.fixture(autouse=True)
def _kept_in_the_database(settings, db):
    """As on a site: what is deleted must be gone from there, and not only too old to be read."""
    kept = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": TABLE}
    settings.CACHES = {**site.CACHES, "empty searches": kept}
    call_command("createcachetable", verbosity=0)


def ask(member: int, on=TODAY, words="quantum milk") -> None:
    keep_empty_search(words, "en", on, by=member)


def counted(words="quantum milk") -> int:
    return EmptySearch.objects.get(text=words).count


def stored() -> dict[str, str]:
    """All that is kept beside the words and their count."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key, value FROM {TABLE}")
        return dict(cursor.fetchall())


def test_a_member_counts_once_a_day():
    for member in (1, 1, 2, 1):
        ask(member)
    assert counted() == 2
    ask(1, TOMORROW)
    ask(1, TOMORROW)
    assert counted() == 3


def test_what_one_member_asks_day_after_day_is_shown_to_nobody():
    for day in range(9):
        ask(1, TODAY + timedelta(days=day))
        ask(2, TODAY + timedelta(days=day))
    assert counted() == 18
    assert not EmptySearch.objects.often().exists()


def test_what_many_ask_is_shown_and_never_before_three_did():
    for member in range(40):
        ask(member)
        if member < 2:
            assert not EmptySearch.objects.often().exists()
    assert EmptySearch.objects.often().exists()


def test_a_group_is_of_other_members_for_other_words():
    groups = {
        words: [_group(words, member) for member in range(200)] for words in ("milk", "night")
    }
    assert {*groups["milk"]} == {*range(GROUPS)}
    assert groups["milk"] != groups["night"]


def test_other_words_between_change_nothing_of_that():
    for words in ("quantum milk", "night shift", "quantum milk"):
        ask(1, words=words)
    assert counted() == 1


def test_with_the_key_and_the_words_alone_no_mark_is_made_again():
    ask(1)
    made = salted_hmac("empty search", "1 quantum milk", algorithm="sha256").hexdigest()
    assert not any(made[:32] in key for key in stored())
    before = set(stored())
    caches["empty searches"].clear()
    ask(1)
    assert len(before & set(stored())) == 1  # where the salt stands


def test_the_first_search_of_another_day_deletes_the_marks_and_salt_of_the_last():
    for member in range(5):
        ask(member)
    before = stored()
    assert len(before) == 6
    ask(9, TOMORROW, "night shift")
    after = stored()
    assert len(after) == 2
    (salt,) = set(before) & set(after)
    assert before[salt] != after[salt]


def test_the_sweep_deletes_them_where_nobody_searches():
    ask(1)
    assert forget_marks(TODAY) == 0
    assert len(stored()) == 2
    assert forget_marks(TOMORROW) == 1
    assert stored() == {}
    assert forget_marks(TOMORROW) == 0
    assert forget_marks in dict(STEPS).values()


def test_a_late_search_of_yesterday_does_not_undo_today():
    ask(1, TOMORROW)
    ask(2, TODAY)
    ask(1, TOMORROW)
    assert counted() == 2
