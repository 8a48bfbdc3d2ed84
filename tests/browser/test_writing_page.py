"""The writing page with its scripts: kept while typing, previewed, sent once."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from playwright.sync_api import expect

from sharing.models import Entry, Status, UnsavedText
from tests.factories import make_entry

pytestmark = pytest.mark.django_db(transaction=True)
ALARMS = (
    "Alarms on the ward sound all night, and nurses no longer hear which of them asks for help."
)


@pytest.fixture
def draft(ada):
    return make_entry(ada, status=Status.DRAFT, words={"lesson": "A first lesson."})


def address(entry) -> str:
    return f"/entries/{entry.public_id}/-/edit/"


def test_what_is_typed_is_kept_and_offered_after_the_window_was_closed(sign_in, ada, draft):
    page = sign_in(ada)
    page.goto(address(draft))
    page.get_by_label("Lesson (needed before review)", exact=True).fill("Typed, and never saved.")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    assert UnsavedText.objects.get().fields["lesson"] == ["Typed, and never saved."]
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.goto("/reviews/")
    page.goto(address(draft))
    expect(page.get_by_text("You have text that was not saved")).to_be_visible()
    page.get_by_role("link", name="Go on with it").click()
    expect(page.get_by_label("Lesson (needed before review)", exact=True)).to_have_value(
        "Typed, and never saved."
    )


def test_a_section_is_previewed_in_place(sign_in, ada, draft):
    page = sign_in(ada)
    page.goto(address(draft))
    page.get_by_label("Lesson (needed before review)", exact=True).fill("Something **bold**.")
    page.get_by_role("button", name=re.compile("Preview.*Lesson")).click()
    expect(page.locator("#preview-lesson strong")).to_have_text("bold")
    expect(page.get_by_label("Lesson (needed before review)", exact=True)).to_have_value(
        "Something **bold**."
    )


def test_over_a_sign_out_and_in_the_open_page_goes_on(sign_in, context, ada, draft):
    page = sign_in(ada)
    page.goto(address(draft))
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("Lesson (needed before review)", exact=True).fill("Typed while signed out.")
    expect(page.locator("#kept")).to_contain_text("You are logged out")
    sign_in(ada).close()
    page.get_by_label("Lesson (needed before review)", exact=True).fill("Typed after that.")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    draft.refresh_from_db()
    assert draft.current_revision.lesson == "Typed after that."


def test_two_clicks_make_one_draft(sign_in, ada):
    page = sign_in(ada)
    page.goto("/entries/new/?kind=lesson")
    page.get_by_label("Title").fill("Only one of these")
    page.get_by_role("button", name="Save draft").dblclick()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wrong_with_the_pages_of_writing(
    sign_in, accessible, ada, ben, cleo, draft, scheme
):
    page = sign_in(ada)
    page.emulate_media(color_scheme=scheme)
    addresses = [
        "/entries/new/",
        address(draft),
        f"/entries/{draft.public_id}/-/submit/",
        f"/entries/{draft.public_id}/-/level/",
        f"/entries/{draft.public_id}/-/delete/",
        "/reviews/",
    ]
    for one in addresses:
        page.goto(one)
        accessible(page)
    page.goto(address(draft))
    page.get_by_label("Title").fill("x" * 130)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert")).to_be_visible()
    accessible(page)


# Lists, and links to what looks alike


def box(page, name: str = "lesson"):
    return page.locator(f"#id_{name}")


@pytest.mark.parametrize(
    ("typed", "then", "stands"),
    [
        ("- one", "two", "- one\n- two"),
        ("9. nine", "ten", "9. nine\n10. ten"),
        ("  * in", "out", "  * in\n  * out"),
        ("No list", "at all", "No list\nat all"),
    ],
)
def test_enter_in_a_list_begins_its_next_item(sign_in, ada, draft, typed, then, stands):
    page = sign_in(ada)
    page.goto(address(draft))
    box(page).fill(typed)
    box(page).press("End")
    box(page).press("Enter")
    box(page).press_sequentially(then)
    expect(box(page)).to_have_value(stands)


def test_enter_in_an_empty_item_ends_the_list_and_can_be_undone(sign_in, ada, draft):
    page = sign_in(ada)
    page.goto(address(draft))
    box(page).fill("- one")
    box(page).press("End")
    box(page).press("Enter")
    box(page).press("Enter")
    expect(box(page)).to_have_value("- one\n")
    box(page).press("Control+z")
    expect(box(page)).to_have_value("- one\n- ")
    expect(page.locator("#kept")).to_contain_text("Kept at")


def test_what_looks_alike_is_linked_to_where_one_typed_last(sign_in, ada, ben, draft, monkeypatch):
    there = make_entry(ben, words={"title": "Alarms that nobody hears"})
    found = [SimpleNamespace(entry=there, is_near_copy=False)]
    monkeypatch.setattr("sharing.views.look_alikes.look_alikes", lambda *_args: found)
    page = sign_in(ada)
    page.goto(address(draft))
    box(page, "results").fill("See")
    page.get_by_role("button", name=re.compile("Link to it.*Alarms")).click()
    expect(box(page, "results")).to_have_value("See [[Alarms that nobody hears]]")
    box(page, "results").press("Control+z")
    expect(box(page, "results")).to_have_value("See")


def test_what_is_still_needed_is_said_anew_while_typing(sign_in, ada):
    entry = make_entry(ada, status=Status.DRAFT, words={"problem": "", "lesson": ""})
    page = sign_in(ada)
    page.goto(address(entry))
    missing = page.locator("#how-far").get_by_text("Needed before review")
    expect(missing).to_have_count(2)
    box(page, "problem").fill("A problem.")
    expect(missing).to_have_count(1)
    box(page, "lesson").fill("A lesson.")
    page.get_by_role("button", name=re.compile("Preview.*Lesson")).click()
    expect(missing).to_have_count(0)
