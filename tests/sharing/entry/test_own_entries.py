"""What somebody wrote is found again: in the menu, by how far it is, on their home page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sharing.models import Entry, Status, UnsavedText
from tests.factories import make_entry, put_into

pytestmark = pytest.mark.django_db
ADDRESS = "/you/entries/"


def test_the_menu_leads_to_it_and_to_situations_and_talks(as_ada):
    page = as_ada.get("/").content.decode()
    menu = page.partition('<details class="menu">')[2].partition("</details>")[0]
    for name in ("own_entries", "situations", "introductions"):
        assert f'href="{reverse(f"sharing:{name}")}"' in menu


def test_all_of_it_stands_there_by_how_far_it_is(as_ada, ada, cleo):
    states = (Status.PUBLISHED, Status.ARCHIVED, Status.DRAFT, Status.IN_REVIEW)
    mine = {state: make_entry(ada, status=state) for state in states}
    together = make_entry(cleo, home="energy", status=Status.DRAFT, co_authors=[ada])
    theirs = make_entry(cleo, home="energy")
    page = as_ada.get(ADDRESS).content.decode()
    places = [page.index(mine[state].title) for state in Status.values]
    assert places == sorted(places)
    for state in Status.values:
        assert f'id="state-{state}"' in page
    assert together.title in page
    assert theirs.title not in page


def test_a_draft_says_what_is_missing_and_leads_to_its_form(as_ada, ada):
    draft = make_entry(ada, status=Status.DRAFT, words={"approach": "", "privacy": " "})
    page = as_ada.get(ADDRESS).content.decode()
    assert "Still missing: " in page
    missing = page.partition("Still missing: ")[2].partition("<")[0]
    assert missing == ", ".join(draft.current_revision.missing_names)
    assert len(draft.current_revision.missing_names) == 2
    assert f'href="/entries/{draft.public_id}/-/edit/"' in page


def test_only_what_is_in_one_s_hands_is_handed_over_from_here(as_ada, ada, cleo):
    mine, archived = make_entry(ada), make_entry(ada, status=Status.ARCHIVED)
    page = as_ada.get(ADDRESS).content.decode()
    assert f"/you/entries/{mine.public_id}/-/hand-over/" in page
    assert f"/you/entries/{archived.public_id}/-/hand-over/" not in page


def test_what_was_begun_and_never_saved_stands_there_too(as_ada, ada):
    assert "You wrote nothing yet" in as_ada.get(ADDRESS).content.decode()
    fields = {"title": ["A beginning"], "lesson": [""]}
    UnsavedText.objects.keep(ada, "bcdfghjkmn", fields, base=None)
    page = as_ada.get(ADDRESS).content.decode()
    assert "/entries/new/?text=bcdfghjkmn" in page
    assert "You wrote nothing yet" not in page


def test_it_takes_as_many_queries_for_many_as_for_one(as_ada, ada):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert as_ada.get(ADDRESS).status_code == 200
        return len(found)

    make_entry(ada)
    queries()
    few = queries()
    for state in (Status.DRAFT, Status.DRAFT, Status.PUBLISHED, Status.IN_REVIEW):
        make_entry(ada, status=state)
    assert queries() == few


def test_drafts_stand_on_one_s_home_page(as_ada, ada, cleo):
    draft = make_entry(ada, status=Status.DRAFT)
    other = make_entry(cleo, home="energy", status=Status.DRAFT)
    page = as_ada.get("/").content.decode()
    assert "Your drafts" in page
    assert f'href="/entries/{draft.public_id}/-/edit/"' in page
    assert other.title not in page
    put_into(draft, Status.PUBLISHED)
    assert "Your drafts" not in as_ada.get("/").content.decode()


def test_handing_over_is_offered_for_what_may_be_handed_over_alone(as_ada, ada, ben):
    """An owner who did not write what is in review may not, and is not told that they may."""
    published, theirs = make_entry(ada), make_entry(ben)
    Entry.objects.filter(pk=theirs.pk).update(owner=ada)
    theirs.pull_back(by=ben)
    page = as_ada.get(ADDRESS).text
    offers = [reverse("sharing:entry_hand_over", args=[e.public_id]) for e in (published, theirs)]
    assert theirs.title in page
    assert [address in page for address in offers] == [True, False]
    assert as_ada.get(offers[1]).status_code == 404
