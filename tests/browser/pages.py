"""Every address that somebody can read in a browser, filled from the demonstration community."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import F
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Organisation
from sharing.digests import unsubscribe_token
from sharing.models import (
    Action,
    Barrier,
    Concern,
    DigestSubscription,
    Entry,
    Level,
    Question,
    Revision,
    Situation,
    Standard,
    Status,
    Theme,
    UnsavedText,
)
from tests.browser.members import VISITOR, person, window

# Files, fragments of pages, what a program asks for, and a mail (mails.py looks at those).
NOT_PAGES = {
    "healthz", "set_language", "mfa_download_recovery_codes", "mfa_login_webauthn",
    "sharing:barrier_similar", "sharing:barriers_export", "sharing:barriers_feed",
    "sharing:explore_suggestions", "sharing:insights_file", "sharing:digest_frame",
    "accounts:invitation",
}  # fmt: skip
# Without a provider of sign-in, or a key in one's hand, these are not to be had.
NOT_HERE = (
    "openid_connect_", "socialaccount_",
    "mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_reauthenticate_webauthn",
)  # fmt: skip
# Who looks: a page is seen by the first of them for whom it opens.
READERS = (
    VISITOR,
    "saskia",
    "ruben",
    "hanna",
    "dewi",
    "els",
    "tom",
    "sanne",
    "floor",
    "nobody",
    "admin",
)


@dataclass(frozen=True)
class Page:
    """What a window of `client` shows at `path`, or answers to a form with `fields`."""

    name: str
    path: str
    client: Client = field(compare=False)
    fields: dict | None = None

    def answer(self):
        if self.fields is None:
            return self.client.get(self.path)
        return self.client.post(self.path, self.fields)


def patterns(resolver=None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Names and patterns of every address, with namespaces before the names."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            inner = f"{namespace}{part.namespace}:" if part.namespace else namespace
            yield from patterns(part, inner)
        elif isinstance(part, URLPattern) and part.name:
            yield f"{namespace}{part.name}", part


def own_patterns() -> Iterator[tuple[str, URLPattern]]:
    """Those that are pages, of this site or of its account pages; panel.py has those of the panel."""
    for name, pattern in patterns():
        if name.startswith(("admin:", *NOT_HERE)) or name in NOT_PAGES:
            continue
        yield name, pattern


def example_of(name: str, argument: str, user) -> object | None:
    """Something of the demonstration community for one argument of one address."""
    space, _, room = name.partition(":")
    example = EXAMPLES.get(f"{room} {argument}") or EXAMPLES.get(argument)
    if example:
        return example(user)
    if argument != "public_id":
        return None
    if space == "accounts":  # Members and invitations, which forms alone are about.
        return person("sanne").public_id
    if room.startswith(("entry", "concern", "application")):
        return first_id(entries_for(room, user))
    return guarded_id(room, user)


# For an argument of one address, or of all that have it.
EXAMPLES: dict[str, Callable] = {
    "organisation_detail public_id": lambda user: first_id(Organisation.objects.all()),
    "organisation_learns public_id": lambda user: first_id(Organisation.objects.all()),
    "organisation_wrote public_id": lambda user: first_id(Organisation.objects.all()),
    "member_detail public_id": lambda user: person("ruben").public_id,
    "introduction_new public_id": lambda user: person("ruben").public_id,
    "brief_shared public_id": lambda user: shared_situation().public_id,
    "brief_shared token": lambda user: shared_situation().token,
    "revision_decide public_id": lambda user: pending(user, "entry__public_id"),
    "revision_decide number": lambda user: pending(user, "number"),
    "concern_answer pk": lambda user: Concern.objects.visible_to(user).values_list("pk", flat=True).first(),
    "digest_unsubscribe token": lambda user: unsubscribe_token(DigestSubscription.objects.first()),
    "unsaved key": lambda user: UnsavedText.objects.visible_to(user).values_list("key", flat=True).first(),
    "barrier_pick_up public_id": lambda user: first_id(Barrier.objects.allowing(user, Action.PICK_UP)),
    "barrier_answer public_id": lambda user: first_id(Barrier.objects.allowing(user, Action.ANSWER)),
    "barrier_solve public_id": lambda user: first_id(Barrier.objects.allowing(user, Action.ANSWER)),
    "barrier_reword public_id": lambda user: first_id(Barrier.objects.allowing(user, Action.EDIT)),
    "barrier_withdraw public_id": lambda user: first_id(Barrier.objects.allowing(user, Action.ARCHIVE)),
    "question_reword public_id": lambda user: first_id(Question.objects.allowing(user, Action.EDIT)),
    "theme_detail slug": lambda user: Theme.objects.first().slug,
    "standard_detail slug": lambda user: Standard.objects.first().slug,
    "slug": lambda user: "health",
    "pk": lambda user: 1,
    "number": lambda user: 1,
    "step": lambda user: "themes",
    "sector": lambda user: "water",
    "stair": lambda user: 3,
    "reason": lambda user: "failed",
    "giver": lambda user: "energy",
    "taker": lambda user: "health",
    "key": lambda user: None,
}  # fmt: skip


def shared_situation() -> Situation:
    return Situation.objects.exclude(token=None).get()


def pending(user, value: str):
    return Revision.objects.visible_to(user).pending().values_list(value, flat=True).first()


def entries_for(room: str, user):
    """The entries among which an address of entries finds one that it is made for."""
    entries = Entry.objects.visible_to(user)
    drafts = entries.filter(status=Status.DRAFT, author=user.pk)
    match room:
        case "entry_edit" | "entry_submit" | "entry_delete":
            return drafts
        case "entry_review":
            return entries.filter(
                status=Status.IN_REVIEW,
                reviews__reviewer=user.pk,
                reviews__revision=F("current_revision"),
            )
        case "entry_archive":
            return entries.allowing(user, Action.ARCHIVE)
        case "entry_pull_back":
            return entries.allowing(user, Action.PULL_BACK).published()
        case "entry_hand_over":
            return entries.filter(owner=user.pk)
    return entries.filter(status=Status.PUBLISHED, level=Level.CLEAR)


def guarded_id(room: str, user) -> str | None:
    """Of the guarded model after which the room is called, as far as there is one."""
    for model in apps.get_app_config("sharing").get_models():
        if room.startswith(model._meta.model_name) and hasattr(model, "public_id"):
            return first_id(model.objects.visible_to(user))
    return None


def first_id(rows) -> str | None:
    return rows.order_by("pk").values_list("public_id", flat=True).first()


def address(name: str, pattern: URLPattern, user) -> str | None:
    """Where this page is for `user`; None where there is nothing that it could show them."""
    values = {}
    for argument in pattern.pattern.converters:
        value = example_of(name, argument, user)
        if value is None:
            return None
        values[argument] = value
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:  # written as a regular expression, with arguments of its own
        return None


def opened_pages(language: str) -> tuple[list[Page], set[str]]:
    """Each page once, by the first of the readers who can open it; and the names never opened.

    A name that answers 405 takes forms alone, and is no page.
    """
    waiting = {n: p for n, p in own_patterns() if "words" not in p.pattern.converters}
    found = []
    for reader in READERS:
        client, user = window(reader, language)
        for name, pattern in list(waiting.items()):
            path = address(name, pattern, user)
            if path is None:
                continue
            answer = client.get(path)
            if answer.status_code == 405:
                del waiting[name]
            elif answer.status_code == 200 and b"<html" in answer.getvalue()[:2_000]:
                found.append(Page(name, path, client))
                del waiting[name]
    return found, set(waiting)
