"""Likeness against the judgement of people, on the demonstration entries and the real encoder."""

from __future__ import annotations

import numpy as np
import pytest
from django.conf import settings

from sharing.recommendations.encoder import SentenceEncoder, encoder_named
from sharing.recommendations.reasons import WITH_A_THEME
from sharing.recommendations.scoring import Batch, Likeness
from sharing.recommendations.vectors import Basis, Text, WordStatistics
from sharing.transfer.demo import read_entry

from .judged_pairs import ANOTHER_PROBLEM, SAME_PROBLEM

SHOWN = 5


class Judged:
    """The demonstration entries as the maths knows them, and the score of every pair."""

    def __init__(self) -> None:
        entries = [
            read_entry(file) for file in sorted((settings.BASE_DIR / "demo/entries").glob("*.md"))
        ]
        texts = [
            Text(
                e["title"],
                " ".join(
                    [e["summary"], *(e["sections"][n] for n in ("problem", "approach", "lesson"))]
                ),
                e["language"],
            )
            for e in entries
        ]
        encoder = encoder_named(SentenceEncoder.name)
        accents = [text.accent for text in texts]
        raw = encoder.encode([text.whole for text in texts])
        words = WordStatistics.fit(texts)
        self.place = {e["key"]: i for i, e in enumerate(entries)}
        self.sectors = np.array([e["home"] for e in entries])
        batch = Batch(
            np.arange(len(entries)),
            np.array([text.language for text in texts]),
            self.sectors,
            [frozenset(e["themes"]) for e in entries],
            Basis.fit(raw, accents, entries=len(entries)).compress(raw, accents),
            words.likeness(words.place(texts), accents),
        )
        likeness = Likeness.fit(batch, {code: words.trust(code) for code in words.counts})
        calm = likeness.settle(batch, batch)
        self.scores = likeness.scores(calm, batch, calm, batch)
        self.of_texts = self.scores - likeness.from_themes(batch.themes, batch.themes)
        self.floor = likeness.floor

    def of(self, pair) -> float:
        one, other = pair
        return float(self.scores[self.place[one], self.place[other]])

    def is_shown(self, pair) -> bool:
        """Whether either stands among the other's five of other sectors."""
        return self._is_beside(*pair) or self._is_beside(*reversed(pair))

    def is_told(self, pair) -> bool:
        """Whether a reader is shown it, with a theme of both in its reason."""
        one, other = (self.place[key] for key in pair)
        is_near = max(self.of_texts[one, other], self.of_texts[other, one]) >= WITH_A_THEME
        return self.is_shown(pair) and self.of(pair) >= self.floor and bool(is_near)

    def _is_beside(self, one, other) -> bool:
        row = self.scores[self.place[one]].copy()
        row[self.sectors == self.sectors[self.place[one]]] = -np.inf
        return self.place[other] in np.argsort(-row)[:SHOWN]


@pytest.fixture(scope="module")
def judged():
    return Judged()


def test_there_are_sixty_pairs_of_entries_that_exist(judged):
    pairs = {tuple(sorted(pair)) for pair in [*SAME_PROBLEM, *ANOTHER_PROBLEM]}
    assert len(pairs) == 60
    assert {key for pair in pairs for key in pair} <= judged.place.keys()


def test_nine_in_ten_of_the_same_problem_stand_beside_each_other(judged):
    missed = [pair for pair in SAME_PROBLEM if not judged.is_shown(pair)]
    assert len(missed) <= len(SAME_PROBLEM) // 10, missed


def test_of_another_problem_hardly_anything_is_told_and_of_the_same_nearly_half(judged):
    """A theme of both is not enough: what it alone brings near tells another problem more often than the same."""
    told = [pair for pair in SAME_PROBLEM if judged.is_told(pair)]
    assert len(told) >= 0.45 * len(SAME_PROBLEM)
    assert len([pair for pair in ANOTHER_PROBLEM if judged.is_told(pair)]) <= 1


def test_the_same_problem_scores_above_another_problem(judged):
    """The chance that a pair of the first kind scores above one of the second (AUC)."""
    same = np.array([judged.of(pair) for pair in SAME_PROBLEM])
    other = np.array([judged.of(pair) for pair in ANOTHER_PROBLEM])
    assert (same[:, None] > other[None, :]).mean() >= 0.88


def test_the_floor_keeps_the_same_problem_and_drops_most_others_even_of_one_theme(judged):
    kept = np.mean([judged.of(pair) >= judged.floor for pair in SAME_PROBLEM])
    junk = np.mean([judged.of(pair) >= judged.floor for pair in ANOTHER_PROBLEM])
    assert kept >= 0.85
    assert junk <= 0.4
