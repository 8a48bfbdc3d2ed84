"""Vectors and neighbours in the database: what is due is found by state, and hidden things stay so."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sharing import recommendations
from sharing.models import Entry, EntryVector, Level, Similarity, Status, VectorSpace
from tests.factories import make_entry, make_sector, make_theme, put_into

refreshing = sys.modules["sharing.recommendations.refresh"]  # the door has a function of that name

PROBLEMS = {
    "alarms": "Nurses and operators hear too many false alarms and stop answering any of them.",
    "identity": "Citizens prove who they are again and again with a copy of their passport.",
    "sensors": "A pump breaks without warning though a vibration sensor could have told.",
    "letters": "People do not understand the letters that we send about their debts.",
    "rosters": "Staff find the rosters of the night shift late and call in sick at peaks.",
    "outage": "Nobody practised what to do when the power and the network fail at once.",
}
HOMES = ("health", "energy", "water", "mobility")


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


@pytest.fixture
def community(ada):
    """24 open entries: six problems in four sectors, each problem with a theme of its own."""
    entries = []
    for slug, problem in PROBLEMS.items():
        for home in HOMES:
            entries.append(an_entry(ada, slug, home, problem=problem))
    return entries


def an_entry(author, slug, home="health", *, problem="", **fields):
    entry = make_entry(
        author,
        home="health",
        words={
            "title": f"What {home} learned about {slug}",
            "summary": problem or PROBLEMS[slug],
            "problem": problem or PROBLEMS[slug],
        },
        **fields,
    )
    Entry.objects.filter(pk=entry.pk).update(home_sector=make_sector(home))
    entry.themes.set([make_theme(slug)])
    entry.refresh_from_db()
    return entry


def lists():
    """Who is near whom among the open entries, with scores."""
    rows = Similarity.objects.filter(
        vector__space__is_current=True, vector__is_open=True, is_open=True
    )
    return sorted(rows.values_list("vector__entry", "other__entry", "score"))


def test_every_published_entry_gets_a_vector_and_neighbours(community):
    assert recommendations.refresh() == 2 * len(community)
    space = VectorSpace.objects.get()
    assert space.is_current
    assert space.open_entries == len(community)
    assert EntryVector.objects.filter(is_placed=True).count() == len(community)
    near = {other for one, other, _score in lists() if one == community[0].pk}
    assert {community[1].pk, community[2].pk, community[3].pk} <= near


def test_a_second_time_there_is_nothing_to_do(community, django_assert_max_num_queries):
    recommendations.refresh()
    with django_assert_max_num_queries(12):
        assert recommendations.refresh() == 0


def test_a_full_rebuild_of_the_same_gives_the_same(community):
    recommendations.refresh()
    before = lists()
    recommendations.refresh(full=True)
    assert lists() == before
    assert VectorSpace.objects.count() == 1


def test_a_changed_wording_is_encoded_again_and_its_neighbours_are_told(community, ada):
    recommendations.refresh()
    entry = community[0]
    entry.add_revision(writer=ada, words=entry.current_revision.words | {
        "title": "Letters about debts", "summary": PROBLEMS["letters"], "problem": PROBLEMS["letters"],
    })  # fmt: skip
    entry.themes.set([make_theme("letters")])
    entry.refresh_from_db()
    assert recommendations.refresh() == 2
    letters = {e.pk for e in community[12:16]}
    assert letters <= {other for one, other, _s in lists() if one == entry.pk}
    assert entry.pk in {other for one, other, _s in lists() if one == community[12].pk}
    assert entry.pk not in {other for one, other, _s in lists() if one == community[1].pk}


@pytest.mark.parametrize("change", ["archived", "draft", "red"])
def test_what_is_taken_back_is_in_no_vector_and_no_list(community, change):
    recommendations.refresh()
    entry = community[0]
    if change == "red":
        Entry.objects.filter(pk=entry.pk).update(level=Level.RED)
    else:
        put_into(entry, Status(change))
    recommendations.refresh()
    assert not EntryVector.objects.filter(entry=entry).exists()
    assert entry.pk not in {pk for one, other, _s in lists() for pk in (one, other)}


def test_an_entry_made_stricter_moves_to_the_restricted_lists(community):
    recommendations.refresh()
    entry = community[0]
    Entry.objects.filter(pk=entry.pk).update(level=Level.AMBER)
    recommendations.refresh()
    assert not EntryVector.objects.get(entry=entry).is_open
    assert entry.pk not in {other for _one, other, _s in lists()}


@pytest.mark.parametrize("level", [Level.AMBER, Level.STRICT, Level.RED])
def test_nothing_that_others_get_changes_when_a_hidden_twin_comes_changes_and_goes(
    community, ada, level
):
    def stored():
        space = VectorSpace.objects.get(is_current=True)
        vectors = EntryVector.objects.filter(is_open=True).order_by("entry")
        return (
            lists(),
            bytes(space.basis),
            bytes(space.words),
            space.likeness,
            [(v.entry_id, bytes(v.settled), v.keywords, v.has_more) for v in vectors],
        )

    recommendations.refresh(full=True)
    before = stored()
    twin = an_entry(ada, "alarms", level=level, problem=PROBLEMS["alarms"] + " Zyzzyva.")
    for full in (False, True):
        recommendations.refresh(full=full)
        assert stored() == before
    twin.add_revision(writer=ada, words=twin.current_revision.words | {"problem": "Quokkas."})
    for full in (False, True):
        recommendations.refresh(full=full)
        assert stored() == before
    put_into(twin, Status.ARCHIVED)
    recommendations.refresh(full=True)
    assert stored() == before


def test_a_restricted_detail_is_never_read(community):
    with CaptureQueriesContext(connection) as queries:
        recommendations.refresh(full=True)
    assert not [q for q in queries if "detail" in q["sql"]]


def test_another_encoder_never_empties_the_page(community, settings):
    recommendations.refresh()
    settings.SENTENCE_ENCODER = "use-multilingual-3"
    seen = []

    def look(what, done, due):
        seen.append(Similarity.objects.filter(vector__space__is_current=True).exists())

    recommendations.refresh(progress=look)
    assert all(seen)
    assert seen
    space = VectorSpace.objects.get()
    assert space.encoder == "use-multilingual-3"
    assert lists()


def test_a_worker_that_is_killed_leaves_a_share_that_another_takes_over(community, monkeypatch):
    def dies(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(refreshing, "_fill_share", dies)
    with pytest.raises(KeyboardInterrupt):
        recommendations.refresh()
    monkeypatch.undo()
    assert EntryVector.objects.exclude(leased_by="").exists()
    assert not VectorSpace.objects.filter(is_current=True).exists()
    EntryVector.objects.update(leased_until=timezone.now() - timedelta(minutes=1))
    recommendations.refresh()
    assert VectorSpace.objects.get().is_current
    assert EntryVector.objects.filter(is_placed=True).count() == len(community)


def test_a_share_that_another_worker_holds_is_left_to_it(community):
    space = refreshing._space_to_fill(refreshing.current_encoder(), full=False)
    refreshing.fill(space, refreshing.current_encoder(), "one")
    assert VectorSpace.objects.claim("one", [space.pk]) == 1
    assert VectorSpace.objects.claim("two", [space.pk]) == 0
    assert refreshing.place(space, "two") == 0
    VectorSpace.objects.release("one")
    assert refreshing.place(space, "two") == len(community)


def test_a_space_that_is_not_all_filled_does_not_serve(community):
    encoder = refreshing.current_encoder()
    space = refreshing._space_to_fill(encoder, full=False)
    refreshing.fill(space, encoder, "one")
    EntryVector.objects.filter(entry=community[0]).update(
        revision=None, leased_by="other", leased_until=timezone.now() + timedelta(minutes=5)
    )
    recommendations.refresh()
    assert not VectorSpace.objects.get().is_current


def test_statistics_are_made_anew_when_there_are_half_as_many_entries_again(community, ada):
    recommendations.refresh()
    first = VectorSpace.objects.get()
    for i in range(20):
        an_entry(ada, "outage", problem=f"{PROBLEMS['outage']} {i}")
    recommendations.refresh()
    assert VectorSpace.objects.get().pk != first.pk
    assert VectorSpace.objects.get().open_entries == 44


def test_an_empty_community_is_no_error(db):
    assert recommendations.refresh() == 0
    assert recommendations.refresh(full=True) == 0


def test_one_entry_alone_is_near_nobody(ada):
    an_entry(ada, "alarms")
    recommendations.refresh()
    assert lists() == []


def test_the_command_says_what_it_does(community, capsys):
    call_command("refresh_recommendations", full=True)
    assert "Suggestions are up to date" in capsys.readouterr().out


def test_the_command_does_not_say_up_to_date_while_a_killed_worker_holds_some(community, capsys):
    space = refreshing._space_to_fill(refreshing.current_encoder(), full=False)
    refreshing.fill(space, refreshing.current_encoder(), "one")
    EntryVector.objects.filter(entry=community[0]).update(
        revision=None, leased_by="killed", leased_until=timezone.now() + timedelta(minutes=5)
    )
    call_command("refresh_recommendations")
    out = capsys.readouterr().out
    assert "Suggestions are up to date" not in out
    assert "wait for another worker" in out
