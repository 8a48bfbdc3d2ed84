"""Words on pages: what they offer is there, numbers have their nouns, and nothing is said twice."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.urls import reverse
from django.utils import translation

from sharing.forms.writing import Words
from sharing.models import Level, Situation, Status
from tests.factories import approve_outside, make_entry
from tests.sharing.doing.pages import page, page_for

pytestmark = pytest.mark.django_db

SENTENCE = "We want to replace every old meter in the whole of the region before the winter comes"


def main_of(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def test_where_anybody_may_ask_to_join_no_page_speaks_of_an_invitation(client, ada, settings):
    entry = make_entry(ada, level=Level.CLEAR)
    pages = ["/", "/account/login/", entry.get_absolute_url()]
    assert all("invitation" in page(client, address) for address in pages)
    settings.OPEN_SIGNUP = True
    for address in pages:
        assert "invitation" not in page(client, address)


def test_where_anybody_may_ask_to_join_privacy_tells_everybody_what_is_kept_of_it(
    client, ada, settings
):
    told = "Why you ask to join"
    assert told not in page(client, "/privacy/")
    settings.OPEN_SIGNUP = True
    assert told in page(client, "/privacy/")
    assert told in page_for(client, ada, "/privacy/")


def test_the_head_offers_to_write_to_who_may_write(client, ada, finn, gus):
    write = f'class="button" href="{reverse("sharing:entry_new")}"'
    offered = {user: write in page_for(client, user, "/levels/") for user in (ada, finn, gus)}
    assert offered == {ada: True, finn: False, gus: True}


def test_a_page_of_review_has_one_main_button(client, ada, ben, cleo):
    """To approve, while somebody else is missing; to publish, once it may be."""
    entry = make_entry(ada, status=Status.IN_REVIEW)
    address = reverse("sharing:entry_review", args=[entry.public_id])
    for text, reader in (("Approve", None), ("Publish", cleo)):
        if reader:
            approve_outside(entry, reader)
        html = main_of(page_for(client, ben, address))
        main_buttons = re.findall(r"<button(?![^>]*second)[^>]*>(.*?)</button>", html, re.DOTALL)
        assert [text in button for button in main_buttons] == [True]


def test_a_situation_is_named_by_whole_words():
    assert Situation(text=f"{SENTENCE}. Who did?").name.endswith(" the winter…")
    assert Situation(text="We move. Who did?").name == "We move"
    assert len(Situation(text=SENTENCE * 3).name) <= 80


def test_a_brief_says_once_what_somebody_is_about_to_do(client, ada):
    untitled = Situation.objects.write(by=ada, text=f"{SENTENCE}.", title="", language="en")
    html = main_of(page_for(client, ada, untitled.get_absolute_url()))
    assert html.count("We want to replace") == 1
    assert "<h1>Before you start</h1>" in html
    titled = Situation.objects.write(by=ada, text="Meters.", title="All meters", language="en")
    assert "<h1>All meters</h1>" in page(client, titled.get_absolute_url())


def test_a_long_number_has_its_separator():
    class Form(forms.Form):
        text = Words(longest=1_000)

    with translation.override("en"):
        assert Form({"text": "x" * 60_000}).errors["text"] == [
            "Make this 59,000 characters shorter."
        ]
    with translation.override("nl"):
        assert "59.000" in Form({"text": "x" * 60_000}).errors["text"][0]


def test_the_filters_of_barriers_are_folded_until_one_is_chosen(client, ada):
    assert re.search(r'<details class="sieve">', page_for(client, ada, "/barriers/"))
    assert re.search(r'<details class="sieve" open>', page(client, "/barriers/", kind="legal"))


def test_in_dutch_a_member_is_greeted_with_a_comma():
    with translation.override("nl"):
        text = translation.ngettext(
            "%(greeting)s, %(name)s. %(words)s lesson from another sector fits your work.",
            "%(greeting)s, %(name)s. %(words)s lessons from other sectors fit your work.",
            2,
        )
    assert text.startswith("%(greeting)s, %(name)s.")


class Asking(forms.Form):
    question = forms.CharField(label="Who pays?", error_messages={"required": "Say who."})
    name = forms.CharField(label="Name", error_messages={"required": "Say which."})


def test_what_is_wrong_with_a_question_stands_behind_its_mark_without_a_colon():
    text = re.sub(r"<[^>]+>", "", str(Asking({})))
    assert "Who pays? Say who." in text
    assert "Name: Say which." in text


def test_nothing_shared_and_no_talk_yet_leads_on_to_explore(client, ada):
    for address in ("/shared-with-you/", "/talks/", "/saved/", "/invited/", "/reviews/"):
        assert f'<a href="{reverse("sharing:explore")}">Explore</a></p>' in main_of(
            page_for(client, ada, address)
        )


def test_who_may_not_see_a_page_is_not_told_that_they_do(client, finn):
    assert "You can see this" not in page_for(client, finn, "/members/", 403)
