"""A word is found at every letter of it while it is typed, by what open entries say."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sharing.models import Entry, Level, Openness
from sharing.search import refresh, search
from tests.sharing.search.asked import titles, write

pytestmark = pytest.mark.django_db

WORDS = [
    ("municipality", "en"), ("information", "en"), ("applications", "en"), ("organisation", "en"),
    ("gemeente", "nl"), ("verantwoordelijkheden", "nl"), ("huizen", "nl"), ("systeem", "nl"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "language"), WORDS)
def test_no_letter_of_a_word_makes_it_vanish(ada, word, language):
    write(ada, "Told", f"About {word}.", language=language)
    refresh()
    gaps = [
        word[:end]
        for end in range(3, len(word) + 1)
        if titles(ada, word[:end], is_typing=True) != ["Told"]
    ]
    assert gaps == []


def test_a_half_typed_word_means_none_that_does_not_begin_so(ada):
    write(ada, "Municipal pumps")
    write(ada, "The municipality")
    write(ada, "Universal doors")
    refresh()
    assert titles(ada, "universit", is_typing=True) == []
    assert set(titles(ada, "municipalit", is_typing=True)) == {
        "Municipal pumps",
        "The municipality",
    }
    assert titles(ada, "municipalit") == []  # which is no word


@pytest.mark.parametrize(
    ("level", "openness"), [(Level.AMBER, Openness.MEMBERS), (Level.GREEN, Openness.EVERYONE)]
)
def test_what_is_half_typed_is_not_completed_by_words_of_hidden_entries(
    ada, cleo, visitor, level, openness
):
    reader = visitor if openness == Openness.EVERYONE else cleo
    write(ada, "Municipal pumps", level=Level.CLEAR)
    refresh()
    write(ada, "Hidden", "The municipality.", level=level)
    refresh()
    assert titles(reader, "municipalit", is_typing=True, openness=openness) == []


@pytest.mark.parametrize(("text", "looks"), [("silent pum", 1), ("silent municipalit", 2)])
def test_the_index_is_asked_for_words_twice_only_past_the_stem(ada, text, looks):
    write(ada, "Silent pumps of a municipality")
    refresh()
    with CaptureQueriesContext(connection) as asked:
        assert search(Entry.objects.visible_to(ada), text, is_typing=True).exists()
    assert sum('FROM "sharing_term"' in query["sql"] for query in asked) == looks
