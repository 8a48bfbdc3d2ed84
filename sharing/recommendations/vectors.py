"""Vectors of entries: by meaning (an encoder's, compressed) and by words (LSA). Pure.

All statistics are fitted on open entries. Others are placed by them and never change them.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .sparse import Rows, right_vectors
from .words import terms

MEANING = 128  # dimensions kept of an encoder's vector
WORDS = 128  # dimensions of latent semantic analysis; likeness reads the first LIKENESS_WORDS
LIKENESS_WORDS = 64
MOST_TERMS = 30_000
HALF_TRUST = 150  # open entries of a language at which its word statistics count for half
ACCENT_OF_ITS_OWN = 12  # vectors from which a way of telling has a mean of its own
BASIS_SAMPLE = 4_000


@dataclass(frozen=True)
class Text:
    """What the maths reads of an entry."""

    title: str
    body: str
    language: str
    source: str = ""  # where it was imported from; "" when written here

    @property
    def accent(self) -> str:
        """The way it is told: its language and where it comes from."""
        return f"{self.language}-{self.source or 'here'}"

    @property
    def whole(self) -> str:
        return f"{self.title}. {self.body}"

    @cached_property
    def terms(self) -> Counter[str]:
        return terms(self.title, self.body, self.language)


def unit(rows: np.ndarray) -> np.ndarray:
    """Each row at length 1; a row of zeros stays so."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.divide(rows, length, out=np.zeros_like(rows), where=length > 1e-9)


def packed(vector: np.ndarray) -> bytes:
    """As stored: two bytes a dimension."""
    return vector.astype("<f2").tobytes()


def unpacked(rows: Sequence[bytes], width: int = 0) -> np.ndarray:
    """Stored vectors as (n, dim) float32; of no rows (0, width)."""
    if not rows:
        return np.zeros((0, width), np.float32)
    flat = np.frombuffer(b"".join(bytes(row) for row in rows), "<f2")
    return flat.reshape(len(rows), -1).astype(np.float32)


def means_of(rows: np.ndarray, accents: Sequence[str]) -> dict[str, np.ndarray]:
    """The mean of all under "", of each language, and of each accent that has enough of its own."""
    means = {"": rows.mean(axis=0) if len(rows) else np.zeros(rows.shape[1], np.float32)}
    groups: dict[str, list[int]] = {}
    for i, accent in enumerate(accents):
        for name in {accent, accent[:2]}:
            groups.setdefault(name, []).append(i)
    for name, members in sorted(groups.items()):
        if len(members) >= ACCENT_OF_ITS_OWN:
            means[name] = rows[members].mean(axis=0)
    return means


def centred(rows: np.ndarray, accents: Sequence[str], means: dict[str, np.ndarray]) -> np.ndarray:
    """Rows without their accent: else two texts seem near for being told in the same way."""
    if not len(rows):
        return rows  # nothing to stack
    known = [means.get(a, means.get(a[:2], means[""])) for a in accents]
    return rows - np.stack(known)


@dataclass(frozen=True)
class Basis:
    """How an encoder's vectors are compressed: centred by accent, turned, cut, length 1."""

    means: dict[str, np.ndarray]
    axes: np.ndarray  # (dim, MEANING)
    fitted_on: int = 0

    @classmethod
    def fit(
        cls,
        rows: np.ndarray,
        accents: Sequence[str],
        *,
        entries: int,
        parts: np.ndarray | None = None,
    ) -> Basis:
        """From vectors (n, dim) of open entries; of `parts` of them too, where they are few."""
        means = means_of(rows, accents)
        middle = centred(rows, accents, means)
        if parts is not None and len(parts):
            middle = np.vstack([middle, parts - parts.mean(axis=0)])
        spread = middle.T.astype(np.float64) @ middle + 1e-6 * np.eye(rows.shape[1])
        axes = np.linalg.eigh(spread)[1][:, ::-1][:, :MEANING]
        signs = np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
        return cls(means, (axes * signs).astype(np.float32), entries)

    def compress(self, rows: np.ndarray, accents: Sequence[str]) -> np.ndarray:
        """(n, dim) → (n, MEANING), as precise as it is stored."""
        turned = unit(centred(unit(rows), accents, self.means) @ self.axes)
        return turned.astype(np.float16).astype(np.float32)

    def saved(self) -> bytes:
        return saved(
            {"axes": self.axes, "fitted_on": np.array(self.fitted_on)} | _named(self.means)
        )

    @classmethod
    def loaded(cls, data: bytes) -> Basis:
        arrays = loaded(data)
        return cls(_unnamed(arrays), arrays["axes"], int(arrays["fitted_on"]))


