"""Pages in the states that no address tells: of an entry, of a form with errors, of an error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views import defaults

from sharing.forms.reach import LevelForm
from sharing.models import Entry, Level, Situation, Status
from tests.browser.members import VISITOR, draft, lesson, person, window
from tests.browser.pages import Page

TOO_LONG = "y" * 130


def states(language: str) -> Iterator[Page]:
    """All of them, in windows of who sees them so."""
    yield from signing_in(language)  # first, as a code is good for minutes
    yield from errors(language)
    for name, reader, path, fields in [*entries(), *ways_to_look(), *forms_with_errors()]:
        client, _user = window(reader, language)
        yield Page(name, path, client, fields)


def entries():
    """Each state and level of an entry, for who sees it."""
    shown = Entry.objects.filter(status=Status.PUBLISHED)
    reviewed = Entry.objects.filter(status=Status.IN_REVIEW).order_by("pk").first()
    reviewer = reviewed.reviews.first().reviewer
    kinds = [
        ("draft", draft(), "dewi"),
        ("in review, to its author", reviewed, key_of(reviewed.author)),
        ("in review, to its reviewer", reviewed, key_of(reviewer)),
        ("archived", Entry.objects.filter(status=Status.ARCHIVED).first(), "saskia"),
        ("to its editor", lesson(), "ruben"),
        ("to a member", lesson(), "saskia"),
        ("to an administrator", lesson(), "admin"),
    ]
    for level in list(Level)[1:]:
        entry = shown.filter(level=level).order_by("pk").first()
        kinds.append((level.label, entry, key_of(entry.author)))
    for name, entry, reader in kinds:
        yield f"entry, {name}", reader, entry.get_absolute_url(), None


def key_of(user) -> str:
    return user.email.partition("@")[0]


def ways_to_look():
    """Pages that an address with a question opens, and those of who has nothing yet."""
    compare = reverse("sharing:entry_compare", args=[lesson().public_id])
    explore = reverse("sharing:explore")
    yield "compare", "ruben", f"{compare}?old=1&new=2", None
    yield "side by side", "ruben", f"{compare}?old=1&new=2&side=1", None
    yield "explore, found", "saskia", f"{explore}?q=alarm&sector=health&sector=energy", None
    yield "explore, nothing", "saskia", f"{explore}?q=zzzqqq", None
    yield "explore, nothing, to a visitor", VISITOR, f"{explore}?q=zzzqqq", None
    yield "home without suggestions", "nobody", "/", None
    yield "home of a steward", "hanna", "/", None
    yield "first visit", "first", reverse("sharing:welcome"), None
    yield "digest of the first visit", "first", reverse("sharing:welcome", args=["digest"]), None
    yield "empty inbox", "nobody", reverse("sharing:inbox"), None
    yield "nothing to review", "nobody", reverse("sharing:reviews"), None
    yield "no role to write", "nobody", reverse("sharing:entry_new"), None
    yield "new lesson", "saskia", f"{reverse('sharing:entry_new')}?kind=lesson", None
    yield "suggest a change", "saskia", of("entry_edit"), None
    yield (
        "old wording",
        "ruben",
        reverse("sharing:entry_revision", args=[lesson().public_id, 2]),
        None,
    )


def of(name: str, entry: Entry | None = None) -> str:
    return reverse(f"sharing:{name}", args=[(entry or lesson()).public_id])


def forms_with_errors():
    """Each form as it comes back."""
    written = draft().current_revision.words
    situation = Situation.objects.order_by("pk").first()
    yield "log in", VISITOR, reverse("account_login"), {"login": "a@example.org", "password": "no"}
    yield "sign up", VISITOR, reverse("account_signup"), {"email": "no"}
    yield "reset", VISITOR, reverse("account_reset_password"), {"email": "no"}
    yield "password", "saskia", reverse("account_change_password"), {"oldpassword": "no"}
    yield "address", "saskia", reverse("account_email"), {"email": "no", "action_add": ""}
    yield "codes", "saskia", reverse("mfa_activate_totp"), {"code": "no"}
    yield "profile", "saskia", reverse("sharing:profile"), {"name": TOO_LONG}
    yield "leave", "saskia", reverse("sharing:leave"), {"go": "1"}
    yield "edit", "dewi", of("entry_edit", draft()), {"base": "1", "title": TOO_LONG}
    yield "conflict", "dewi", of("entry_edit", draft()), written | {"base": "0", "title": "Mine"}
    yield "new entry", "saskia", reverse("sharing:entry_new"), {"kind": "lesson", "title": ""}
    yield "ask for review", "dewi", of("entry_submit", draft()), {}
    yield "changes asked for", "ruben", of("entry_ask_for_changes", in_review()), {}
    yield "wider", "dewi", of("entry_level", draft()), wider()
    yield "concern", "saskia", of("concern_new"), {}
    yield "application", "saskia", of("application_record"), {"step": "stopped"}
    yield (
        "talk",
        "saskia",
        reverse("sharing:introduction_new", args=[person("ruben").public_id]),
        {},
    )
    yield "barrier", "saskia", reverse("sharing:barrier_new"), {}
    yield "question", "saskia", reverse("sharing:question_new"), {}
    yield "situation", key_of(situation.user), reverse("sharing:situations"), {}
    yield "break-glass", "admin", reverse("sharing:break_glass"), {}
    yield "invitation", "hanna", reverse("accounts:invitations"), {"email": "no"}


def in_review() -> Entry:
    return Entry.objects.filter(status=Status.IN_REVIEW).order_by("pk").first()


def wider() -> dict:
    """The draft for everybody: who will newly see it is shown first."""
    entry = draft()
    opened = LevelForm.initial_of(entry)["opened"]
    return {"level": Level.CLEAR.value, "home_sector": entry.home_sector_id, "opened": opened}


def signing_in(language: str) -> Iterator[Page]:
    """The pages in the middle of signing in or up, each in a window that has come so far."""
    steps = [
        ("account_request_login_code", {"email": "saskia@demo.oversteek.example"},
         "account_confirm_login_code"),
        ("account_signup", {"email": "a@example.org", "name": "A"},
         "account_email_verification_sent"),
        ("account_login", {"login": "floor@demo.oversteek.example", "password": "oversteek-demo"},
         "mfa_authenticate"),
    ]  # fmt: skip
    for first, fields, then in steps:
        client, _user = window(VISITOR, language)
        client.post(reverse(first), fields)
        yield Page(then, reverse(then), client)
    client, _user = window(VISITOR, language)
    link = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "no-key"})
    yield Page("account_reset_password_from_key", link, client)


@dataclass(frozen=True)
class Broken(Page):
    """An error page, as Django's handler for it answers."""

    handler: Callable = defaults.server_error

    def answer(self):
        request = HttpRequest()
        request.META.update(SERVER_NAME="localhost", SERVER_PORT="80")
        with translation.override(self.fields["language"]):
            return self.handler(request)


def errors(language: str) -> Iterator[Page]:
    client, _user = window("saskia", language)
    strict, _visitor = window(VISITOR, language, enforce_csrf_checks=True)
    yield Page("404", "/nothing/here/", client)
    yield Page("404, to a visitor", "/nothing/here/", strict)
    yield Page("403", of("entry_pull_back"), client)
    yield Page("403 for want of a token", reverse("account_login"), strict, {"login": "a"})
    handlers = {
        "400": lambda request: defaults.bad_request(request, SuspiciousOperation()),
        "429": lambda request: render(request, "429.html", status=429),
        "500": defaults.server_error,
    }
    for name, handler in handlers.items():
        yield Broken(name, "/", client, {"language": language}, handler)
