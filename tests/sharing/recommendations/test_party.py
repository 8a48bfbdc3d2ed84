"""The party of a member's organisation: a small sign, while little else is known of them."""

from __future__ import annotations

import pytest

from accounts.models import Party, Role
from sharing.models import Entry, FollowedTheme
from sharing.recommendations import candidates, for_you
from tests.factories import make_organisation, make_theme, make_user
from tests.sharing.recommendations.problems import an_entry, shown


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


def entries_by_party(writer, *parties: Party) -> dict[Party, Entry]:
    """Of each party one, alike in all else, and meant for health care too."""
    entries = {}
    for party in parties:
        at = make_organisation(f"A {party} body", "energy", party)
        entries[party] = an_entry(writer, "sensors", "energy", also=["health"], organisation=at)
    return entries


@pytest.mark.parametrize("mine", [Party.SCIENCE, Party.GOVERNMENT])
def test_of_what_is_alike_a_new_member_hears_first_what_their_own_party_learned(writer, mine):
    entries = entries_by_party(writer, Party.SCIENCE, Party.GOVERNMENT, Party.BUSINESS)
    new = make_user("nora", make_organisation("Elsewhere", "health", mine), health=Role.READER)
    found = for_you(new)
    assert found[0].entry == entries[mine]
    assert len(found) == 3
    assert {one.reason.kind for one in found} == {"for_your_sector"}, "it is never the reason"


def test_a_party_outweighs_nothing_that_speaks_for_an_entry(writer):
    [own] = entries_by_party(writer, Party.SCIENCE).values()
    wanted = an_entry(writer, "alarms", "water", also=["health"])
    at = make_organisation("Elsewhere", "health", Party.SCIENCE)
    new = make_user("nora", at, health=Role.READER)
    FollowedTheme.objects.create(user=new, theme=make_theme("alarms"))
    assert shown(for_you(new)) == [wanted.pk, own.pk]


def test_of_whom_much_is_known_the_party_says_nothing_more(writer, monkeypatch):
    monkeypatch.setattr(candidates, "LITTLE", 0)
    entries_by_party(writer, Party.BUSINESS, Party.SCIENCE)
    at = make_organisation("Elsewhere", "health", Party.SCIENCE)
    known = make_user("nora", at, health=Role.READER)
    assert len({one.score for one in for_you(known)}) == 1


def test_who_belongs_to_no_organisation_has_no_party(writer):
    entries_by_party(writer, Party.BUSINESS, Party.SCIENCE)
    loner = make_user("nora", health=Role.READER)
    assert len({one.score for one in for_you(loner)}) == 1