@dataclass(frozen=True)
class WordStatistics:
    """Which words open entries use, how rare each is, and which go together (LSA)."""

    places: dict[str, int]
    idf: np.ndarray
    axes: np.ndarray  # (terms, WORDS)
    means: dict[str, np.ndarray]  # of what likeness reads
    counts: dict[str, int] = field(default_factory=dict)  # open entries by language

    @classmethod
    def fit(cls, texts: Sequence[Text]) -> WordStatistics:
        """From the texts of open entries. Deerwester et al., latent semantic analysis (1990)."""
        seen = Counter(term for text in texts for term in text.terms)
        kept = sorted(
            (term for term, count in seen.items() if count >= 2),
            key=lambda term: (-seen[term], term),
        )[:MOST_TERMS]
        places = {term: place for place, term in enumerate(kept)}
        idf = np.array([math.log((1 + len(texts)) / (1 + seen[t])) + 1 for t in kept], np.float32)
        bare = cls(places, idf, np.zeros((len(kept), WORDS), np.float32), {})
        rows = bare.weighed(texts)
        axes = right_vectors(rows, WORDS)
        means = means_of(unit((rows @ axes)[:, :LIKENESS_WORDS]), [t.accent for t in texts])
        return cls(places, idf, axes, means, dict(Counter(text.language for text in texts)))

    def weighed(self, texts: Sequence[Text]) -> Rows:
        """TF-IDF rows of length 1; words that open entries do not use are left out."""
        return Rows.of((self._row(text) for text in texts), len(self.places))

    def _row(self, text: Text) -> dict[int, float]:
        row = {}
        for term, count in text.terms.items():
            place = self.places.get(term)
            if place is not None:
                row[place] = (1 + math.log(count)) * float(self.idf[place])
        length = math.hypot(*row.values()) or 1.0
        return {place: value / length for place, value in row.items()}

    def place(self, texts: Sequence[Text]) -> np.ndarray:
        """(n, WORDS), not yet centred; as precise as it is stored."""
        placed = self.weighed(texts) @ self.axes
        return placed.astype(np.float16).astype(np.float32)

    def likeness(self, placed: np.ndarray, accents: Sequence[str]) -> np.ndarray:
        """Of placed rows, what likeness reads: (n, LIKENESS_WORDS), centred, length 1."""
        return unit(centred(unit(placed[:, :LIKENESS_WORDS]), accents, self.means))

    def saved(self) -> bytes:
        return saved(
            {
                "terms": np.array(list(self.places), dtype=str),
                "idf": self.idf,
                "axes": self.axes.astype(np.float16),
                "languages": np.array(list(self.counts), dtype=str),
                "counts": np.array(list(self.counts.values()), dtype=np.int64),
            }
            | _named(self.means)
        )

    @classmethod
    def loaded(cls, data: bytes) -> WordStatistics:
        arrays = loaded(data)
        return cls(
            {str(term): place for place, term in enumerate(arrays["terms"])},
            arrays["idf"],
            arrays["axes"].astype(np.float32),
            _unnamed(arrays),
            {
                str(language): int(count)
                for language, count in zip(arrays["languages"], arrays["counts"], strict=True)
            },
        )

    def trust(self, language: str) -> float:
        """0 to 1: how far the word statistics of this language can be relied on, by their number."""
        count = self.counts.get(language, 0)
        return count / (count + HALF_TRUST)

    @cached_property
    def rarity(self) -> dict[str, float]:
        """What a word says about a problem: 0 for one that a tenth of the open entries use."""
        size = sum(self.counts.values())
        most = max(3.0, size / 10)
        found = {}
        for term, place in self.places.items():
            count = (1 + size) / math.exp(float(self.idf[place]) - 1) - 1
            found[term] = float(self.idf[place]) if count <= most else 0.0
        return found


def _named(means: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {f"mean:{name}": mean for name, mean in means.items()}


def _unnamed(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {k.removeprefix("mean:"): a for k, a in arrays.items() if k.startswith("mean:")}


def saved(arrays: dict[str, np.ndarray]) -> bytes:
    """Arrays as bytes, to store."""
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def loaded(data: bytes) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(bytes(data)), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
