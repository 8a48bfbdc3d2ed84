"""The writing page with its scripts: kept while typing, previewed, sent once."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from sharing.models import Entry, Status, UnsavedText
from tests.factories import make_entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(ada):
    return make_entry(ada, status=Status.DRAFT, words={"lesson": "A first lesson."})


def address(entry) -> str:
    return f"/entries/{entry.public_id}/-/edit/"


def test_what_is_typed_is_kept_and_offered_after_the_window_was_closed(sign_in, ada, draft):
    page = sign_in(ada)
    page.goto(address(draft))
    page.get_by_label("Lesson", exact=True).fill("Typed, and never saved.")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    assert UnsavedText.objects.get().fields["lesson"] == ["Typed, and never saved."]
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.goto("/reviews/")
    page.goto(address(draft))
    expect(page.get_by_text("You have text that was not saved")).to_be_visible()
    page.get_by_role("link", name="Go on with it").click()
    expect(page.get_by_label("Lesson", exact=True)).to_have_value("Typed, and never saved.")


def test_a_section_is_previewed_in_place(sign_in, ada, draft):
    page = sign_in(ada)
    page.goto(address(draft))
    page.get_by_label("Lesson", exact=True).fill("Something **bold**.")
    page.get_by_role("button", name=re.compile("Preview.*Lesson")).click()
    expect(page.locator("#preview-lesson strong")).to_have_text("bold")
    expect(page.get_by_label("Lesson", exact=True)).to_have_value("Something **bold**.")


def test_over_a_sign_out_and_in_the_open_page_goes_on(sign_in, context, ada, draft):
    page = sign_in(ada)
    page.goto(address(draft))
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label("Lesson", exact=True).fill("Typed while signed out.")
    expect(page.locator("#kept")).to_contain_text("You are logged out")
    sign_in(ada).close()
    page.get_by_label("Lesson", exact=True).fill("Typed after that.")
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
