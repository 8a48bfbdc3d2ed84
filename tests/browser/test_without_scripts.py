"""With JavaScript switched off everything works that people come for."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from sharing.models import Application, Barrier, Entry, Status, Step
from tests.browser import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a-password-for-the-tests"


@pytest.fixture
def page(new_context, ada):
    """A window without scripts, in which Ada has signed in through the form."""
    ada.set_password(PASSWORD)
    ada.save(update_fields=["password"])
    page = new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/")
    page.get_by_role("link", name="Log in").first.click()
    page.locator("input[name=login]").fill(ada.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_text("Your account")).to_be_attached()
    return page


def test_a_lesson_is_searched_filtered_sorted_and_read(page, lesson):
    page.get_by_role("searchbox").fill("alarms nobody")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#found")).to_contain_text("1 result")
    page.get_by_label("Energy").check()
    page.get_by_role("button", name="Show results").click()
    expect(page.get_by_role("list", name="Active filters")).to_contain_text("Energy")
    page.get_by_role("button", name="Sort").click()
    page.get_by_role("link", name=lesson.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
    expect(page.get_by_text(lesson.current_revision.lesson)).to_be_visible()


def test_the_menu_opens_and_on_a_phone_the_filters_do(page, lesson):
    page.locator("summary.person").click()
    page.get_by_role("link", name="Your profile").click()
    expect(page).to_have_url("/you/")
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/explore/?q=alarms")
    expect(page.locator("#filters")).to_be_hidden()
    page.get_by_role("link", name="Filters").click()
    expect(page.locator("#filters")).to_be_visible()


def test_a_lesson_is_written_previewed_refused_and_saved_and_nothing_typed_is_lost(page):
    page.get_by_role("link", name="Write", exact=True).click()
    page.get_by_role("link", name="Write a lesson learned").click()
    expect(page.locator("#kept")).to_contain_text("nothing is kept", use_inner_text=True)
    page.get_by_label("Title").fill("x" * 130)
    page.get_by_label("Lesson (needed before review)", exact=True).fill("Begin **early**.")
    page.get_by_role("button", name=re.compile("Preview.*Lesson")).click()
    expect(page.locator("#preview-lesson strong")).to_have_text("early")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Title").fill("Begin early")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    entry = Entry.objects.get()
    assert (entry.status, entry.title) == (Status.DRAFT, "Begin early")
    assert entry.current_revision.lesson == "Begin **early**."


def test_an_application_is_recorded_on_the_page_of_the_entry(page, lesson, hospital):
    page.goto(lesson.get_absolute_url())
    page.locator("#doing").get_by_label("Piloting").check()
    page.get_by_role("button", name="Record for Hospital").click()
    expect(page.get_by_text("Recorded. Others learn from it.")).to_be_visible()
    assert Application.objects.get(entry=lesson, organisation=hospital).step == Step.PILOTING


def test_a_barrier_is_reported_from_an_entry(page, lesson):
    page.goto(lesson.get_absolute_url())
    page.get_by_role("link", name="Report a barrier").click()
    page.get_by_label("What stands in the way?").fill("No legal basis to share a list of alarms")
    page.get_by_label("What goes wrong because of it?").fill("Each ward makes its own list.")
    page.get_by_label("Legal").check()
    page.get_by_label("Government").check()
    page.get_by_role("button", name="Report this barrier").click()
    expect(page.get_by_text("Reported.")).to_be_visible()
    assert Barrier.objects.get().entry == lesson
