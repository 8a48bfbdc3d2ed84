"""A real browser on a live server. No error in its console goes unseen."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import expect

from accounts.signed_in import SessionStore
from sharing import search
from tests.browser import PATIENCE
from tests.browser.members import make_demonstration
from tests.factories import make_entry

ROOT = Path(__file__).resolve().parent.parent.parent

# Playwright's synchronous interface runs a loop in this thread, which Django would refuse.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

expect.set_options(timeout=PATIENCE)

QUIET = (
    "--no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --disable-dev-shm-usage --disable-gpu --disable-quic"
).split()

# What a page may say in the console: answers that a test asks for, such as a 404.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    found = subprocess.run([ROOT / "bin" / "chromium"], capture_output=True, text=True)
    if found.returncode != 0:
        pytest.fail(found.stderr, pytrace=False)
    rootless = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": found.stdout.strip(),
        "args": [*QUIET, *rootless],
    }


@pytest.fixture
def browser_context_args(browser_context_args, live_server):
    return {**browser_context_args, "base_url": live_server.url, "locale": "en-GB"}


@pytest.fixture
def context(context):
    """A window whose console holds no error and no refused style or script at the end."""
    complaints = []

    def listen(page):
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda message: note(page, message))
        page.on("response", missed)

    def note(page, message):
        if message.type == "error" and not EXPECTED.match(message.text):
            complaints.append(f"{page.url}: {message.text}")

    def missed(response):
        if response.status >= 400 and "/static/" in response.url:
            complaints.append(f"{response.url}: {response.status}")

    context.on("page", listen)
    context.set_default_timeout(PATIENCE)
    yield context
    assert not complaints, "\n".join(complaints)


def session_cookie(user, address: str) -> dict:
    """What the browser holds of somebody who signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}


@pytest.fixture
def sign_in(context, live_server):
    """A window in which this member is signed in."""

    def as_member(user):
        context.add_cookies([session_cookie(user, live_server.url)])
        return context.new_page()

    return as_member


@pytest.fixture
def window_of(new_context, live_server):
    """A window of its own, in which this member is signed in."""

    def as_member(user):
        window = new_context()
        window.set_default_timeout(PATIENCE)
        window.add_cookies([session_cookie(user, live_server.url)])
        return window.new_page()

    return as_member


@pytest.fixture
def accessible():
    """Says that axe finds nothing wrong with the page as it is now."""
    axe = Axe()

    def check(page):
        found = axe.run(page).response["violations"]
        shown = [
            f"{rule['id']}: {rule['help']}\n  "
            + "\n  ".join(f"{node['target']} {node['html'][:200]}" for node in rule["nodes"][:5])
            for rule in found
        ]
        assert not found, f"{page.url}\n" + "\n".join(shown)

    return check


@pytest.fixture
def community(db, settings):
    """The demonstration community, in which more happened. What is near what is not looked at: words alone say it."""
    settings.SENTENCE_ENCODER = "hashed-grams"
    make_demonstration()


@pytest.fixture
def lesson(cleo):
    """A lesson from another sector, which search finds."""
    entry = make_entry(cleo, home="energy", words={"title": "Silence alarms on which nobody acts"})
    search.refresh()
    return entry
