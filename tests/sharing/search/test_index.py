"""The index follows the entries, and forgets what is no longer to be found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sharing.models import (
    Entry,
    IndexedEntry,
    Level,
    Posting,
    SearchStatistics,
    Spelling,
    Status,
    Term,
)
from sharing.search import index, refresh, stale_entries
from tests.factories import make_theme, put_into
from tests.sharing.search.asked import titles, write

pytestmark = pytest.mark.django_db


def test_the_index_follows_an_entry(ada):
    entry = write(ada, "Silent pumps")
    assert refresh() == 1
    assert titles(ada, "pump") == ["Silent pumps"]
    entry.add_revision(writer=ada, words=entry.current_revision.words | {"title": "Loud doors"})
    assert titles(ada, "pump") == []  # not the current wording: nothing, until it is indexed again
    refresh()
    assert titles(ada, "pump") == []
    assert titles(ada, "loud") == ["Loud doors"]


def test_indexing_twice_changes_nothing(ada):
    write(ada, "Silent pumps", level=Level.CLEAR)
    write(ada, "Secret pumps", level=Level.AMBER)
    refresh()

    def state():
        return (
            list(Posting.objects.order_by("pk").values_list()),
            list(Term.objects.order_by("text").values_list("text", "open_count", "clear_count")),
            list(Spelling.objects.order_by("text").values_list("text", "open_count")),
            list(SearchStatistics.objects.values_list()),
        )

    before = state()
    assert refresh() == 0
    assert state() == before
    IndexedEntry.objects.update(version=0)
    assert refresh() == 2
    assert state() == before


def test_a_pulled_back_entry_leaves_no_count(ada):
    write(ada, "Silent pumps", level=Level.CLEAR)
    refresh()
    term = Term.objects.get(text="pump")
    assert (term.open_count, term.clear_count) == (1, 1)
    entry = Entry.objects.get()
    put_into(entry, Status.IN_REVIEW)
    assert titles(ada, "pumps") == []
    refresh()
    term.refresh_from_db()
    assert (term.open_count, term.clear_count) == (0, 0)
    assert not Posting.objects.exists()
    assert not IndexedEntry.objects.exists()
    assert not Spelling.objects.filter(open_count__gt=0).exists()
    assert SearchStatistics.objects.values_list().get() == (1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("level", "status", "counts"),
    [
        (Level.CLEAR, Status.PUBLISHED, (1, 1)),
        (Level.GREEN, Status.PUBLISHED, (1, 0)),
        (Level.AMBER, Status.PUBLISHED, (0, 0)),
        (Level.STRICT, Status.PUBLISHED, (0, 0)),
        (Level.CLEAR, Status.ARCHIVED, (0, 0)),
    ],
)
def test_statistics_are_of_open_entries(ada, level, status, counts):
    write(ada, "Silent pumps", level=level, status=status)
    refresh()
    term = Term.objects.get(text="pump")
    assert (term.open_count, term.clear_count) == counts
    statistics = SearchStatistics.objects.get()
    assert (statistics.open_entries, statistics.clear_entries) == counts


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_what_is_not_published_is_not_indexed(ada, status):
    write(ada, "Silent pumps", status=status)
    assert refresh() == 0
    assert titles(ada, "pumps") == []


def test_red_is_in_no_table_and_no_result(ada):
    write(ada, "Silent pumps", level=Level.RED)
    assert refresh() == 0
    assert titles(ada, "pumps") == []
    assert titles(ada, "") == []
    assert not Term.objects.exists()


def test_an_entry_that_becomes_red_is_forgotten(ada):
    entry = write(ada, "Silent pumps")
    refresh()
    Entry.objects.filter(pk=entry.pk).update(level=Level.RED)
    assert titles(ada, "pumps") == []
    refresh()
    assert not Posting.objects.exists()


def test_a_level_or_language_that_changes_makes_an_entry_stale(ada):
    entry = write(ada, "Silent pumps")
    refresh()
    assert not stale_entries()
    Entry.objects.filter(pk=entry.pk).update(level=Level.CLEAR)
    assert list(stale_entries()) == [entry]
    refresh()
    Entry.objects.filter(pk=entry.pk).update(language="nl")
    assert list(stale_entries()) == [entry]


def test_an_entry_is_found_by_what_its_organisation_and_themes_are_called_now(ada, hospital):
    care = make_theme("night-care")
    write(ada, "Silent pumps").themes.add(care)
    write(ada, "Loud doors")
    refresh()
    hospital.name = "Zuiderzee Clinic"
    hospital.save()
    assert refresh() == 2
    assert len(titles(ada, "zuiderzee")) == 2
    assert titles(ada, "hospital") == []
    for column, name in (("name_en", "Evening shift"), ("name_nl", "Avonddienst")):
        setattr(care, column, name)
        care.save()
        assert refresh() == 1
        assert titles(ada, name) == ["Silent pumps"]
    assert titles(ada, "night") == []
    assert refresh() == 0


def test_a_new_name_of_what_no_entry_has_makes_none_stale(ada, grid):
    write(ada, "Silent pumps")
    refresh()
    grid.name = "Another grid operator"
    grid.save()
    make_theme("never-used")
    assert refresh() == 0


def test_a_name_that_changes_while_an_entry_is_indexed_is_indexed_the_next_time(
    ada, hospital, monkeypatch
):
    write(ada, "Silent pumps")
    made = index._indexable

    def renamed_meanwhile(entry):
        found = made(entry)
        type(hospital).objects.filter(pk=hospital.pk).update(name="Zuiderzee Clinic")
        return found

    monkeypatch.setattr(index, "_indexable", renamed_meanwhile)
    refresh()
    assert titles(ada, "hospital") == []
    monkeypatch.undo()
    assert refresh() == 1
    assert titles(ada, "zuiderzee") == ["Silent pumps"]


def test_where_nothing_is_due_more_entries_ask_no_more(ada, django_assert_num_queries):
    write(ada, "Silent pumps")
    refresh()
    with CaptureQueriesContext(connection) as few:
        assert refresh() == 0
    for number in range(5):
        write(ada, f"Loud doors {number}")
    refresh()
    with django_assert_num_queries(len(few)):
        assert refresh() == 0
