"""Every page, by the rules: nothing for axe to say, nothing wider than a phone, nothing in the console."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.browser.inspector import Inspector
from tests.browser.pages import opened_pages
from tests.browser.states import states

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = 2  # of all pages: no test is so long that one core waits for it


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", ["en", "nl"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    language, part, community, browser, live_server, settings
):
    # Who signed in just did, however long this takes.
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600
    User.objects.update(language=language)
    pages, unopened = opened_pages(language)
    pages = [*states(language), *pages]
    unseen = sorted(unopened - {page.name for page in pages})
    assert not unseen, f"give an example in pages.py, or say why not: {unseen}"
    inspector = Inspector(browser, live_server.url)
    for page in pages[part::PARTS]:
        inspector.look_at(page)
    inspector.context.close()
    assert not inspector.complaints, "\n".join(inspector.complaints)
