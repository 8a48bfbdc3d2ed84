"""What changes while a worker places stays due, and is placed as it is then."""

from __future__ import annotations

import sys

import pytest

from sharing.models import EntryVector, Similarity, VectorSpace
from sharing.recommendations import refresh
from tests.factories import make_theme
from tests.sharing.recommendations.problems import HOMES, PROBLEMS, an_entry

refreshing = sys.modules["sharing.recommendations.refresh"]  # the door has a function of that name


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


def changed_into_letters(entry):
    """Give it another problem: what it was near to is not near any more."""
    entry.add_revision(writer=entry.author, words=entry.current_revision.words | {
        "title": "Letters about debts", "summary": PROBLEMS["letters"], "problem": PROBLEMS["letters"],
    })  # fmt: skip
    entry.themes.set([make_theme("letters")])
    entry.refresh_from_db()


@pytest.mark.parametrize("when", ["settle", "neighbours"])  # before its place is kept, and after
def test_what_is_encoded_anew_while_another_worker_places_is_placed_by_its_new_wording(
    community, writer, monkeypatch, when
):
    refresh()
    encoder, entry = refreshing.current_encoder(), community["alarms", "health"]
    extra = an_entry(writer, "alarms", "health")
    step, done = getattr(refreshing.Field, when), []

    def meanwhile(*asked):
        if not done:
            done.append(changed_into_letters(entry))
            refreshing.fill(VectorSpace.objects.get(), encoder, "another")
        return step(*asked)

    EntryVector.objects.filter(entry=entry).update(is_placed=False)
    monkeypatch.setattr(refreshing.Field, when, meanwhile)
    refresh()
    vector = EntryVector.objects.get(entry=entry)
    assert (vector.revision, vector.is_placed) == (entry.current_revision, False)
    assert EntryVector.objects.get(entry=extra).is_placed  # nobody else waits for it
    assert refresh() == 1
    vector.refresh_from_db()
    assert vector.is_placed
    assert vector.settled
    near = set(vector.neighbours.values_list("other__entry", flat=True))
    assert {community["letters", home].pk for home in HOMES} <= near
    assert not {community["alarms", "water"].pk, extra.pk} & near


def test_what_was_made_stricter_while_another_worker_places_stays_unplaced(community, monkeypatch):
    refresh()
    entry, neighbours = community["alarms", "health"], refreshing.Field.neighbours
    EntryVector.objects.filter(entry=entry).update(is_placed=False)
    Similarity.objects.filter(vector__entry=entry).delete()

    def meanwhile(*asked):
        EntryVector.objects.filter(entry=entry).update(is_open=False)
        return neighbours(*asked)

    monkeypatch.setattr(refreshing.Field, "neighbours", meanwhile)
    refreshing.place(VectorSpace.objects.get(), "one")
    assert not EntryVector.objects.get(entry=entry).is_placed
    assert not Similarity.objects.filter(vector__entry=entry).exists()
