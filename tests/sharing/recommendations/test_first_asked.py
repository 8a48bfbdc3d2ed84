"""Only the best by their numbers are asked whether a member may see them: nobody loses a suggestion by that."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import statements
from sharing.models import Entry, Level, Saved, Similarity
from sharing.recommendations import candidates, for_you, refresh
from tests.factories import make_sector
from tests.sharing.recommendations.problems import an_entry, shown


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


@pytest.fixture
def first_asked(monkeypatch):
    """Asks no more than so many, in statements that were made for it."""

    def ask(number: int) -> None:
        statements._statement.cache_clear()
        monkeypatch.setattr(candidates, "FIRST_ASKED", number)

    yield ask
    statements._statement.cache_clear()


@pytest.mark.parametrize("number", [16, 1_000])
def test_who_may_see_what_is_first_gets_the_same_however_many_are_asked(
    community, finn, first_asked, number
):
    finn.followed_sectors.add(make_sector("water"), make_sector("energy"))
    Saved.objects.create(user=finn, entry=community["sensors", "water"])
    every = shown(for_you(finn, 20))
    first_asked(number)
    assert shown(for_you(finn, 20)) == every != []


def test_what_is_hidden_takes_no_place_of_what_is_near_and_open(community, finn, first_asked):
    kept = community["sensors", "water"]
    Saved.objects.create(user=finn, entry=kept)
    shut = [an_entry(kept.author, "sensors", "energy").pk for _number in range(4)]
    Entry.objects.filter(pk__in=shut).update(level=Level.AMBER)
    refresh()
    assert Similarity.objects.filter(other__entry__in=shut).update(score=99)
    first_asked(3)
    found = for_you(finn, 20)
    assert community["sensors", "energy"].pk in shown(found)


def test_ones_own_sector_takes_no_place_of_the_other_sectors_that_one_follows(
    community, finn, first_asked
):
    """Finn works in health care, and follows it too; its entries are the newest."""
    finn.followed_sectors.add(make_sector("health"), make_sector("water"))
    Entry.objects.filter(home_sector__slug="health").update(published_at=timezone.now())
    Similarity.objects.all().delete()
    first_asked(4)
    found = for_you(finn, 20)
    assert {one.entry.home_sector.slug for one in found} == {"water"}
