"""Who looks at the pages, and what the demonstration community has yet to do for all of them to open."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.http import HttpRequest
from django.test import Client

from accounts.models import Role, Sector, User
from accounts.models.invitations import Invitation
from sharing.models import (
    Concern,
    Entry,
    Introduction,
    Level,
    RestrictedDetail,
    Situation,
    Status,
    UnsavedText,
)
from sharing.tasks import run_steps
from sharing.transfer.demo import load

VISITOR = "-"


def make_demonstration() -> None:
    """The community of `make run`, and more that happens in it."""
    call_command("load_sectors", verbosity=0)
    load(settings.BASE_DIR / "demo", lambda text: None)
    let_more_happen()
    run_steps()


def person(key: str) -> User:
    return User.objects.get(email=f"{key}@demo.oversteek.example")


def window(key: str, language: str, **options) -> tuple[Client, User | AnonymousUser]:
    """A window in this language, of a member who has just shown who they are, or of a visitor."""
    client = Client(HTTP_HOST="localhost", **options)
    client.raise_request_exception = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if key == VISITOR:
        return client, AnonymousUser()
    user = person(key)
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    request.session.save()
    return client, user


def lesson() -> Entry:
    """A lesson of energy that all members may read; its history holds two wordings and one to come."""
    lessons = Entry.objects.published().filter(level=Level.CLEAR, home_sector__slug="energy")
    return lessons.order_by("pk").first()


def draft() -> Entry:
    return Entry.objects.filter(status=Status.DRAFT, author=person("dewi")).get()


def let_more_happen() -> None:
    """A suggestion taken over and one that waits, a concern, a talk, unsaved text, a second factor."""
    saskia, ruben, hanna = person("saskia"), person("ruben"), person("hanna")
    entry = lesson()
    for wording in ("Begin early.", "Begin earlier."):
        words = entry.current_revision.words | {"lesson": wording}
        number = entry.current_revision.number
        revision = entry.revise(by=saskia, base=number, words=words, comment="Shorter")
        if number == 1:
            revision.accept(by=ruben)
            entry.refresh_from_db()
    Concern.objects.report(entry, by=saskia, text="A street can be recognised.")
    Introduction.objects.ask(saskia, by=ruben, text="How did the nurses take it?", entry=entry)
    RestrictedDetail.objects.set(draft(), by=person("dewi"), level=Level.RED, text="A name.")
    UnsavedText.objects.keep(saskia, "new", {"title": ["Typed, not saved"]}, base=None)
    Situation.objects.order_by("pk").first().share()
    Invitation.objects.invite("a@example.org", Sector.objects.get(slug="health"), 20, by=hanna)
    floor = person("floor")
    TOTP.activate(floor, generate_totp_secret())
    RecoveryCodes.activate(floor)
    newcomer("nobody", welcomed_at=entry.created_at)
    newcomer("first")
    steward = person("tom").memberships.get()
    assert steward.role == Role.STEWARD, "Tom answers the concern."


def newcomer(key: str, **fields) -> User:
    """A member without role or organisation, and with the longest name there can be."""
    return User.objects.create_member(
        f"{key}@demo.oversteek.example", name="Aartje-" + "y" * 112, **fields
    )
