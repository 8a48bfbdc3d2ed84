"""With the keys alone one gets everywhere, and sees at every step where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sharing.models import Entry
from tests.browser.keys import Keys

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keys(sign_in, ada):
    keys = Keys(sign_in(ada))
    yield keys
    assert not keys.complaints, "\n".join(keys.complaints)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_first_key_offers_to_skip_to_the_content_and_each_stop_after_it_is_seen(
    keys, lesson, width
):
    page = keys.page
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(lesson.get_absolute_url())
    assert keys.press("Tab") == "Skip to the content"
    page.keyboard.press("Enter")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    while page.evaluate("document.activeElement.closest('main') !== null"):
        keys.press("Tab")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_lesson_is_found_among_the_suggestions_and_opened(keys, lesson, scheme):
    page = keys.page
    page.emulate_media(color_scheme=scheme)
    page.goto("/explore/")
    keys.tab_to("Search in lessons and practices")
    keys.type("alarms nob")
    expect(page.locator("#q-offers a").first).to_be_visible()
    keys.tab_to(lesson.title)
    keys.follow()
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)


def test_a_search_in_the_head_of_a_page_is_sent_with_enter(keys, lesson):
    page = keys.page
    page.goto("/levels/")
    keys.tab_to("Search lessons and practices")
    keys.type("alarms nobody")
    keys.follow()
    expect(page.get_by_role("link", name=lesson.title)).to_be_visible()


def test_the_menu_opens_is_walked_through_and_closes_on_escape(keys):
    page = keys.page
    page.goto("/levels/")
    menu = page.locator("details.menu")
    keys.tab_to("Your account")
    keys.press("Space")
    assert menu.evaluate("menu => menu.open")
    keys.tab_to("Reviews")
    assert keys.press("Escape").endswith("Your account")
    assert not menu.evaluate("menu => menu.open")
    keys.press("Enter")
    keys.tab_to("Your profile")
    keys.follow()
    expect(page).to_have_url("/you/")


def test_a_lesson_is_written_with_the_toolbar_and_saved(keys):
    page = keys.page
    page.goto("/entries/new/?kind=lesson")
    keys.tab_to("Title")
    keys.type("Begin early")
    keys.tab_to("Lesson (needed before review)")
    keys.tab_to("Bold", key="Shift+Tab")
    assert keys.press("ArrowRight") == "Italic"
    assert keys.press("ArrowLeft") == "Bold"
    keys.press("Enter")
    keys.type("early")
    expect(page.get_by_label("Lesson (needed before review)", exact=True)).to_have_value(
        "**early**"
    )
    keys.tab_to("Preview")
    keys.press("Enter")
    expect(page.locator("#preview-lesson strong")).to_have_text("early")
    keys.tab_to("Save draft")
    keys.follow()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert Entry.objects.get().current_revision.lesson == "**early**"
