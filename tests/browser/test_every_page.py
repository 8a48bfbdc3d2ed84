"""Every page, by the rules: nothing for axe to say, nothing wider than a phone, nothing in the console."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from sharing.tasks import run_steps
from sharing.transfer.demo import load
from tests.browser.pages import Address, addresses, person, visitor

pytestmark = pytest.mark.django_db(transaction=True)

READERS = ("-", "saskia", "ruben", "hanna")
MODES = [(lang, theme) for lang in ("en", "nl") for theme in ("light", "dark")]
NARROW = {"width": 320, "height": 700}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def community(db):
    call_command("load_sectors", verbosity=0)
    load(settings.BASE_DIR / "demo", lambda text: None)
    run_steps()


def pages_of(reader: str) -> tuple[Client, list[Address]]:
    client = Client(HTTP_HOST="localhost")
    user = visitor()
    if reader != "-":
        user = person(reader)
        client.force_login(user)

    def opens(path: str) -> bool:
        response = client.get(path)
        return response.status_code == 200 and b"<html" in response.getvalue()[:2_000]

    return client, addresses(user, opens)


def sign_in(context, client: Client, live_server) -> None:
    if cookie := client.cookies.get(settings.SESSION_COOKIE_NAME):
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def fresh_addresses():
    """Each page once, by the first of the readers who can open it."""
    seen: set[str] = set()
    for reader in READERS:
        client, found = pages_of(reader)
        new = [a for a in found if a.name not in seen]
        seen |= {a.name for a in new}
        yield client, new


@pytest.mark.parametrize(("lang", "theme"), MODES, ids=lambda value: value)
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    lang, theme, community, browser, live_server
):
    complaints, number, axe = [], 0, Axe()
    User.objects.update(language=lang)
    for client, found in fresh_addresses():
        context = browser.new_context(
            color_scheme=theme, locale="nl-NL" if lang == "nl" else "en-GB", viewport=WIDE
        )
        sign_in(context, client, live_server)
        context.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": lang, "url": live_server.url}]
        )
        page = context.new_page()
        for address in found:
            number += 1
            page.set_viewport_size(WIDE)
            page.goto(f"{live_server.url}{address.path}")
            found_here = axe.run(page)
            complaints += [
                f"{address.name}: {v['id']} {[n['target'] for n in v['nodes']][:3]}"
                for v in found_here.response["violations"]
            ]
            page.set_viewport_size(NARROW)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                complaints.append(f"{address.name}: wider than 320 px")
        context.close()
    assert number > 30, "the walk found hardly any page"
    assert complaints == []
