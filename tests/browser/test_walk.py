"""The whole way, as people go it: a lesson crosses from one sector to another."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from sharing.digests import send_due
from sharing.models import DigestSubscription, Entry, Status
from sharing.tasks import run_steps
from sharing.transfer.demo import PASSWORD, load

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pg_browser]

TITLE = "Ask who acts on each ward alarm, and silence the rest"
WORDS = {
    "title": TITLE,
    "summary": "An alarm on which nobody acts teaches everybody to ignore alarms.",
    "problem": "On two wards 412 alarms sounded in one shift, and nurses acted on 37 of them.",
    "approach": "We asked for each alarm who acts on it. Where nobody did, we took it off the list.",
    "lesson": "Begin with the people who answer, not with software that ranks alarms.",
    "privacy": "None, because we counted alarms and no patients.",
}


@pytest.fixture
def community(db):
    call_command("load_sectors", verbosity=0)
    load(settings.BASE_DIR / "demo", lambda text: None)
    run_steps()


@pytest.fixture
def enter(browser, live_server):
    """Sign somebody in through the form, in a window of their own."""
    windows = []

    def as_member(key: str):
        window = browser.new_context(base_url=live_server.url, locale="en-GB")
        windows.append(window)
        window.add_cookies(
            [{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}]
        )
        page = window.new_page()
        page.goto("/account/login/")
        page.locator("input[name=login]").fill(f"{key}@demo.oversteek.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        expect(page).not_to_have_url(re.compile("login"))
        return page

    yield as_member
    for window in windows:
        window.close()


def in_english(*keys: str) -> None:
    """The walk reads buttons by their English names."""
    from accounts.models import User

    for key in keys:
        User.objects.filter(email=f"{key}@demo.oversteek.example").update(language="en")


def test_a_lesson_is_found_written_reviewed_published_and_crosses(community, enter):
    in_english("saskia", "ruben", "mehmet", "admin")

    # Saskia finds a lesson of another sector about her own problem, and is told why.
    page = enter("saskia")
    expect(page.locator(".why").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("from other sectors")
    page.locator("main h2 a, main h3 a").first.click()
    expect(page.locator(".flag.poster")).to_be_visible()

    # She writes one of her own, and asks Ruben, an outsider, to review it.
    page.goto("/entries/new/?kind=lesson")
    for name, text in WORDS.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_label("Alarm management").check()
    page.get_by_role("button", name="Ask for review").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask for review")
    page.locator("[name=reviewers_add]").fill("Ruben van Dam")
    page.locator("main form").get_by_role("button", name="Ask for review").click()
    entry = Entry.objects.get(current_revision__title=TITLE)
    assert entry.status == Status.IN_REVIEW

    # Ruben says that he could use it; Mehmet, an editor who did not write it, publishes it.
    page = enter("ruben")
    page.goto("/reviews/")
    page.get_by_role("link", name=TITLE, exact=True).click()
    page.get_by_role("button", name=re.compile("^Approve")).click()
    page = enter("mehmet")
    page.goto(f"/entries/{entry.public_id}/-/review/")
    page.get_by_role("button", name=re.compile("^Publish")).click()
    entry.refresh_from_db()
    assert entry.status == Status.PUBLISHED
    run_steps()

    # Ruben finds it in search and among his suggestions, and has it in his digest.
    page = enter("ruben")
    page.goto("/explore/?q=silence+ward+alarm")
    expect(page.get_by_role("link", name=TITLE).first).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name=TITLE).first).to_be_visible()
    DigestSubscription.objects.filter(user__email__startswith="ruben@").update(
        due_at=timezone.now()
    )
    send_due()
    (message,) = [m for m in mail.outbox if m.to == ["ruben@demo.oversteek.example"]]
    assert TITLE in " ".join(message.body.split())

    # The administrator manages it in the panel.
    page = enter("admin")
    page.goto(f"/admin/sharing/entry/?q={entry.public_id}")
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option("archive")
    page.locator("button[name=index]").click()
    page.locator("input[type=submit].default").click()
    entry.refresh_from_db()
    assert entry.status == Status.ARCHIVED
