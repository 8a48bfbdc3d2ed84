"""What is typed stays, whatever else of the page is pressed; what is done is done where one stands."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from sharing.models import Saved, UnsavedText
from tests.factories import make_entry
from tests.sharing.doing.raising import ask

pytestmark = pytest.mark.django_db(transaction=True)
TYPED = "We are about to move the ward to another building."


def test_the_switch_of_language_takes_no_word_away(sign_in, ada):
    page = sign_in(ada)
    page.goto("/before-you-start/")
    page.locator("#id_text").fill(TYPED)
    page.locator("footer").get_by_role("button", name="Nederlands").click()
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    expect(page.locator("#id_text")).to_have_value(TYPED)
    page.get_by_role("button", name="Opnieuw beginnen").click()
    expect(page.locator("#id_text")).to_have_value("")
    assert not UnsavedText.objects.exists()


def test_an_answer_stands_there_again_after_the_window_was_closed(sign_in, ada, dirk):
    question = ask(dirk)
    page = sign_in(ada)
    page.goto(question.get_absolute_url())
    page.get_by_label("What do you know?").fill("We did, in May.")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    page.reload()
    expect(page.get_by_label("What do you know?")).to_have_value("We did, in May.")
    page.locator("#answer").get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Who asked it hears of your answer.")).to_be_visible()
    assert not UnsavedText.objects.exists()


def test_a_new_entry_is_there_again_after_a_reload(sign_in, ada):
    page = sign_in(ada)
    page.goto("/entries/new/?kind=lesson")
    page.locator("#id_title").fill("A beginning")
    expect(page.locator("#kept")).to_contain_text("Kept at")
    expect(page).to_have_url(re.compile(r"\?text=\w+$"))
    page.reload()
    expect(page.locator("#id_title")).to_have_value("A beginning")


def test_a_question_that_is_asked_already_is_shown_while_typing(sign_in, ada, dirk):
    other = ask(dirk)
    page = sign_in(ada)
    page.goto("/wanted/-/ask/")
    page.locator("#id_title").press_sequentially("Who rehearsed a night without light?")
    expect(page.locator("#known")).to_contain_text(other.title)


def test_save_changes_where_it_stands_and_keeps_the_focus(sign_in, ada, cleo):
    entry = make_entry(cleo, home="energy")
    page = sign_in(ada)
    page.goto(entry.get_absolute_url())
    button = page.locator(f"#save-{entry.public_id}")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    assert Saved.objects.filter(user=ada, entry=entry).exists()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert not Saved.objects.exists()
