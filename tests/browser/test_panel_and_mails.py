"""What no address of the site tells: the admin panel and the mails, by the rules of every page."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.browser.inspector import RULES_OF_WCAG, Inspector
from tests.browser.mails import KINDS, mails
from tests.browser.panel import let_all_lists_hold_something, panel_pages

pytestmark = pytest.mark.django_db(transaction=True)

LANGUAGES = ("en", "nl")


def speak(language: str) -> str:
    User.objects.update(language=language)
    return language


def every_other(pages, turn: int) -> list:
    return list(pages)[turn::2]


# Half of the pages in one language and half in the other; `make test-long` looks at the other halves.
@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("app", ["accounts", "sharing"])
def test_axe_finds_nothing_in_the_panel_and_no_page_of_it_is_wider_than_a_phone(
    app, turn, community, browser, live_server
):
    let_all_lists_hold_something()
    inspector = Inspector(browser, live_server.url)
    for place, language in enumerate(LANGUAGES, turn):
        speak(language)
        for page in every_other(panel_pages(app, language), place % 2):
            inspector.look_at(page)
    inspector.context.close()
    assert not inspector.complaints, "\n".join(inspector.complaints)


def test_axe_finds_nothing_in_the_mails_and_none_is_wider_than_a_phone(
    community, browser, live_server
):
    inspector = Inspector(browser, live_server.url)
    for language in LANGUAGES:
        found = list(mails(speak(language)))
        assert {page.name for page in found} == KINDS
        for page in found:
            inspector.look_at(page, RULES_OF_WCAG)
    inspector.context.close()
    assert not inspector.complaints, "\n".join(inspector.complaints)
