"""What search gives a reader: matches and suggestions of what they may see, no more."""

import pytest

from sharing.models import (
    Entry,
    Level,
    Openness,
    Status,
)
from sharing.search import (
    did_you_mean,
    facets,
    refresh,
    search,
    snippets,
    suggestions,
)
from tests.factories import make_sector, make_theme, put_into
from tests.sharing.search.asked import titles, write

pytestmark = pytest.mark.django_db


def test_findable_is_what_is_visible_and_shown_and_not_red(ada, ben, cleo, finn, gus, visitor):
    for level in Level:
        for status in Status:
            write(ada, "One", level=level, status=status, also=["water"])
    for user in (ada, ben, cleo, finn, gus, visitor):
        seen = Entry.objects.visible_to(user).shown().exclude(level=Level.RED)
        assert set(Entry.objects.findable_by(user)) == set(seen)


@pytest.mark.parametrize(
    ("level", "finders"),
    [
        (Level.CLEAR, {"ada", "cleo", "finn", "visitor"}),
        (Level.GREEN, {"ada", "cleo", "finn"}),
        (Level.AMBER, {"ada", "finn"}),
        (Level.STRICT, {"ada"}),
    ],
)
def test_only_those_who_may_read_find(ada, cleo, finn, visitor, level, finders):
    write(ada, "Silent pumps", level=level)
    refresh()
    cast = {"ada": ada, "cleo": cleo, "finn": finn, "visitor": visitor}
    assert {name for name, user in cast.items() if titles(user, "pumps")} == finders


def everything_a_reader_gets(user, openness):
    """Every figure that comes from the index, for some questions."""
    found = []
    for text in ("pump", "quiet pump ward", "pumpe", "quinoa", "quino", '"silent pump"', ""):
        rows = search(Entry.objects.visible_to(user), text, openness=openness)
        counted = facets(rows, {"kind": ["lesson"]})
        found.append(
            (
                list(rows.values_list("pk", "score")),
                counted.ids,
                {name: dict(count) for name, count in counted.counted().counts.items()},
                snippets(rows.select_related("current_revision", "indexed"), text),
                did_you_mean(text, openness=openness),
                suggestions(
                    Entry.objects.visible_to(user), text, sectors=(), themes=(), openness=openness
                ).entries,
            )
        )
    return found


@pytest.mark.parametrize("level", [Level.AMBER, Level.STRICT, Level.RED])
def test_a_hidden_entry_comes_changes_and_goes_without_a_trace(ada, cleo, visitor, level):
    write(ada, "Silent pumps at a ward", "Quiet pump.", level=Level.CLEAR)
    write(ada, "A pump in the grid", "Silent pump, loud pump.", level=Level.GREEN)
    readers = ((cleo, Openness.MEMBERS), (visitor, Openness.EVERYONE))
    refresh()
    before = [everything_a_reader_gets(*reader) for reader in readers]
    hidden = write(ada, "Silent pumps at a ward", "Quiet pump quinoa.", level=level)
    refresh()
    assert [everything_a_reader_gets(*reader) for reader in readers] == before
    hidden.add_revision(writer=ada, words=hidden.current_revision.words | {"title": "Pump quinoa"})
    refresh()
    assert [everything_a_reader_gets(*reader) for reader in readers] == before
    put_into(hidden, Status.IN_REVIEW)
    refresh()
    assert [everything_a_reader_gets(*reader) for reader in readers] == before


def test_a_green_entry_leaves_no_trace_for_visitors(ada, visitor):
    write(ada, "Silent pumps at a ward", "Quiet pump.", level=Level.CLEAR)
    write(ada, "A pump in the grid", "Silent pump.", level=Level.CLEAR)
    refresh()
    before = everything_a_reader_gets(visitor, Openness.EVERYONE)
    write(ada, "Silent pumps at a ward", "Quiet pump quinoa.", level=Level.GREEN)
    refresh()
    assert everything_a_reader_gets(visitor, Openness.EVERYONE) == before


def test_suggestions_are_of_what_the_reader_may_see(ada, cleo, visitor, hospital):
    write(ada, "Pumping water", level=Level.GREEN)
    write(ada, "Pumping secrets", level=Level.AMBER)
    theme, sector = make_theme("pump-houses"), make_sector("water")
    refresh()

    def offered(user, openness, text="pump"):
        return suggestions(
            Entry.objects.visible_to(user),
            text,
            sectors=[sector],
            themes=[theme],
            openness=openness,
        )

    mine = offered(cleo, Openness.MEMBERS)
    assert [entry.title for entry in mine.entries] == ["Pumping water"]
    assert mine.themes == (theme,)
    assert not offered(visitor, Openness.EVERYONE).entries
    assert offered(cleo, Openness.MEMBERS, "hosp").organisations == (hospital,)
    assert not offered(visitor, Openness.EVERYONE, "hosp")
    assert not offered(cleo, Openness.MEMBERS, "p")
