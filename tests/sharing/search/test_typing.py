"""What is offered while somebody types: found by how words begin, however many there are, and signs between them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, Party
from sharing.models import Level, Question, Theme
from tests.factories import make_organisation, make_sector, make_theme

pytestmark = pytest.mark.django_db

MANY = 250  # more than are looked at


def offered(client, text: str) -> str:
    address = reverse("sharing:explore_suggestions")
    return client.get(address, {"q": text}, headers={"HX-Request": "true"}).content.decode()


def make_organisations(names) -> None:
    sector = make_sector("health")
    Organisation.objects.bulk_create(
        Organisation(name=name, party=Party.BUSINESS, home_sector=sector) for name in names
    )


def ask_newer(by, titles) -> None:
    """Questions, each newer than those that are there."""
    sector = make_sector("health")
    Question.objects.bulk_create(
        Question(title=title, text="For us.", asker=by, home_sector=sector, level=Level.GREEN)
        for title in titles
    )


@pytest.mark.parametrize(
    ("typed", "name", "like_it"),
    [
        ("utrecht", "Universiteit Utrecht", "Instituut voor zorg {}"),
        ("Universiteit Utrecht", "Universiteit Utrecht", "Instituut Universum {}"),
        ("in", "Inholland", "Het opleidingshuis {}"),
        ("cooper", "Unie van Coöperaties", "Een college voor opvang {}"),
        ("COÖPER", "Unie van Coöperaties", "Een college voor corporaties {}"),
        ("rivm", "Zorginstituut (RIVM)", "De rivier {}"),
        ("factor", "Multi-factor", "Een benefactor {}"),
    ],
)
def test_what_is_typed_is_offered_beside_hundreds_that_are_spelt_alike(
    client, cleo, typed, name, like_it
):
    client.force_login(cleo)
    ask_newer(cleo, [f"{name}?"])
    ask_newer(cleo, (like_it.format(number) + "?" for number in range(MANY)))
    make_organisations([name, *(like_it.format(number) for number in range(MANY))])
    html = offered(client, typed)
    assert f"{name}?" in html
    assert html.count(name) == 2


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("multi-factor", "Multi-factor"),
        ("multi", "Multi-factor"),
        ("multi-f", "Multi-factor"),
        ("factor", "Multi-factor"),
        ("multifactor", "Multi-factor"),
        ("e-health", "E-health"),
        ("rivm", "Zorginstituut (RIVM)"),
        ("(rivm", "Zorginstituut (RIVM)"),
        ("zorg/welzijn", "Zorg/welzijn"),
        ("école", "École"),
        ("ecole", "École"),
        ("één", "Één loket"),
        ("straße", "Straße"),
        ("foto's", "Foto’s delen"),
    ],
)
def test_a_theme_is_offered_by_its_words_whatever_stands_between_them(client, cleo, typed, name):
    client.force_login(cleo)
    make_theme("one")
    Theme.objects.update(name_en=name, name_nl=name)
    assert "theme=one" in offered(client, typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("multi-factor", "Multi-factor"),
        ("e-health", "E-health"),
        ("rivm", "Zorginstituut (RIVM)"),
        ("zorg/welzijn", "Zorg/welzijn"),
        ("école", "École"),
        ("één", "Één loket"),
        ("straße", "Straße"),
        ("foto's", "Foto’s delen"),
        ("100%", "Voor 100% open"),
    ],
)
def test_an_organisation_and_a_question_are_too(client, cleo, typed, name):
    client.force_login(cleo)
    make_organisation(name)
    ask_newer(cleo, [f"{name}?"])
    assert offered(client, typed).count(name) == 2


def test_a_synonym_with_a_hyphen_offers_its_theme(client, cleo):
    client.force_login(cleo)
    make_theme("digital-identity")
    Theme.objects.update(synonyms_en=["multi-factor"])
    for typed in ("multi", "multi-factor", "factor"):
        assert "theme=digital-identity" in offered(client, typed), typed


def test_what_stands_within_a_word_is_not_offered(client, cleo):
    client.force_login(cleo)
    make_organisation("Staalwerk")
    ask_newer(cleo, ["Staalwerk?"])
    assert "Staalwerk" not in offered(client, "aal")
    assert "Staalwerk" not in offered(client, "st_al")


def test_no_question_that_the_reader_may_not_see_is_offered(client, ada, cleo):
    ask_newer(ada, ["Utrecht, who knows?"])
    Question.objects.update(level=Level.AMBER)
    client.force_login(cleo)
    assert "Utrecht" not in offered(client, "utrecht")
    client.force_login(ada)
    assert "Utrecht" in offered(client, "utrecht")


def test_only_where_many_others_are_in_the_way_it_is_asked_once_more(client, cleo):
    client.force_login(cleo)
    make_organisations(f"Instituut {number}" for number in range(MANY))
    ask_newer(cleo, (f"Instituut {number}" for number in range(MANY)))
    for typed, times in (("inst", 1), ("instituut 7", 1), ("nowhere", 1), ("tuut", 2)):
        with CaptureQueriesContext(connection) as asked:
            offered(client, typed)
        for table in ("accounts_organisation", "sharing_question"):
            assert sum(f'FROM "{table}"' in one["sql"] for one in asked) == times, typed
