"""Nothing typed is ever lost: kept while typing, over a sign-out, over a stale form, for its writer alone."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from sharing.forms.tokens import fresh_token
from sharing.models import Entry, Level, Status, UnsavedText
from tests.factories import make_entry, words

from .typed import at, edit

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def draft(ada):
    return make_entry(ada, status=Status.DRAFT)


def test_what_is_typed_is_kept_and_the_time_is_told(as_ada, ada, draft):
    sent = words(lesson="Half a thought") | {"base": "1", "csrfmiddlewaretoken": "x"}
    answer = as_ada.post(at(draft.public_id), sent, headers=JSON)
    assert answer.json()["said"].startswith("Kept at ")
    text = UnsavedText.objects.get()
    assert (text.user, text.base, text.fields["lesson"]) == (ada, 1, ["Half a thought"])
    assert "csrfmiddlewaretoken" not in text.fields
    draft.refresh_from_db()
    assert draft.current_revision.number == 1


def test_it_is_offered_and_can_be_continued(as_ada, draft):
    as_ada.post(at(draft.public_id), words(lesson="Half a thought") | {"base": "1"})
    page = as_ada.get(edit(draft)).content.decode()
    assert "You have text that was not saved" in page
    assert "Half a thought" not in page
    page = as_ada.get(edit(draft), {"continue": "1"}).content.decode()
    assert "Half a thought" in page
    assert 'name="base" value="1"' in page


def test_what_is_as_it_was_saved_is_not_offered(as_ada, draft):
    as_ada.post(at(draft.public_id), draft.current_revision.words | {"base": "1"})
    assert "You have text that was not saved" not in as_ada.get(edit(draft)).content.decode()


def test_it_can_be_thrown_away(as_ada, draft):
    as_ada.post(at(draft.public_id), words() | {"base": "1"})
    answer = as_ada.post(at(draft.public_id), {"throw_away": "1", "next": edit(draft)})
    assert answer.url == edit(draft)
    assert not UnsavedText.objects.exists()


def test_throwing_away_sends_nobody_to_another_site(as_ada):
    answer = as_ada.post(at("abc"), {"throw_away": "1", "next": "https://evil.example/"})
    assert answer.url == reverse("sharing:reviews")


def test_saving_forgets_it(as_ada, draft):
    as_ada.post(at(draft.public_id), words() | {"base": "1"})
    sent = draft.current_revision.words | {
        "base": 1,
        "lesson": "Saved.",
        "kind": "lesson",
        "language": "en",
        "level": 1,
        "home_sector": draft.home_sector_id,
    }
    as_ada.post(edit(draft), sent)
    draft.refresh_from_db()
    assert draft.current_revision.lesson == "Saved."
    assert not UnsavedText.objects.exists()


def test_text_of_an_entry_that_was_never_saved_is_found_again(as_ada, ada):
    typed = words(title="A beginning") | {"kind": "lesson"}
    as_ada.post(at("bcdfghjkmn"), typed | {"token": fresh_token(ada, "bcdfghjkmn")})
    page = as_ada.get("/entries/new/").content.decode()
    assert "A beginning" in page
    page = as_ada.get("/entries/new/", {"text": "bcdfghjkmn"}).content.decode()
    assert 'value="A beginning"' in page


def test_nobody_chooses_the_id_of_an_entry_by_keeping_a_text(as_ada, ada, ben, draft):
    """Whoever could would learn which ids are taken, and could take that of what was thrown away."""
    typed = words(title="A beginning")
    for token in ("", fresh_token(ada, "bcdfghjkmn"), fresh_token(ben, draft.public_id)):
        assert as_ada.post(at(draft.public_id), typed | {"token": token}).status_code == 404
    assert not UnsavedText.objects.exists()
    hidden = make_entry(ben, status=Status.DRAFT)
    for public_id in (draft.public_id, hidden.public_id, "bcdfghjkmn"):
        address = reverse("sharing:entry_edit", args=[public_id])
        as_ada.post(address, typed | {"base": "", "title": ""})
        page = as_ada.get("/entries/new/", {"text": public_id}).text
        assert public_id not in page.partition('name="token"')[2][:60]


def test_nobody_else_reads_it_not_even_an_administrator(as_ada, client, draft, ben, gus):
    as_ada.post(at(draft.public_id), words(lesson="Half a thought") | {"base": "1"})
    assert "Half a thought" in as_ada.get(at(draft.public_id)).content.decode()
    for other in (ben, gus):
        client.force_login(other)
        assert client.get(at(draft.public_id)).status_code == 404
        assert "Half a thought" not in client.get("/entries/new/").content.decode()


def test_far_too_much_is_refused_in_words(as_ada, draft):
    answer = as_ada.post(at(draft.public_id), {"lesson": "x" * 500_000, "base": "1"}, headers=JSON)
    assert answer.status_code == 413
    assert "Save it now" in answer.json()["said"]


def test_who_is_no_member_keeps_nothing(client, ada):
    ada.emailaddress_set.update(verified=False)
    client.force_login(ada)
    assert client.post(at("abc"), words()).url == "/waiting/"
    assert not UnsavedText.objects.exists()


# A session that ended


def test_a_save_while_signed_out_gives_everything_back_in_the_same_window(client, ada, draft):
    sent = words(lesson='All of it, with <b> and "quotes".') | {"base": 1, "then": "submit"}
    answer = client.post(edit(draft), sent)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "You were logged out while you wrote." in page
    assert "All of it, with &lt;b&gt; and &quot;quotes&quot;." in page
    assert '<textarea name="then" hidden>' in page
    assert reverse("account_login") in page


def test_while_signed_out_the_script_is_told_so(client):
    answer = client.post(at("abc"), words(), headers=JSON)
    assert (answer.status_code, answer.json()["said"]) == (401, "You are logged out.")


def test_a_form_without_words_sends_a_visitor_to_sign_in(client, draft):
    answer = client.post(reverse("sharing:entry_renew", args=[draft.public_id]))
    assert answer.url.startswith(reverse("account_login"))


# A form whose token is old


@pytest.fixture
def strict(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    return client


def test_a_form_of_this_site_with_an_old_token_is_given_back_to_send_again(strict, draft):
    sent = words(lesson="All of it.") | {"base": 1}
    answer = strict.post(edit(draft), sent, headers={"Sec-Fetch-Site": "same-origin"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "All of it." in page
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    again = sent | {
        "csrfmiddlewaretoken": token,
        "kind": "lesson",
        "language": "en",
        "level": 1,
        "home_sector": draft.home_sector_id,
    }
    assert strict.post(edit(draft), again).status_code == 302
    assert Entry.objects.get().current_revision.lesson == "All of it."


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {},
    ],
)
def test_the_words_of_another_site_are_never_given_back(strict, draft, headers):
    sent = words(lesson="Words of somebody else.") | {"base": 1}
    page = strict.post(edit(draft), sent, headers=headers).content.decode()
    assert "Words of somebody else." not in page


def test_a_password_is_never_given_back(client):
    strict = Client(enforce_csrf_checks=True)
    sent = {"login": "ada@example.org", "password": "a long password of mine"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    page = strict.post(reverse("account_login"), sent, headers=headers).content.decode()
    assert "a long password of mine" not in page


def test_a_page_that_stayed_open_over_a_sign_in_gets_a_new_token(strict):
    answer = strict.get(at("abc"), headers=JSON)
    assert len(answer.json()["csrf"]) == 64


def test_of_an_entry_out_of_sight_nothing_is_shown_and_it_stays_kept(as_ada, ada, cleo):
    entry = make_entry(cleo, home="energy")
    UnsavedText.objects.keep(ada, entry.public_id, {"lesson": ["Theirs, and mine."]}, base=1)
    address = reverse("sharing:unsaved", args=[entry.public_id])
    assert "Theirs, and mine." in as_ada.get(address).content.decode()
    Entry.objects.filter(pk=entry.pk).update(level=Level.STRICT)
    page = as_ada.get(address).content.decode()
    assert "Theirs, and mine." not in page
    assert "It stays kept" in page
    assert UnsavedText.objects.count() == 1


def test_its_parts_stand_in_the_order_of_the_form_however_they_were_kept(as_ada, draft):
    parts = ["title", "summary", "problem", "lesson", "conditions", "adapted", "reason"]
    for names in (parts, parts[::-1]):
        typed = {name: f"Typed into {name}." for name in names}
        as_ada.post(at(draft.public_id), typed | {"base": "1"})
        page = as_ada.get(at(draft.public_id)).content.decode()
        assert re.findall(r"Typed into (\w+)\.", page) == parts


def test_text_of_an_entry_is_not_opened_as_that_of_a_new_one(as_ada, ada, cleo):
    entry = make_entry(cleo, home="energy")
    UnsavedText.objects.keep(ada, entry.public_id, {"lesson": ["Theirs, and mine."]}, base=1)
    page = as_ada.get(f"/entries/new/?text={entry.public_id}").content.decode()
    assert "Theirs, and mine." not in page
