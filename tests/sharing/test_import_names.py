"""Sectors, themes, standards and organisations that an import names: known, made, or refused."""

from __future__ import annotations

import pytest

from accounts.models import Organisation, Party, Sector
from tests.sharing.imported import row

pytestmark = pytest.mark.django_db


def test_unknown_sectors_themes_and_organisations_are_made_when_asked(bring):
    said = bring(
        row(sectors=["space"], themes=["Rockets"], organisation="Space agency"),
        create_taxonomy=True,
    )
    assert "Made: sector space, theme Rockets, organisation Space agency" in said
    assert Sector.objects.get(slug="space").flag == "plain"
    assert Organisation.objects.get().home_sector.slug == "space"


def test_a_name_that_is_broken_over_lines_is_the_same_name(bring):
    said = bring(
        row(id="a", organisation="Steel Works\n (of the north)", themes=["Hot \nmetal"]),
        row(id="b", organisation="Steel Works (of the north)", themes=["Hot metal"]),
        row(id="c", organisation="Steel\u200b Works (of the north)", themes=["Hot metal\u200b"]),
        create_taxonomy=True,
    )
    assert "3 added" in said
    assert Organisation.objects.get().name == "Steel Works (of the north)"


def test_an_organisation_is_made_of_the_party_that_the_row_names(bring):
    said = bring(
        row(id="a", organisation="Steel Works", party="Business"),
        row(id="b", organisation="Town Hall"),
        row(id="c", organisation="Town Hall", party="guild"),
        create_taxonomy=True,
    )
    assert Organisation.objects.get(name="Steel Works").party == Party.BUSINESS
    assert Organisation.objects.get(name="Town Hall").party == Party.GOVERNMENT
    assert "no party: Town Hall was made as government" in said
    assert "party is 'guild'" in said


def test_names_that_are_the_same_in_an_address_are_the_same_thing(bring):
    said = bring(
        row(id="a", sectors=["Social protection"], standards=["ISO 27001"], themes=["Open data"]),
        row(id="b", sectors=["social-protection"], standards=["ISO-27001"], themes=["open-data"]),
        create_taxonomy=True,
    )
    assert "2 added" in said
    assert Sector.objects.filter(slug="social-protection").count() == 1


@pytest.mark.parametrize("names", [{"themes": ["!!!"]}, {"sectors": ["…"]}, {"standards": ["?"]}])
def test_a_name_without_a_letter_is_refused_and_the_others_come_in(bring, names):
    said = bring(row(id="a", **names), row(id="b"), create_taxonomy=True)
    assert "has no letter or digit" in said
    assert "1 added" in said
