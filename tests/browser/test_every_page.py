"""Every page, the panel and the mails: nothing for axe to say, nothing wider than a phone, nothing in the console."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import override_settings

from accounts.models import User
from tests.browser.inspector import RULES_OF_WCAG, inspected
from tests.browser.mails import KINDS, mails
from tests.browser.members import make_demonstration
from tests.browser.pages import opened_pages
from tests.browser.panel import let_all_lists_hold_something, panel_pages
from tests.browser.states import states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

LANGUAGES = ("en", "nl")
PARTS = 2  # of all pages: no test is so long that one core waits for it


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """The demonstration community, made once for all that look and change nothing that stays."""
    # What is near what is not looked at, and who signed in just did, however long this takes.
    with (
        override_settings(SENTENCE_ENCODER="hashed-grams", ACCOUNT_REAUTHENTICATION_TIMEOUT=3600),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        make_demonstration()
        yield
        transaction.set_rollback(True)


def speak(language: str) -> str:
    User.objects.update(language=language)
    return language


def every_other(pages, turn: int) -> list:
    return list(pages)[turn::2]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(language, part, browser):
    pages, unopened = opened_pages(speak(language))
    pages = [*states(language), *pages]
    unseen = sorted(unopened - {page.name for page in pages})
    assert not unseen, f"give an example in pages.py, or say why not: {unseen}"
    with inspected(browser) as inspector:
        for page in pages[part::PARTS]:
            inspector.look_at(page)


# Half of the pages in one language and half in the other; `make test-long` looks at the other halves.
@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("app", ["accounts", "sharing"])
def test_axe_finds_nothing_in_the_panel_and_no_page_of_it_is_wider_than_a_phone(app, turn, browser):
    let_all_lists_hold_something()
    with inspected(browser) as inspector:
        for place, language in enumerate(LANGUAGES, turn):
            speak(language)
            for page in every_other(panel_pages(app, language), place % 2):
                inspector.look_at(page)


def test_axe_finds_nothing_in_the_mails_and_none_is_wider_than_a_phone(browser):
    with inspected(browser) as inspector:
        for language in LANGUAGES:
            found = list(mails(speak(language)))
            assert {page.name for page in found} == KINDS
            for page in found:
                inspector.look_at(page, RULES_OF_WCAG)
