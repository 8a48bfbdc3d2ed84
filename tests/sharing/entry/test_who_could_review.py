"""Whom a writer is shown to ask as an outside reader: not the same few each time."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Role
from sharing.models import Level, Status
from tests.factories import make_entry, make_theme, make_user

pytestmark = pytest.mark.django_db
THEMES_HELP = "Themes help to find readers"


@pytest.fixture
def crowd(grid):
    return [make_user(name, grid, energy=Role.CONTRIBUTOR) for name in "bcdfghjklmnp"]


def page_of(client, entry, user):
    client.force_login(user)
    return client.get(reverse("sharing:entry_submit", args=[entry.public_id]))


def shown(client, entry, user) -> list:
    return [one.person for one in page_of(client, entry, user).context["candidates"]]


def test_they_differ_from_entry_to_entry_and_stay_the_same_for_one(client, ada, crowd):
    drafts = [make_entry(ada, status=Status.DRAFT) for _n in range(6)]
    found = [shown(client, draft, ada) for draft in drafts]
    assert found == [shown(client, draft, ada) for draft in drafts]
    assert len({tuple(sorted(p.pk for p in people)) for people in found}) > 3
    assert len({person.pk for people in found for person in people}) > 6


def test_who_reads_much_for_me_already_stands_last(client, ada, crowd):
    first = shown(client, make_entry(ada, status=Status.DRAFT), ada)
    for person in crowd:
        if person not in first[:2]:
            make_entry(ada, status=Status.DRAFT).submit(by=ada, reviewers=[person])
    assert set(shown(client, make_entry(ada, status=Status.DRAFT), ada)[:2]) == set(first[:2])


def test_what_they_read_that_the_writer_may_not_see_changes_nothing(client, ada, dirk, crowd):
    draft = make_entry(ada, status=Status.DRAFT)
    before = shown(client, draft, ada)
    for level in (Level.GREEN, Level.STRICT):
        hidden = make_entry(dirk, home="energy", level=level, status=Status.DRAFT)
        hidden.submit(by=dirk, reviewers=[p for p in before if p != dirk][:3])
    assert shown(client, draft, ada) == before


def test_without_a_theme_it_says_that_themes_help(client, ada, crowd):
    draft = make_entry(ada, status=Status.DRAFT)
    page = page_of(client, draft, ada).text
    assert THEMES_HELP in page
    assert f"{reverse('sharing:entry_edit', args=[draft.public_id])}#id_themes_field" in page
    draft.themes.add(make_theme("alarms"))
    assert THEMES_HELP not in page_of(client, draft, ada).text
