"""Which words of a text say what it is about: those whose own vector points where the text's does. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from .encoder import Encoder, encoder_named
from .vectors import Basis, unit
from .words import GENERIC, Keyword, candidates

# The 95th percentile of words that say nothing, over the demonstration entries.
ABOUT = 0.1
KEPT = 24


@lru_cache(maxsize=2)
def _nothing(name: str) -> np.ndarray:
    """Where words point that say nothing: the middle to measure others from."""
    return encoder_named(name).encode(sorted(GENERIC)).mean(axis=0)


def keywords_of(
    texts: Sequence[tuple[list[tuple[str, float]], str]],
    meanings: np.ndarray,
    encoder: Encoder,
    basis: Basis,
    rarity: dict[str, float],
) -> list[list[Keyword]]:
    """Of each text, (parts with weights, language), the words that it is about, heaviest first.

    `meanings` (n, d) are the texts' own vectors under `basis`.
    """
    found = [candidates(parts, language, rarity) for parts, language in texts]
    surfaces = sorted({word.surface for words in found for word in words})
    if not surfaces:
        return found
    raw = encoder.encode(surfaces) - _nothing(encoder.name)
    pointing = dict(zip(surfaces, unit(raw @ basis.axes), strict=True))
    return [
        _kept(words, [float(pointing[word.surface] @ meaning) for word in words])
        for words, meaning in zip(found, meanings, strict=True)
    ]


def _kept(words: list[Keyword], aboutness: list[float]) -> list[Keyword]:
    about = [
        Keyword(word.stem, word.surface, round(word.weight * value, 3))
        for word, value in zip(words, aboutness, strict=True)
        if value > ABOUT
    ]
    return sorted(about, key=lambda word: (-word.weight, word.stem))[:KEPT]
