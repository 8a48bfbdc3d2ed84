"""Words between quotes: said by an entry, or by the name of a theme that it carries or of its organisation."""

import pytest

from sharing.models import Entry, Level, Openness
from sharing.search import refresh, search
from tests.factories import make_organisation, make_theme
from tests.sharing.search.asked import titles, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def carrying(ada):
    theme = make_theme("privacy-by-design")
    theme.name_en, theme.name_nl = "Privacy by design", "Digitale identiteit"
    theme.synonyms_en = ["data protection"]
    theme.save()
    elderveen = make_organisation("Gemeente Elderveen")
    for title in ("Milk at night", "Bread at noon"):
        write(ada, title, level=Level.CLEAR).themes.add(theme)
    Entry.objects.update(organisation=elderveen)
    write(ada, "Design of privacy", "A gemeente, not Elderveen: digitale of andere identiteit.")
    refresh()
    return theme


PHRASES = ['"privacy by design"', '"Digitale Identiteit"', '"gemeente elderveen"']


@pytest.mark.parametrize("text", [*PHRASES, " ".join(PHRASES), '"privacy by design" milk'])
def test_a_name_between_quotes_finds_what_carries_it(ada, carrying, text):
    assert set(titles(ada, text)) == {"Milk at night", "Bread at noon"}


@pytest.mark.parametrize(
    "text",
    ['"design by privacy"', '"by design digitale"', '"design gemeente"', '"data protection"'],
)
def test_a_phrase_is_no_part_of_two_names_and_means_nothing_else(ada, carrying, text):
    assert titles(ada, text) == []


def test_a_phrase_that_is_excluded_leaves_out_what_carries_it(ada, carrying):
    assert titles(ada, '-"privacy by design"') == ["Design of privacy"]
    assert titles(ada, 'gemeente -"gemeente elderveen"') == ["Design of privacy"]


def test_a_visitor_finds_names_between_quotes_too(visitor, carrying):
    found = titles(visitor, '"privacy by design"', openness=Openness.EVERYONE)
    assert set(found) == {"Milk at night", "Bread at noon"}


def test_an_entry_with_several_themes_is_found_once_by_each(ada, carrying):
    entry = write(ada, "Eggs at dawn")
    other = make_theme("false-alarms")
    entry.themes.set([carrying, other])
    refresh()
    for text in ('"privacy by design"', f'"{other.name_en}"'):
        assert titles(ada, text).count("Eggs at dawn") == 1


def test_names_are_checked_in_the_query_that_reads_the_words(
    ada, carrying, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        search(Entry.objects.visible_to(ada), '"privacy by design"')
