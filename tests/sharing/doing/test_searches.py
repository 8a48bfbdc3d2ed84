"""Searches in vain: shown to those who could write them, by what is open; gone once somebody did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from sharing import search
from sharing.digests import build_digest, digest_context, digest_html
from sharing.knowing import look_again, route
from sharing.models import (
    Application,
    Asked,
    DigestSubscription,
    EmptySearch,
    Entry,
    Level,
    Notification,
    Step,
)
from sharing.search import keep_empty_search
from tests.factories import by_members, make_entry, make_organisation, make_user
from tests.sharing.doing.pages import page_for
from tests.sharing.doing.raising import ask

pytestmark = pytest.mark.django_db

WANTED, SEARCHES = reverse("sharing:questions"), reverse("sharing:searches")
NOT_ME = reverse("sharing:search_not_me")
WORDS = {
    "title": "Rehearse a night without screens",
    "problem": "An outage of screens on a night shift was never rehearsed.",
}


def searched(text="screens blackout", count=3, **fields) -> EmptySearch:
    fields = {"language": "en", "last_on": timezone.localdate()} | fields
    return EmptySearch.objects.create(text=text, **by_members(count), **fields)


def wrote(writer, home="energy", **fields) -> Entry:
    entry = make_entry(writer, home=home, words=WORDS, **fields)
    search.refresh()
    return entry


@pytest.fixture
def unfound(monkeypatch):
    """Nothing is found again, so that a text may have words of an entry to be routed by."""
    monkeypatch.setattr("sharing.knowing.searches.search", lambda rows, _text: rows.none())


def test_who_wrote_what_comes_nearest_is_shown_it_and_told_why(client, cleo, unfound):
    entry, row = wrote(cleo), searched()
    assert look_again() == 1
    for address in (WANTED, SEARCHES):
        html = page_for(client, cleo, address)
        assert f"“{row.text}”" in html
        assert f"You wrote <b>{entry.title}</b>, which comes nearest." in html
    assert Notification.objects.get(user=cleo).about == row


def test_it_stands_on_the_home_page_of_who_may_know_it(client, ada, cleo, unfound):
    wrote(cleo)
    searched()
    look_again()
    assert "screens blackout" in page_for(client, cleo, reverse("sharing:home"))
    assert "screens blackout" not in page_for(client, ada, reverse("sharing:home"))


def test_home_takes_twelve_queries_of_who_may_know_something_too(
    client, cleo, unfound, django_assert_max_num_queries
):
    wrote(cleo)
    for number in range(6):
        searched(f"screens blackout {number}")
    look_again()
    client.force_login(cleo)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("sharing:home")).content.count(b"Searched 3 times") == 3


def test_who_may_not_write_is_not_asked_to(ada, grid, unfound):
    entry, reader = wrote(ada, "health"), make_user("wim", grid, energy=Role.READER)
    Application.objects.record(entry, by=User.objects.get(pk=reader.pk), step=Step.IN_USE)
    searched()
    look_again()
    assert set(Asked.objects.values_list("user", flat=True)) == {ada.pk}


def test_what_is_not_open_to_the_community_routes_nothing(cleo, unfound):
    wrote(cleo, level=Level.AMBER)
    searched()
    assert look_again() == 0


def test_no_organisation_that_stays_unnamed_is_found_by_it(cleo, unfound):
    entry = wrote(cleo)
    unnamed = make_user("ria", make_organisation("Railway", "mobility"), mobility=20)
    Application.objects.record(
        entry, by=User.objects.get(pk=unnamed.pk), step=Step.IN_USE, is_unnamed=True
    )
    searched()
    look_again()
    assert unnamed.pk not in set(Asked.objects.values_list("user", flat=True))


def test_a_search_that_few_made_is_shown_to_nobody(client, ada, cleo, unfound):
    wrote(cleo)
    keep_empty_search("screens blackout", "en", timezone.localdate(), by=ada.pk)
    keep_empty_search("screens blackout", "en", timezone.localdate(), by=ada.pk)
    assert EmptySearch.objects.get().count == 1
    assert look_again() == 0
    for address in (WANTED, SEARCHES):
        assert "blackout" not in page_for(client, cleo, address)


def test_it_is_shown_once_and_looked_for_once_a_day(cleo, unfound):
    wrote(cleo)
    searched()
    assert look_again() == 1
    with CaptureQueriesContext(connection) as asked:
        assert look_again() == 0
    assert len(asked) == 1
    EmptySearch.objects.update(looked_at=timezone.now() - timedelta(days=2))
    assert look_again() == 0
    assert Asked.objects.count() == 1


def test_once_somebody_wrote_it_nobody_is_shown_it(client, cleo):
    searched("screens")
    look_again()
    assert "“screens”" in page_for(client, cleo, SEARCHES)
    wrote(cleo)
    EmptySearch.objects.update(looked_at=timezone.now() - timedelta(days=2))
    look_again()
    for address in (WANTED, SEARCHES, reverse("sharing:inbox")):
        assert "“screens”" not in page_for(client, cleo, address)


def test_what_only_some_may_read_answers_no_search_of_all(client, ada, cleo):
    searched("screens")
    wrote(cleo, level=Level.AMBER)
    look_again()
    assert "“screens”" in page_for(client, ada, SEARCHES)


def test_not_me_takes_it_off_my_list(client, cleo, unfound):
    wrote(cleo)
    row = searched()
    look_again()
    client.force_login(cleo)
    for address in (WANTED, SEARCHES):
        assert NOT_ME in client.get(address).text
    answer = client.post(NOT_ME, {"text": row.text, "next": f"{SEARCHES}?page=1"})
    assert answer.url == f"{SEARCHES}?page=1"
    assert "You are not asked about this any more." in client.get(answer.url).text
    assert NOT_ME not in client.get(SEARCHES).text
    assert "You may know this" not in page_for(client, cleo, WANTED)
    assert "“screens blackout”" in page_for(client, cleo, WANTED)


def test_what_one_may_know_stands_first(client, ada, cleo, unfound):
    wrote(cleo)
    searched()
    look_again()
    for number in range(25):
        searched(f"made more often {number}", count=9)
    first = page_for(client, cleo, SEARCHES)
    assert first.index("screens blackout") < first.index("made more often")
    assert "What you may know, then most often" in first
    assert "screens blackout" not in page_for(client, ada, SEARCHES)


def test_who_was_not_asked_turns_nothing_down(client, ada, cleo, unfound):
    wrote(cleo)
    row = searched()
    look_again()
    client.force_login(ada)
    assert client.post(NOT_ME, {"text": row.text}).status_code == 404
    assert Asked.objects.filter(user=cleo, is_done=False).exists()


def test_who_no_longer_reads_the_entry_is_not_asked_by_it(client, cleo, dirk, unfound):
    entry = wrote(cleo)
    searched()
    look_again()
    Entry.objects.filter(pk=entry.pk).update(level=Level.RED, author=dirk, owner=dirk)
    html = page_for(client, cleo, WANTED)
    assert "You may know this" not in html
    assert entry.title not in html


def test_a_digest_tells_of_it_as_green_until_it_is_turned_down(cleo, unfound):
    wrote(cleo)
    searched()
    look_again()
    now = timezone.now()
    digest = build_digest(cleo, since=now - timedelta(days=1), until=now)
    assert digest.level == Level.GREEN
    html = digest_html(digest_context(digest, DigestSubscription.planned(cleo)))
    assert "screens blackout" in html
    Asked.objects.update(is_done=True)
    assert not digest.asked_again().news


def test_the_rest_of_them_stand_on_further_pages(client, ada):
    for number in range(25):
        searched(f"nothing of kind {number:02}")
    first, second = (page_for(client, ada, SEARCHES, page=number) for number in (1, 2))
    assert "25 different searches" in first
    assert first.count("Searched 3 times") == 20
    assert second.count("Searched 3 times") == 5


def test_a_period_leaves_out_what_was_last_searched_for_before_it(client, ada):
    searched("lately")
    searched("long ago", last_on=timezone.localdate() - timedelta(days=200))
    assert "long ago" in page_for(client, ada, SEARCHES, period="year")
    html = page_for(client, ada, SEARCHES, period="quarter")
    assert "lately" in html
    assert "long ago" not in html


def test_the_page_asks_as_much_for_one_as_for_twenty(client, cleo, unfound):
    wrote(cleo)
    searched()
    look_again()
    page_for(client, cleo, SEARCHES)
    numbers = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(SEARCHES)
        numbers.append(len(asked))
        for number in range(10):
            searched(f"screens blackout {turn} {number}")
        look_again()
    assert numbers[0] == numbers[1]


def test_routing_asks_as_much_in_a_large_community(cleo, unfound):
    wrote(cleo)
    numbers = []
    for size, text in ((0, "screens blackout"), (12, "night blackout")):
        for number in range(size):
            make_user(f"more{number}", energy=Role.CONTRIBUTOR)
        searched(text)
        with CaptureQueriesContext(connection) as asked:
            look_again()
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_in_a_digest_searches_take_no_place_of_what_somebody_waits_for(ada, cleo, unfound):
    wrote(cleo)
    route(ask(ada))
    for number in range(6):
        searched(f"screens blackout {number}")
    look_again()
    now = timezone.now()
    news = build_digest(cleo, since=now - timedelta(days=1), until=now).news
    assert [item.kind for item in news] == ["question_for_you"] + 4 * ["search_for_you"]


def test_words_that_were_searched_in_marks_stand_in_one_pair_of_them():
    for text in ('"night shift" alarms', "“night shift alarms”", "night shift alarms"):
        assert EmptySearch(text=text).title == "“night shift alarms”"
