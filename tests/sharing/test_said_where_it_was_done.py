"""What was done is said where the member lands: beside the form, or on the card whose button it was."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sharing.models import Feedback, Level, Saved
from sharing.recommendations import Suggestion
from tests.factories import make_entry

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def as_cleo(client, cleo):
    client.force_login(cleo)
    return client


def post(client, name: str, entry, headers=None, **data):
    return client.post(reverse(f"sharing:{name}", args=[entry.public_id]), data, headers=headers)


def test_a_step_that_was_recorded_is_said_beside_the_form(as_cleo, ada):
    entry = make_entry(ada)
    answer = post(as_cleo, "application_record", entry, step="piloting")
    assert answer.url.endswith("#doing")
    page = as_cleo.get(answer.url.partition("#")[0]).content.decode()
    assert page.count("Recorded. Others learn from it.") == 1
    before, _said, after = page.partition("Recorded. Others learn from it.")
    assert before.rpartition('id="')[2].startswith("doing")
    assert 'class="adopt"' in after[:200]
    assert 'role="status"' in before[-250:]


def test_a_message_without_a_place_stands_above_the_page(as_cleo, ada):
    entry = make_entry(ada)
    post(as_cleo, "entry_watch", entry, on="1", next="/")
    page = as_cleo.get("/").content.decode()
    assert page.count("You hear when it changes.") == 1
    assert page.index("You hear when it changes.") < page.index("<h1")
    assert "You hear when it changes." not in as_cleo.get("/").content.decode()


@pytest.mark.parametrize("name", ["entry_save", "entry_feedback"])
def test_without_a_script_the_page_returns_to_where_the_card_stood(as_cleo, ada, name):
    entry = make_entry(ada)
    back = "/suggestions/#card-2"
    assert post(as_cleo, name, entry, on="1", answer="useful", next=back).url == back


def test_where_the_page_has_no_such_place_it_is_said_above_it(as_cleo, ada):
    entry = make_entry(ada)
    post(as_cleo, "entry_feedback", entry, answer="knew", next="/suggestions/#card-2")
    page = as_cleo.get("/suggestions/").content.decode()
    assert page.count("Then we will not suggest it again.") == 1
    assert page.index("Then we will not suggest it again.") < page.index("<h1")


def test_each_card_says_what_was_done_at_its_place(as_cleo, ada, monkeypatch):
    first, second, gone = make_entry(ada), make_entry(ada), make_entry(ada)
    found = [Suggestion(entry, None, None) for entry in (first, second)]
    monkeypatch.setattr("sharing.views.suggestions.for_you", lambda *_args, **_options: found)
    post(as_cleo, "entry_save", gone, on="1", next="/suggestions/#card-2")
    page = as_cleo.get("/suggestions/").content.decode()
    assert page.count("<p>Saved.</p>") == 1
    card = page.partition('id="card-2"')[2]
    assert card.index("<p>Saved.</p>") < card.index(second.title)
    assert 'value="/suggestions/#card-1"' in page


def test_with_a_script_save_changes_where_it_stands(as_cleo, cleo, ada):
    entry = make_entry(ada)
    answer = post(as_cleo, "entry_save", entry, HTMX, on="1", next="/#x", named="1")
    part = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in part
    assert 'aria-pressed="true"' in part
    assert 'role="status">Saved.' in part
    assert 'name="next" value="/#x"' in part
    assert entry.title in part
    assert Saved.objects.filter(user=cleo, entry=entry).exists()
    part = post(as_cleo, "entry_save", entry, HTMX, on="0").content.decode()
    assert 'aria-pressed="false"' in part
    assert "No longer saved." not in as_cleo.get("/").content.decode()


def test_with_a_script_an_answer_can_be_taken_back_on_the_card(as_cleo, cleo, ada):
    entry = make_entry(ada)
    part = post(as_cleo, "entry_feedback", entry, HTMX, answer="not_for_us").content.decode()
    assert "We will not suggest it again." in part
    assert "Take it back" in part
    assert Feedback.objects.get(user=cleo).answer == "not_for_us"
    part = post(as_cleo, "entry_feedback", entry, HTMX, answer="").content.decode()
    assert "Your answer was taken back." in part
    assert "Not for me" in part
    assert not Feedback.objects.exists()


def test_a_script_learns_nothing_of_a_hidden_entry(as_cleo, ada):
    entry = make_entry(ada, level=Level.STRICT)
    for name in ("entry_save", "entry_feedback"):
        assert post(as_cleo, name, entry, HTMX, on="1", answer="useful").status_code == 404


def test_a_place_on_another_site_is_no_place(as_cleo, ada):
    entry = make_entry(ada)
    answer = post(as_cleo, "entry_save", entry, on="1", next="https://evil.example/#doing")
    assert answer.url == entry.get_absolute_url()
    assert "Saved." in as_cleo.get("/").content.decode()


@pytest.mark.parametrize("address", ["abc", "?x", "#a"])
def test_a_page_to_go_back_to_is_an_address_and_no_name(as_cleo, ada, address):
    assert post(as_cleo, "entry_watch", make_entry(ada), on="1", next=address).url == address


def test_whoever_read_an_entry_says_there_whether_it_was_of_use(client, as_cleo, ada):
    entry = make_entry(ada)
    asked, page = "Was it of use to you?", entry.get_absolute_url()
    assert asked in as_cleo.get(page).text
    answer = post(as_cleo, "entry_feedback", entry, answer="useful", next=f"{page}#of-use")
    assert answer.url == f"{page}#of-use"
    place = as_cleo.get(page).text.partition('id="of-use"')[2].partition("</section>")[0]
    assert "Good to know. We look for more like it." in place
    assert "<b>Useful</b>" in place
    assert "Take it back" in place
    client.logout()
    assert asked not in client.get(page).text
    client.force_login(ada)
    assert asked not in client.get(page).text
