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
from sharing.models import SECTIONS, DigestSubscription, Entry, Status
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


def suggestion_about(page, words: str):
    """The first suggestion that holds these words."""
    found = page.locator("ul.rows > li").filter(
        has_text=re.compile(re.escape(words), re.IGNORECASE)
    )
    expect(found.first).to_be_visible()
    return found.first


def named_in_reason(suggestion) -> list[str]:
    """What the reason of a suggestion names: themes, words, titles."""
    return suggestion.locator(".why span b").all_inner_texts()


def is_about(entry: Entry, marked: list[str]) -> bool:
    """Each thing named is a theme or a word of the entry, or the title of one that shares a theme."""
    themes = {name for theme in entry.themes.all() for name in (theme.name_en, theme.name_nl)}
    text = " ".join(
        getattr(entry.current_revision, name) for name in ("title", "summary", *SECTIONS)
    )
    like_it = Entry.objects.filter(themes__in=entry.themes.all())
    return bool(marked) and all(
        mark in themes
        or mark.casefold() in text.casefold()
        or like_it.filter(current_revision__title=mark).exists()
        for mark in marked
    )


def make_digest_due(key: str) -> None:
    DigestSubscription.objects.filter(user__email__startswith=f"{key}@").update(
        due_at=timezone.now()
    )


# Lists of the panel, and what is looked for in each; {entry} is the public id of the new lesson.
IN_THE_PANEL = {
    "accounts/user": "Saskia",
    "accounts/membership": "Saskia",
    "accounts/organisation": "Noorderhaven",
    "accounts/organisationdomain": "noorderhaven.example",
    "accounts/invitation": "colleague@noorderhaven.example",
    "accounts/sector": "health",
    "sharing/theme": "alarm",
    "sharing/standard": "WCAG",
    "sharing/revision": "{entry}",
    "sharing/review": "{entry}",
    "sharing/digestsubscription": "",
    "sharing/digestdelivery": "",
    "accounts/auditrecord": "{entry}",
}


def test_a_lesson_is_found_written_reviewed_published_and_crosses(community, enter):
    in_english("saskia", "ruben", "mehmet", "hanna", "admin")

    # Saskia finds a lesson of another sector about her own problem, and is told truly why.
    page = enter("saskia")
    expect(page.get_by_role("heading", level=1)).to_contain_text("from other sectors")
    page.goto("/suggestions/")
    found = suggestion_about(page, "alarm")
    title, marked = found.locator("h2").inner_text(), named_in_reason(found)
    found.get_by_role("link", name=title).click()
    expect(page.locator(".flag.poster")).to_be_visible()
    lesson = Entry.objects.get(current_revision__title=title)
    assert lesson.home_sector.slug != "health"
    assert is_about(lesson, marked)

    # She writes one of her own, and asks Ruben, an outsider, to review it.
    page.goto("/entries/new/?kind=lesson")
    for name, text in WORDS.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("summary", has_text="Choose themes").click()
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

    # Ruben finds it in search and among his suggestions, each with its reason.
    page = enter("ruben")
    page.goto("/explore/?q=silence+ward+alarm")
    expect(page.get_by_role("link", name=TITLE).first).to_be_visible()
    page.goto("/suggestions/")
    found = suggestion_about(page, TITLE)
    assert is_about(entry, named_in_reason(found))

    # He chooses a mail every day, sees what it would say, and gets it; its link opens the lesson.
    page.goto("/digest/")
    page.get_by_label("Every day").check()
    page.get_by_role("button", name="Save").click()
    page.goto("/digest/mail/")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    make_digest_due("ruben")
    send_due()
    (message,) = [m for m in mail.outbox if m.to == ["ruben@demo.oversteek.example"]]
    assert TITLE in " ".join(message.body.split())
    page.goto(re.search(rf"/entries/{entry.public_id}\S*", message.body).group())
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)

    # Hanna, a steward, invites a colleague of Saskia.
    page = enter("hanna")
    page.goto("/invitations/?sector=health")
    page.get_by_label("E-mail address of their work").fill("colleague@noorderhaven.example")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("main").get_by_role("row", name="colleague@")).to_be_visible()

    # The administrator finds all of it in the panel, and archives the lesson.
    page = enter("admin")
    for model, words in IN_THE_PANEL.items():
        page.goto(f"/admin/{model}/?q={words.format(entry=entry.public_id)}")
        expect(page.locator("#result_list tbody tr").first).to_be_visible()
    page.goto(f"/admin/sharing/entry/?q={entry.public_id}")
    page.locator("input.action-select").first.check()
    page.locator("select[name=action]").select_option("archive")
    page.locator("button[name=index]").click()
    page.locator("input[type=submit].default").click()
    entry.refresh_from_db()
    assert entry.status == Status.ARCHIVED
    page = enter("ruben")
    page.goto("/suggestions/")
    expect(page.get_by_role("link", name=TITLE)).to_have_count(0)
