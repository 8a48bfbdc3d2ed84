"""What looks like a text while it is written."""

from __future__ import annotations

import pytest

from sharing.knowing import similar_while_writing
from sharing.models import Entry, Level
from tests.sharing.recommendations.problems import PROBLEMS


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


def test_what_looks_like_a_text_is_found_while_it_is_written(community, ada):
    found = similar_while_writing(PROBLEMS["alarms"] + " We ask who acts on them.", "en", ada)
    assert {s.entry.themes.get().slug for s in found[:4]} == {"alarms"}


def test_a_near_copy_is_said_to_be_one_and_stands_first(community, ada):
    entry = community["sensors", "water"]
    revision = entry.current_revision
    parts = (revision.title, revision.summary, revision.problem, revision.approach, revision.lesson)
    first, *rest = similar_while_writing(" ".join(parts), "en", ada)
    assert first.is_near_copy
    assert first.entry.themes.get().slug == "sensors"
    far = [s for s in rest if s.entry.themes.get().slug == "letters"]
    assert not any(s.is_near_copy for s in far)


def test_a_few_words_look_like_nothing_and_one_s_own_entry_is_left_out(community, ada):
    assert similar_while_writing("Alarms", "en", ada) == []
    own = community["alarms", "health"]
    found = similar_while_writing(PROBLEMS["alarms"], "en", ada, own=own, limit=9)
    assert own.pk not in {s.entry.pk for s in found}


def test_a_hidden_entry_does_not_look_like_anything(community, ada):
    Entry.objects.filter(pk=community["alarms", "water"].pk).update(level=Level.RED)
    found = similar_while_writing(PROBLEMS["alarms"], "en", ada, limit=15)
    assert community["alarms", "water"].pk not in {s.entry.pk for s in found}
