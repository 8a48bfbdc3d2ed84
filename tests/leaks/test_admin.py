"""The admin panel is a view like the others: its actions do nothing to what is hidden."""

from __future__ import annotations

import re

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from sharing.models import Entry

from .addresses import Address, Pattern
from .allowed import GUARDED
from .crawl import answer_of, state_of

pytestmark = pytest.mark.django_db

ROLE = "an administrator"
ANSWERS = {"answered": "1", "comment": "junk", "reason": "junk", "text": "junk"}


def actions() -> list[tuple[type, str]]:
    """Every action of every list of the panel, of tables that are guarded."""
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True)
    return [
        (model, name)
        for model, its_admin in admin.site._registry.items()
        if model._meta.label_lower in GUARDED
        for name in its_admin.get_actions(request)
    ]


def test_the_panel_holds_our_own_tables_alone():
    """Through a panel of addresses or second factors one could sign in as somebody else."""
    assert {model._meta.app_label for model in admin.site._registry} == {"accounts", "sharing"}


def test_there_are_actions():
    assert {"approve", "publish", "archive", "pull_back"} <= {name for _model, name in actions()}


@pytest.mark.parametrize(
    ("model", "action"), actions(), ids=lambda one: getattr(one, "__name__", one)
)
def test_an_action_tells_and_does_nothing_to_what_is_hidden(crawl, model, action):
    label = model._meta.label_lower
    path = f"/admin/{label.replace('.', '/')}/"
    address = Address(Pattern(path, path[1:], is_named=False), path)
    everything = model._base_manager.values_list("pk", flat=True)
    shown = Entry._base_manager.values_list("pk", "current_revision__number")
    read = {f"read-{pk}": number for pk, number in shown}
    hidden = set(crawl.world.entries) - crawl.seen(ROLE, "sharing.entry")
    before = {pk: state_of(about(pk)) for pk in hidden}
    data = ANSWERS | read | {"action": action, "_selected_action": list(everything)}
    with transaction.atomic():
        answer = answer_of(crawl.clients[ROLE].post(path, data, follow=True))
        assert {pk: state_of(about(pk)) for pk in hidden} == before
        transaction.set_rollback(True)
    assert answer.status == 200
    assert crawl.leaks(ROLE, address, answer) == set()


def lookups(model) -> list[str]:
    """Every column of a table and every table that points to it, as an address can ask for them."""
    found = []
    for field in model._meta.get_fields():
        if field.is_relation:
            found += [f"{field.name}__isnull=0", f"{field.name}=1", f"{field.name}__in=1,2"]
        else:
            found += [f"{field.name}__gt=0", f"{field.name}__startswith=a"]
    return found


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_a_list_answers_only_what_it_offers_to_be_asked(crawl, model):
    """Else an administrator learns letter by letter what is in a column, or who is named where."""
    its_admin = admin.site._registry[model]
    columns = [one for one in its_admin.list_filter if not hasattr(one, "parameter_name")]
    offered = [one[0] if isinstance(one, tuple) else one for one in columns]
    path = f"/admin/{model._meta.label_lower.replace('.', '/')}/"
    asked = [one for one in lookups(model) if re.split("__|=", one)[0] not in offered]
    for lookup in asked:
        if any(one.startswith(re.split("=|__", lookup)[0] + "__") for one in offered):
            continue
        answer = crawl.fetch(
            ROLE, Address(Pattern(path, path[1:], is_named=False), f"{path}?{lookup}")
        )
        assert answer.status == 400, lookup


def test_no_address_leads_to_the_page_of_any_row():
    """Django's shortcut of the panel looks a row up past every rule, and tells its address."""
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])


def about(pk) -> Address:
    return Address(Pattern("", "", is_named=False), "", "sharing.entry", pk)
