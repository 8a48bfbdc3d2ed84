"""What the list of talks, a shared brief and an empty search offer."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from sharing.knowing.briefs import plain
from sharing.models import Entry, Introduction, Level, Situation
from tests.factories import make_entry

pytestmark = pytest.mark.django_db


def page_for(client, user, address: str, **query) -> str:
    client.force_login(user)
    return client.get(address, query).text


def test_the_list_of_talks_says_what_each_is_about(client, ada, cleo):
    entry = make_entry(ada)
    Introduction.objects.ask(ada, by=cleo, text="May I **call** you about the pumps?", entry=entry)
    page = page_for(client, ada, "/talks/")
    assert entry.title in page
    assert "about the pumps?" in page


def test_an_entry_that_one_reads_no_more_is_not_named_in_it(client, ada, cleo):
    entry = make_entry(ada)
    Introduction.objects.ask(ada, by=cleo, text="May I call you?", entry=entry)
    Entry.objects.filter(pk=entry.pk).update(level=Level.STRICT)
    page = page_for(client, cleo, "/talks/")
    assert entry.title not in page
    assert "May I call you?" in page


def test_the_list_takes_as_many_queries_whatever_is_in_it(
    client, ada, cleo, dirk, django_assert_max_num_queries
):
    for person in (cleo, dirk):
        Introduction.objects.ask(person, by=ada, text="May I?", entry=make_entry(ada))
    client.force_login(ada)
    client.get("/talks/")
    with django_assert_max_num_queries(7):
        client.get("/talks/")


def test_the_address_of_a_shared_brief_stands_there_whole_and_can_be_copied(client, ada):
    situation = Situation.objects.create(user=ada, text="We start with alarms.", language="en")
    client.force_login(ada)
    client.post(reverse("sharing:situation_share", args=[situation.public_id]), {"on": "1"})
    situation.refresh_from_db()
    page = page_for(client, ada, reverse("sharing:situation_detail", args=[situation.public_id]))
    box = page.partition('id="share"')[2].partition("</textarea>")[0]
    assert box.endswith(f">http://testserver{situation.shared_address}")
    assert "readonly" in box
    assert "js/copied.js" in page


@pytest.mark.parametrize(("who", "may_write"), [("ada", True), ("finn", False)])
def test_who_may_not_write_is_not_offered_to(client, request, who, may_write):
    page = page_for(client, request.getfixturevalue(who), reverse("sharing:explore"), q="xqzvwk")
    assert "Ask the community" in page
    assert ("Write the first lesson" in page) is may_write


@pytest.mark.parametrize("piece", ["\n", "\n ", "[", "](", "- ", "a", "1."])
def test_what_a_brief_quotes_takes_no_long_whatever_a_lesson_says(piece):
    began = time.process_time()
    plain(f"a{piece * 20_000}b")
    assert time.process_time() - began < 0.5


def test_a_brief_quotes_what_a_lesson_says_without_its_signs():
    assert (
        plain("\n\n  - Ask [them](https://a.b/) *first*.\n\n## Then  pay.")
        == "Ask them first. Then pay."
    )
