"""What no database takes does no harm in any address: PostgreSQL refuses NUL, SQLite hides that it came."""

from __future__ import annotations

from unittest import mock

import pytest
from django.contrib import admin
from django.db import connection
from django.http import QueryDict

from .addresses import patterns

pytestmark = pytest.mark.django_db

NUL = "%00"
ROLE = "an administrator at the entry's organisation"  # who is let in everywhere


@pytest.fixture(autouse=True)
def _as_on_postgresql():
    """SQLite takes a NUL in a statement; here it refuses one as PostgreSQL does."""

    def refuse(execute, sql, params, many, context):
        values = params.values() if isinstance(params, dict) else params or ()
        if any("\0" in value for value in values if isinstance(value, str)):
            raise ValueError("A string literal cannot contain NUL (0x00) characters.")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def asked_for(fetch) -> set[str]:
    """The names that a page looks for behind the question mark."""
    names: set[str] = set()
    found, listed = QueryDict.__getitem__, QueryDict.getlist

    def get(self, name):
        names.add(name)
        return found(self, name)

    def get_list(self, name, *default):
        names.add(name)
        return listed(self, name, *default)

    with (
        mock.patch.object(QueryDict, "__getitem__", get),
        mock.patch.object(QueryDict, "getlist", get_list),
    ):
        fetch()
    return names


def filters_of_the_panel() -> dict[str, set[str]]:
    """What each list of the panel can be narrowed by, by the name of its address."""
    return {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist": {
            getattr(one, "parameter_name", None) or f"{one}__exact"
            for one in shown.list_filter
            if not isinstance(one, tuple)
        }
        for model, shown in admin.site._registry.items()
    }


def status_of(crawl, path: str) -> str:
    """What comes of asking for an address, or the exception that ended it."""
    try:
        return str(crawl.clients[ROLE].get(path).status_code)
    except Exception as error:
        return repr(error)


def is_harm(status: str) -> bool:
    return not status.isdigit() or status >= "500"


def test_a_nul_behind_the_question_mark_breaks_no_page(crawl):
    of_the_panel, harmed = filters_of_the_panel(), []
    for pattern in patterns():
        found = crawl.addresses(pattern)
        address = found[min(1, len(found) - 1)].path.partition("?")[0] if found else ""
        if not address or pattern.name == "account_logout":
            continue
        names = asked_for(lambda address=address: status_of(crawl, address))
        together = "&".join(f"{name}={NUL}" for name in sorted(names))
        alone = [f"{name}={NUL}" for name in of_the_panel.get(pattern.name, ())]
        for query in [together, *alone]:
            if is_harm(status := status_of(crawl, f"{address}?{query}")):
                harmed.append(f"{address}?{query}: {status}")
    assert harmed == []


def test_a_nul_within_an_address_leads_nowhere(crawl):
    harmed = []
    for pattern in patterns():
        if pattern.arguments and (path := pattern.path(**dict.fromkeys(pattern.arguments, "\0"))):
            status = status_of(crawl, path)
            if is_harm(status):
                harmed.append(f"{path}: {status}")
    assert harmed == []
