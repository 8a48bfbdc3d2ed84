"""What the writing page says while one writes: what is still missing, and which links lead nowhere."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from sharing.models import Level, Status
from tests.factories import make_entry, words
from tests.sharing.entry.typed import at, edit, retyped, typed, url

pytestmark = pytest.mark.django_db
NEEDED = "Needed before review"
NOWHERE = "These titles lead nowhere for you"


@pytest.fixture
def draft(ada):
    return make_entry(ada, status=Status.DRAFT, words={"problem": "", "lesson": ""})


def how_far(html: str) -> str:
    return re.search(r'<ol class="todo".*?</ol>', html, re.DOTALL).group()


# What is missing


def test_what_is_kept_says_what_is_still_missing(as_ada, draft):
    sent = typed(problem="A problem.", lesson="", base="1")
    html = as_ada.post(at(draft.public_id), sent).json()["how_far"]
    assert how_far(html).count(NEEDED) == 1
    assert 'id="how-far"' in html
    assert "2 words" in html


def test_other_forms_are_told_nothing_of_sections(as_ada):
    assert "how_far" not in as_ada.post(at("barrier"), {"text": "Half a thought."}).json()


def test_nothing_is_needed_of_a_suggestion(as_ada, ada):
    entry = make_entry(ada)
    sent = words(lesson="") | {"base": "1", "comment": ""}
    html = as_ada.post(at(entry.public_id), sent).json()["how_far"]
    assert NEEDED not in html
    assert "needed before review" not in as_ada.get(edit(entry)).text


def test_a_preview_says_what_is_still_missing(as_ada, draft):
    sent = typed(problem="A problem.", lesson="", base="1", preview="problem")
    page = as_ada.post(edit(draft), sent, headers={"HX-Request": "true"}).text
    assert how_far(page).count(NEEDED) == 1
    assert 'hx-swap-oob="true"' in how_far(page)


def test_the_labels_of_what_is_needed_say_so(as_ada, draft):
    page = as_ada.get(edit(draft)).text
    assert page.count('<span class="hint">(needed before review)</span>') == 4
    assert "hx-swap-oob" not in how_far(page)


# Links that lead nowhere


def test_a_title_that_no_entry_has_is_named_after_a_save(as_ada, draft):
    answer = as_ada.post(edit(draft), retyped(draft, results="See [[No such title]]."), follow=True)
    assert NOWHERE in answer.text
    assert "<li>No such title</li>" in answer.text


def test_it_is_named_where_review_is_asked(as_ada, ada):
    draft = make_entry(ada, status=Status.DRAFT, words={"results": "See [[No such title]]."})
    assert NOWHERE in as_ada.get(reverse("sharing:entry_submit", args=[draft.public_id])).text


def test_it_is_named_in_a_preview_of_the_section_and_of_all(as_ada, draft):
    sent = typed(results="See [[No such title]].", lesson="[[Nor this]]", base="1")
    part = as_ada.post(edit(draft), sent | {"preview": "results"}, headers={"HX-Request": "true"})
    assert NOWHERE in part.text
    assert "<li>No such title</li>" in part.text
    assert "Nor this" not in part.text
    whole = as_ada.post(edit(draft), sent | {"preview": "all"}).text
    assert "<li>No such title</li>" in whole
    assert "<li>Nor this</li>" in whole


def test_a_title_that_leads_somewhere_is_not_named(as_ada, draft, ben):
    there = make_entry(ben)
    answer = as_ada.post(edit(draft), retyped(draft, results=f"[[{there.title}]]"), follow=True)
    assert NOWHERE not in answer.text


def test_what_the_writer_may_not_see_looks_like_what_is_not_there(as_ada, draft, dirk):
    hidden = make_entry(dirk, level=Level.STRICT, home="energy")
    sent = retyped(draft, results=f"[[{hidden.title}]]")
    page = as_ada.post(edit(draft), sent, follow=True).text
    assert f"<li>{hidden.title}</li>" in page


def test_a_suggestion_with_such_a_title_says_so(as_ada, ada):
    entry = make_entry(ada)
    sent = entry.current_revision.words | {"results": "[[No such title]]", "base": "1"}
    answer = as_ada.post(edit(entry), sent | {"comment": "A source."}, follow=True)
    assert "It links to titles that lead nowhere for you: No such title." in answer.text


def test_the_page_holds_every_sign_that_comes_while_one_writes(as_ada):
    page = as_ada.get(f"{url('entry_new')}?kind=lesson").text
    sent = typed(lesson="[[No such title]]", results="", problem="", preview="lesson")
    later = as_ada.post(url("entry_new"), sent, headers={"HX-Request": "true"}).text
    signs = set(re.findall(r'<use href="#([^"]+)"', later))
    assert len(signs) == 4
    assert signs <= set(re.findall(r'<symbol id="([^"]+)"', page))


# What looks like it can be linked to


@pytest.mark.parametrize("title", ["Alarms that nobody hears", "Pumps [2024] | two"])
def test_what_looks_alike_can_be_linked_to_where_its_title_allows(as_ada, ben, title, monkeypatch):
    entry = make_entry(ben, words={"title": title})
    found = [type("Similar", (), {"entry": entry, "is_near_copy": False})()]
    monkeypatch.setattr("sharing.views.look_alikes.look_alikes", lambda *_args, **_named: found)
    page = as_ada.post(url("similar"), {"title": title}).text
    assert ('data-link-to="Alarms that nobody hears"' in page) is ("[" not in title)
    assert "data-link-to" not in page or "Link to it" in page
