"""The pages of the admin panel, as the administrator opens them."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from sharing.digests import send_due
from sharing.models import DigestSubscription, Entry, Frequency
from tests.browser.members import draft, person, window
from tests.browser.pages import Page


def let_all_lists_hold_something() -> None:
    """A digest in the ledger and a glass broken; the community did all the rest."""
    DigestSubscription.objects.update(frequency=Frequency.DAILY, due_at=timezone.now())
    send_due()
    Entry.break_glass(
        draft().public_id, by=person("admin"), reason="Its author asked by telephone."
    )


def panel_pages(app: str, language: str) -> Iterator[Page]:
    """Of each table of one app: its list, a row, what adds one, and what asks before it acts."""
    client, administrator = window("admin", language)
    request = RequestFactory().get("/")
    request.user = administrator
    yield Page("panel", reverse("admin:index"), client)
    yield Page("app", reverse("admin:app_list", args=[app]), client)
    for model, its_admin in admin.site._registry.items():
        if model._meta.app_label != app:
            continue
        name, listed = model._meta.model_name, address(model, "changelist")
        row = its_admin.get_queryset(request).first()
        assert row, f"The community has no {name} to look at."
        yield Page(f"{name} list", listed, client)
        yield Page(f"{name} row", address(model, "change", row.pk), client)
        if its_admin.has_add_permission(request):
            yield Page(f"{name} new", address(model, "add"), client)
            yield Page(f"{name} new, with errors", address(model, "add"), client, {})
            yield Page(f"{name} history", address(model, "history", row.pk), client)
            yield Page(f"{name} list, nothing found", f"{listed}?q=zzzqqq", client)
        for action in its_admin.get_actions(request):
            yield from questions(client, f"{name} {action}", listed, asked(action, row))
    yield from told(client)


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def asked(action: str, *rows) -> dict:
    return {"action": action, ACTION_CHECKBOX_NAME: [row.pk for row in rows]}


def questions(client: Client, name: str, path: str, fields: dict) -> Iterator[Page]:
    """The page on which an action asks, and that page with errors, if it has any to make."""
    for state, more in (("asks", {}), ("asks again", {"answered": "1"})):
        page = Page(f"{name} {state}", path, client, fields | more)
        with transaction.atomic():  # an action that asks nothing acts
            answer = page.answer()
            transaction.set_rollback(True)
        if getattr(answer, "template_name", None) == "admin/ask.html":
            yield page


def told(client: Client) -> Iterator[Page]:
    """A list that says what was done and what was not."""
    listed = reverse("admin:accounts_user_changelist")
    client.post(listed, asked("deactivate", person("admin"), person("nobody")))
    yield Page("messages", listed, client)
