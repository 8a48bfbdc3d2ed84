"""What is new is told to those that it is near to, however much of it there is at once."""

from __future__ import annotations

import sys

import pytest

from sharing.models import Entry, EntryVector, Level, Similarity, VectorSpace
from sharing.recommendations import refresh
from tests.factories import make_theme
from tests.sharing.recommendations.problems import HOMES, PROBLEMS, an_entry

refreshing = sys.modules["sharing.recommendations.refresh"]  # the door has a function of that name


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


@pytest.fixture
def _small_shares(monkeypatch):
    """Three entries a commit, so that a dozen is more than one of them holds, and than a tenth."""
    monkeypatch.setattr(refreshing, "SHARE", 3)


def a_dozen(writer, **fields):
    return [an_entry(writer, p, h, **fields) for p in list(PROBLEMS)[:3] for h in HOMES]


def lists(*, of_open=True):
    """Who is near whom, with scores: in the open lists of open entries, or in all."""
    rows = Similarity.objects.current()
    if of_open:
        rows = rows.filter(vector__is_open=True, is_open=True)
    return sorted(rows.values_list("vector__entry", "other__entry", "score"))


def pairs(**which):
    return {(one, other) for one, other, _score in lists(**which)}


def stored():
    """All that others get of the open entries."""
    vectors = EntryVector.objects.filter(is_open=True).order_by("entry")
    return (
        VectorSpace.objects.get().likeness,
        lists(),
        [(v.entry_id, bytes(v.settled), v.keywords, v.has_more) for v in vectors],
    )


@pytest.mark.usefixtures("_small_shares")
@pytest.mark.parametrize("level", [Level.CLEAR, Level.AMBER])
def test_the_lists_of_older_entries_hold_what_many_new_ones_are_near_to(community, writer, level):
    older = {entry.pk for entry in community.values()}
    new = {entry.pk for entry in a_dozen(writer, level=level)}
    space = VectorSpace.objects.get()
    refresh()
    assert VectorSpace.objects.get() == space  # it was no rebuild that told them
    found = pairs(of_open=False)
    near = {(one, other) for one, other in found if one in new and other in older}
    assert len(near) >= 4 * len(new)
    assert {(other, one) for one, other in near} <= found


@pytest.mark.usefixtures("_small_shares")
def test_many_new_ones_are_told_of_each_other_over_the_borders_of_shares(community, writer):
    new = {entry.pk for entry in a_dozen(writer)}
    refresh()
    among = {pair for pair in pairs() if set(pair) <= new}
    assert among
    assert among == {(other, one) for one, other in among}


@pytest.mark.usefixtures("_small_shares")
def test_a_patch_that_is_killed_is_taken_up_and_comes_to_the_same(community, writer, monkeypatch):
    a_dozen(writer)
    replace, done = refreshing.replace, []

    def dies_at_the_third(*asked, **how):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(replace(*asked, **how))

    monkeypatch.setattr(refreshing, "replace", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        refresh()
    monkeypatch.setattr(refreshing, "replace", replace)
    assert EntryVector.objects.filter(is_placed=False).exists()
    refresh()
    resumed = lists()
    EntryVector.objects.filter(entry__gt=max(e.pk for e in community.values())).delete()
    refresh()
    assert lists() == resumed
    assert refresh() == 0


@pytest.mark.usefixtures("_small_shares")
def test_many_hidden_ones_change_nothing_of_an_open_entry_saved_with_them(community, writer):
    """Not even in the last bit: what is encoded together is rounded together."""
    alone = an_entry(writer, "alarms", "water")
    refresh()
    expected = stored()
    assert alone.pk in {other for one, other in pairs() if one != alone.pk}
    EntryVector.objects.filter(entry=alone).delete()
    a_dozen(writer, level=Level.AMBER)
    refresh()
    assert stored() == expected


def test_an_older_list_keeps_an_entry_that_is_encoded_anew_as_long_as_it_is_near(
    community, writer, monkeypatch
):
    """Also where the entry has so many nearer ones that its own list does not hold the owner of the other."""
    entry, holder = community["alarms", "health"], community["alarms", "water"]
    held = Similarity.objects.filter(vector__entry=holder, other__entry=entry)
    before = held.get().score
    neighbours = refreshing.Field.neighbours

    def the_nearest_alone(*asked):
        found, full = neighbours(*asked)
        return {key: near[:1] for key, near in found.items()}, full

    monkeypatch.setattr(refreshing.Field, "neighbours", the_nearest_alone)
    entry.add_revision(
        writer=writer,
        words=entry.current_revision.words | {"problem": f"{PROBLEMS['alarms']} At night as well."},
    )
    entry.refresh_from_db()
    nearer = an_entry(writer, "alarms", "energy")
    nearer.add_revision(writer=writer, words=entry.current_revision.words)
    nearer.refresh_from_db()
    refresh()
    own = Similarity.objects.filter(vector__entry=entry)
    assert list(own.values_list("other__entry", flat=True)) == [nearer.pk]
    assert held.get().score != before


def test_an_older_list_lets_an_entry_go_that_is_about_something_else_now(community, writer):
    entry, holder = community["alarms", "health"], community["alarms", "water"]
    words = dict.fromkeys(("title", "summary", "problem"), PROBLEMS["letters"])
    entry.add_revision(writer=writer, words=entry.current_revision.words | words)
    entry.themes.set([make_theme("letters")])
    entry.refresh_from_db()
    refresh()
    assert (holder.pk, entry.pk) not in pairs()
    assert (community["letters", "water"].pk, entry.pk) in pairs()


@pytest.mark.parametrize("level", [Level.CLEAR, Level.AMBER])
def test_a_list_that_is_told_of_more_than_it_holds_keeps_the_nearest(
    community, writer, monkeypatch, level
):
    monkeypatch.setattr("sharing.recommendations.field.NEIGHBOURS", 2)
    refresh(full=True)
    nearer = [an_entry(writer, "alarms", home, level=level) for home in HOMES]
    refresh()
    for is_open in (True, False):
        told = Similarity.objects.filter(is_open=is_open)
        sizes = [told.filter(vector=vector).count() for vector in EntryVector.objects.all()]
        assert max(sizes) == 2 if is_open or level != Level.CLEAR else max(sizes) == 0
    is_open = level == Level.CLEAR
    rows = Similarity.objects.filter(vector__entry=community["alarms", "health"], is_open=is_open)
    best = set(rows.values_list("other__entry", flat=True))
    assert best & {entry.pk for entry in nearer}


def test_a_list_that_is_cut_keeps_its_places_for_other_sectors(community, writer, monkeypatch):
    monkeypatch.setattr("sharing.recommendations.field.NEIGHBOURS", 5)
    refresh(full=True)
    entry = community["alarms", "health"]
    for _number in range(8):
        an_entry(writer, "alarms", "health")
    refresh()
    rows = Similarity.objects.filter(vector__entry=entry)
    assert rows.count() == 5
    elsewhere = Entry.objects.filter(vectors__neighbour_of__in=rows).exclude(
        home_sector=entry.home_sector_id
    )
    assert elsewhere.count() >= 3
    assert EntryVector.objects.get(entry=entry).has_more
