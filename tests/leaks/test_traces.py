"""A hidden entry leaves no trace: without it, every page is the same to the byte."""

from __future__ import annotations

import pytest
from django.db import transaction

from sharing import search
from sharing.models import Entry, Revision

from .addresses import patterns

pytestmark = pytest.mark.django_db

PAGES = {
    "sharing:home",
    "sharing:explore",
    "sharing:inbox",
    "sharing:saved",
    "sharing:shared_with_you",
    "sharing:reviews",
    "sharing:own_entries",
    "sharing:digest_preview",
    "sharing:entry_detail",
    "sharing:barriers",
    "sharing:barrier_detail",
    "sharing:questions",
    "sharing:question_detail",
    "sharing:questions_asked",
    "sharing:situation_detail",
    "sharing:brief_shared",
    "sharing:suggestions",
    "sharing:interests",
    "sharing:member_detail",
    "sharing:sector_detail",
    "sharing:theme_detail",
    "sharing:standards",
    "sharing:standard_detail",
    "sharing:organisation_detail",
    "sharing:organisation_learns",
    "sharing:organisation_wrote",
    "sharing:searches",
    "sharing:insights_entries",
    "sharing:insights",
    "sharing:insights_crossing",
    "sharing:insights_crossings",
    "sharing:insights_gives",
    "sharing:insights_takes",
    "sharing:insights_all_stopped",
    "sharing:insights_stair",
    "sharing:insights_stopped",
    "admin:sharing_entry_changelist",
    "admin:sharing_revision_changelist",
}


@pytest.mark.parametrize(
    "role",
    ["a visitor", "a member of nothing", "a reader in the home sector", "an administrator"],
)
def test_without_what_is_hidden_every_page_is_the_same(crawl, role):
    seen = crawl.seen(role, "sharing.entry")
    asked = [one for p in patterns() if p.name in PAGES for one in some(crawl, role, p)]
    before = [crawl.fetch(role, one) for one in asked]
    with transaction.atomic():
        forget(Entry.objects.exclude(pk__in=seen))
        after = [crawl.fetch(role, one) for one in asked]
        transaction.set_rollback(True)
    changed = [
        f"{one.path}: {difference(old, new)}"
        for one, old, new in zip(asked, before, after, strict=True)
        if (old.status, old.plain) != (new.status, new.plain)
    ]
    if changed:
        pytest.fail("\n".join(changed), pytrace=False)


def forget(entries) -> None:
    """As if these had never been."""
    Entry.objects.filter(superseded_by__in=entries).update(superseded_by=None)
    pks = list(entries.values_list("pk", flat=True))
    entries.update(current_revision=None, status="draft")
    Revision._base_manager.filter(entry__in=pks).update(base=None)
    Entry.objects.filter(pk__in=pks).delete()
    search.refresh()


def some(crawl, role, pattern) -> list:
    """Pages of this kind that the role sees: of many things a few."""
    found = [
        one
        for one in crawl.addresses(pattern)
        if not crawl.is_guarded(one) or crawl.is_seen(role, one)
    ]
    most = 5 if pattern.subject else len(found)
    return found[:: max(1, len(found) // most)] if found else []


def difference(old, new) -> str:
    """The first line that differs."""
    lines = zip(old.plain.splitlines(), new.plain.splitlines(), strict=False)
    first = next(((a, b) for a, b in lines if a != b), ("", "(the length)"))
    return f"{first[0]!r} became {first[1]!r}"[:300]
