"""Every address that somebody can read in a browser, filled from the demonstration community."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Organisation, Sector, User
from sharing.models import Entry, Level, Standard, Status, Theme

# Not pages: files, fragments, verbs that only take a POST, and what needs a token or a second window.
NOT_PAGES = {
    "healthz", "set_language", "js_catalog", "sharing:digest_frame", "sharing:digest_unsubscribe",
    "accounts:invitation", "sharing:unsaved", "sharing:preview",
}  # fmt: skip
OURS = ("sharing", "accounts")


@dataclass(frozen=True)
class Address:
    name: str
    path: str


def patterns(resolver=None, namespace: str = ""):
    """Names and patterns of every address, with namespaces before the names."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            inner = f"{namespace}{part.namespace}:" if part.namespace else namespace
            yield from patterns(part, inner)
        elif isinstance(part, URLPattern) and part.name:
            yield f"{namespace}{part.name}", part


def person(key: str) -> User:
    return User.objects.get(email=f"{key}@demo.oversteek.example")


def example_of(name: str, argument: str, user) -> object | None:
    """Something of the demonstration community for one argument of one address."""
    entries = Entry.objects.visible_to(user)
    shown = entries.filter(status=Status.PUBLISHED, level=Level.CLEAR).order_by("pk")
    mine = {
        "entry_edit": entries.filter(status=Status.DRAFT),
        "entry_submit": entries.filter(status=Status.DRAFT),
        "entry_review": entries.filter(status=Status.IN_REVIEW),
    }
    room = name.partition(":")[2]
    match argument:
        case "public_id" if room.startswith(("entry", "concern", "application", "shared")):
            return getattr(mine.get(room, shown).first(), "public_id", None)
        case "public_id" if room.startswith("organisation"):
            return Organisation.objects.order_by("pk").first().public_id
        case "public_id" if room.startswith(("member", "person", "people")):
            return person("ruben").public_id
        case "public_id":
            return first_public_id(room, user)
        case "words":
            return None
        case "slug" if room.startswith("theme"):
            return Theme.objects.first().slug
        case "slug" if room.startswith("standard"):
            return getattr(Standard.objects.first(), "slug", None)
        case "slug":
            return Sector.objects.get(slug="health").slug
        case "number":
            return 1
    return None


def first_public_id(room: str, user) -> str | None:
    """Of the guarded model after which the room is called, as far as there is one."""
    from django.apps import apps

    for model in apps.get_app_config("sharing").get_models():
        if room.startswith(model._meta.model_name) and hasattr(model, "public_id"):
            row = model.objects.visible_to(user).order_by("pk").first()
            return getattr(row, "public_id", None)
    return None


def addresses(user, opens: Callable[[str], bool]) -> list[Address]:
    """Those that `opens`: that answer `user` with a page."""
    found = {}
    for name, pattern in patterns():
        namespace = name.partition(":")[0]
        is_ours = namespace in OURS or name.startswith(("account_", "mfa_", "usersessions_"))
        arguments = list(pattern.pattern.converters)
        if not is_ours or name in NOT_PAGES or name in found or "words" in arguments:
            continue
        values = {a: example_of(name, a, user) for a in arguments}
        if None in values.values():
            continue
        try:
            path = reverse(name, kwargs=values)
        except NoReverseMatch:  # written as a regular expression, with arguments of its own
            continue
        if opens(path):
            found[name] = Address(name, path)
    return list(found.values())


def visitor() -> AnonymousUser:
    return AnonymousUser()
