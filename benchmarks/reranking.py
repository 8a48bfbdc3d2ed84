"""Ways to rank that were tried, measured beside what the site does (docs/discovery.md). Pure."""

from __future__ import annotations

import numpy as np


def standardised(values: np.ndarray) -> np.ndarray:
    """Each row at mean 0 and deviation 1."""
    spread = values.std(axis=-1, keepdims=True)
    return (values - values.mean(axis=-1, keepdims=True)) / np.where(spread > 1e-9, spread, 1)


WORDS_IN_SEARCH = 2.0
MEANING_IN_SEARCH = 0.3


def reranked(bm25: np.ndarray, words: np.ndarray, meaning: np.ndarray) -> np.ndarray:
    """Scores of a question's candidates, from their BM25 and their nearness by words and meaning."""
    return (
        standardised(bm25)
        + WORDS_IN_SEARCH * standardised(words)
        + MEANING_IN_SEARCH * standardised(meaning)
    )


GRAMS_IN_CLOSENESS = 0.5


def closeness(meaning: np.ndarray, grams: np.ndarray) -> np.ndarray:
    """How much two texts say the same, from the cosines of their meanings and of their letters."""
    return meaning + GRAMS_IN_CLOSENESS * grams
