"""Who reads an entry, and why somebody does."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Role
from sharing.models import (
    Entry,
    Level,
    Status,
    about,
    audience_members,
    why_it_is_seen,
)
from tests.factories import (
    make_entry,
    make_organisation,
    make_sector,
    make_user,
)
from tests.sharing.entry.opened import page_of, text_of

pytestmark = pytest.mark.django_db


def test_numbers_of_readers_are_for_who_answers_for_the_entry(client, ada, ben, cleo):
    entry = make_entry(ada)
    address = reverse("sharing:entry_readers", args=[entry.public_id])
    for user, sees in ((ada, True), (ben, True), (cleo, False)):
        client.force_login(user)
        assert ("members today" in client.get(address).content.decode()) is sees


def test_the_page_of_readers_names_organisations_and_people_named(client, ada, cleo):
    entry = make_entry(ada, level=Level.AMBER)
    entry.named_people.add(cleo)
    entry.named_organisations.add(make_organisation("Rail", "mobility"))
    client.force_login(cleo)
    address = reverse("sharing:entry_readers", args=[entry.public_id])
    text = text_of(client.get(address))
    for part in ("Hospital and Rail", "By name: Cleo", "You are named.", "Health care"):
        assert part in text
    assert "You wrote it" not in text


@pytest.mark.parametrize("level", list(Level))
def test_the_members_counted_are_those_of_the_audience(
    level, ada, ben, cleo, dirk, eva, finn, gus, grid, hospital
):
    entry = make_entry(ada, level=level, also=["water"])
    entry.named_people.add(finn)
    entry.named_organisations.add(grid)
    wet = make_user("wet", water=Role.READER)
    left = make_user("left", hospital)
    left.deactivate(by=gus)
    around = about(entry)
    counted = audience_members(
        level,
        sectors={entry.home_sector_id, *(s.pk for s in around.also_sectors)},
        organisations={hospital.pk, *(o.pk for o in around.named_organisations)},
        people={ada.pk, *(p.pk for p in around.named_people)},
    )
    everybody = [ada, ben, cleo, dirk, eva, finn, gus, wet, left]
    assert set(counted) == {user for user in everybody if entry.is_in_audience(user)}


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("status", list(Status))
def test_whoever_reads_an_entry_is_told_why(
    level, status, ada, ben, cleo, dirk, eva, finn, gus, grid
):
    entry = make_entry(ada, status=status, level=level, also=["water"])
    entry.co_authors.add(dirk)
    entry.named_people.add(finn)
    entry.named_organisations.add(grid)
    around = about(entry)
    for user in (ada, ben, cleo, dirk, eva, finn, gus):
        for seen in Entry.objects.with_abilities(user).filter(pk=entry.pk).for_page():
            assert why_it_is_seen(seen, user.standing, around)


def test_why_names_the_role_the_organisation_and_the_name_that_count(ada, ben, finn, gus):
    entry = make_entry(ada, level=Level.AMBER, also=["water"])
    entry.named_people.add(finn)
    told = {}
    for user in (ada, ben, finn, gus):
        seen = Entry.objects.with_abilities(user).for_page().get()
        told[user] = why_it_is_seen(seen, user.standing, about(entry))
    work = "You work at Hospital."
    assert told[ada] == ["You wrote it.", "You belong to Health care.", work]
    assert told[ben] == ["You belong to Health care.", work]
    assert told[finn] == ["You belong to Health care.", "You are named."]
    assert told[gus] == ["You are an administrator."]


def test_on_a_closed_site_a_clear_entry_is_not_said_to_be_open_to_everyone(client, ada, settings):
    entry = make_entry(ada, level=Level.CLEAR)
    settings.CLOSED_SITE = True
    assert page_of(client, entry).status_code == 404
    text = text_of(page_of(client, entry, ada))
    assert "It is shared with all members." in text
    client.force_login(ada)
    readers = text_of(client.get(reverse("sharing:entry_readers", args=[entry.public_id])))
    assert "Everyone" not in readers


def test_a_sector_that_the_reader_is_not_in_is_not_named_as_the_reason(ada, finn):
    make_sector("water")
    make_entry(ada, level=Level.AMBER, also=["water"])
    seen = Entry.objects.with_abilities(finn).for_page().get()
    assert why_it_is_seen(seen, finn.standing, about(seen)) == ["You belong to Health care."]
