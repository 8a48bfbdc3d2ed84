"""What the lists of the admin panel are narrowed down by."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Sector
from sharing.models import BreakGlassGrant, Entry, Theme
from tests.factories import make_entry, make_sector, make_theme, make_user
from tests.sharing.panel import changelist

pytestmark = pytest.mark.django_db


def test_sectors_and_themes_without_synonyms_are_found(admin_client):
    for make, model in ((make_sector, Sector), (make_theme, Theme)):
        rows = {slug: make(slug) for slug in ("both", "english", "none")}
        for slug, english, dutch in (("both", ["a"], ["b"]), ("english", ["a"], [])):
            rows[slug].synonyms_en, rows[slug].synonyms_nl = english, dutch
            rows[slug].save()
        for asked, wanted in (("both", {"both"}), ("missing", {"english", "none"})):
            page = admin_client.get(changelist(model), {"synonyms": asked})
            assert {row.slug for row in page.context["cl"].result_list} & set(rows) == wanted


def test_grants_are_found_by_who_broke_the_glass_and_when(admin_client, ada, gus):
    other = make_user("other", is_superuser=True)
    for user in (gus, other):
        Entry.break_glass(make_entry(ada).public_id, by=user, reason="A complaint.")
    old = BreakGlassGrant.objects.filter(administrator=other)
    old.update(created_at=timezone.now() - timedelta(days=90))
    for asked in (
        {"administrator__id__exact": gus.pk},
        {"created_at__gte": (timezone.now() - timedelta(days=1)).isoformat()},
    ):
        page = admin_client.get(changelist(BreakGlassGrant), asked)
        assert [row.administrator for row in page.context["cl"].result_list] == [gus]


@pytest.mark.parametrize("asked", ["level__in", "home_sector__in", "home_sector__id__in"])
def test_a_number_that_no_row_can_have_matches_nothing(admin_client, ada, asked):
    entry = make_entry(ada, home="health")
    have = {"level__in": entry.level}.get(asked, entry.home_sector_id)
    for numbers, wanted in ((f"{10**23}", []), (f"{10**23},{have}", [entry])):
        page = admin_client.get(changelist(Entry), {asked: numbers})
        assert list(page.context["cl"].result_list) == wanted


def test_an_action_on_a_number_that_no_row_can_have_does_nothing(admin_client, ada):
    make_entry(ada)
    chosen = {"action": "archive", "_selected_action": [10**23]}
    assert admin_client.post(changelist(Entry), chosen).status_code in (200, 302)
