"""How near entries are in problem. Numbers in, numbers out: no database, no Django.

A score is in standard deviations: 0 is two entries taken at random, and `Likeness.floor`, the 95th
percentile of random pairs, is the least that counts as near.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from .spreads import (
    FEWEST_PAIRS,
    UNKNOWN,
    Spreads,
    spread_of,
    spreads_of,
    spreads_of_each,
    spreads_of_pairs,
)
from .vectors import unit

SAMPLE = 2_000  # open entries whose pairs give the means and deviations
FLOOR_PERCENTILE = 95
LOWEST_FLOOR = 1.65  # that percentile of a normal distribution
HIGHEST_FLOOR = 3.5  # so that where many pairs are near, they may be
MOST_PULL = 0.5  # how much an entry's neighbourhood counts beside itself, in a large community
HALF_PULL = 150  # open entries at which it counts for half of that
NEIGHBOURHOOD = 20
NEAR = 1.0  # standard deviations from which an entry belongs to the neighbourhood
THEME_WEIGHT = 1.0  # for each natural unit of a shared theme's rarity
MOST_FROM_THEMES = 4.0
TELLING = 0.7  # a theme that half of the open entries carry tells nothing
BEYOND = 0.8  # share of a list that is held for other sectors, as far as they have some
BLOCK = 512


@dataclass(frozen=True)
class Batch:
    """Entries as the maths knows them: row i of everything is entry `keys[i]`."""

    keys: np.ndarray
    languages: np.ndarray
    sectors: np.ndarray  # of home
    themes: Sequence[frozenset]
    meaning: np.ndarray  # (n, d) length 1
    words: np.ndarray  # (n, k) length 1, or zeros
    collections: Sequence[str] = ()  # where each comes from; of one all, if not told

    def __len__(self) -> int:
        return len(self.keys)

    def take(self, rows: np.ndarray) -> Batch:
        return Batch(
            self.keys[rows],
            self.languages[rows],
            self.sectors[rows],
            [self.themes[i] for i in rows],
            self.meaning[rows],
            self.words[rows],
            [self.collections[i] for i in rows] if len(self.collections) else (),
        )


@dataclass(frozen=True)
class Likeness:
    """What is needed to score a pair, fitted on open entries alone."""

    size: int = 0
    meaning_spread: float = UNKNOWN[1]
    words_spread: float = UNKNOWN[1]
    trust: dict[str, float] = field(default_factory=dict)
    # Pairs in one language and in two are standardised apart: one ranking of both would bury the other language.
    alone: Spreads = (UNKNOWN, UNKNOWN)
    settled: Spreads = (UNKNOWN, UNKNOWN)
    own: dict[str, Spreads] = field(default_factory=dict)  # of settled pairs of one collection
    rarity: dict[Hashable, float] = field(default_factory=dict)  # of themes
    floor: float = LOWEST_FLOOR

    def as_json(self) -> dict:
        return {
            name: [[key, value] for key, value in found.items()]
            if isinstance(found, dict)
            else found
            for name, found in self.__dict__.items()
        }

    @classmethod
    def from_json(cls, data: dict) -> Likeness:
        return cls(**data | {name: dict(data.get(name, ())) for name in ("trust", "rarity", "own")})

    @property
    def pull(self) -> float:
        """How much an entry's neighbourhood counts beside itself."""
        return MOST_PULL * self.size / (self.size + HALF_PULL)

    @classmethod
    def fit(cls, batch: Batch, trust: dict[str, float]) -> Likeness:
        """From a batch of open entries."""
        rarity = rarity_of(batch.themes, batch.collections or [""] * len(batch))
        fitted = cls(size=len(batch), trust=trust, rarity=rarity)
        step = max(1, -(-len(batch) // SAMPLE))
        sample = batch.take(np.arange(0, len(batch), step))
        fitted = fitted._with(
            meaning_spread=spread_of(sample.meaning @ sample.meaning.T)[1],
            words_spread=spread_of(sample.words @ sample.words.T)[1],
        )
        apart = sample.languages[:, None] != sample.languages[None, :]
        mixed = fitted.combined(sample)
        fitted = fitted._with(alone=spreads_of(mixed @ mixed.T, apart))
        calm = fitted.settle(sample, sample)
        products = calm @ calm.T
        of_all = spreads_of(products, apart)
        own = spreads_of_each(products, apart, sample.collections, of_all)
        fitted = fitted._with(settled=of_all, own=own)
        return fitted._with(floor=fitted._floor_of(calm, sample))

    def _floor_of(self, calm: np.ndarray, sample: Batch) -> float:
        """The 95th percentile of pairs taken at random, within bounds for small communities."""
        pairs = self.scores(calm, sample, calm, sample)[np.triu_indices(len(sample), 1)]
        if len(pairs) < FEWEST_PAIRS:
            return LOWEST_FLOOR
        return float(np.clip(np.percentile(pairs, FLOOR_PERCENTILE), LOWEST_FLOOR, HIGHEST_FLOOR))

    def _with(self, **changes) -> Likeness:
        return Likeness(**{**self.__dict__, **changes})

    def combined(self, batch: Batch) -> np.ndarray:
        """Meaning and words beside each other, so that one product weighs both: (n, d + k)."""
        trust = np.array([self.trust.get(str(each), 0.0) for each in batch.languages])
        weight = np.sqrt(trust / self.words_spread)[:, None]
        meaning = batch.meaning / math.sqrt(self.meaning_spread)
        return unit(np.hstack([meaning, batch.words * weight]).astype(np.float32))

    def settle(self, batch: Batch, open_entries: Batch) -> np.ndarray:
        """Each entry moved towards its nearest open entries of other sectors: (n, d + k).

        What other sectors say about a problem says in more words what the problem is; it also lends
        an entry the words of the other language. Query expansion, after Chum et al. (2007).
        """
        mixed, around = self.combined(batch), self.combined(open_entries)
        calm = mixed.copy()
        if not len(open_entries):
            return calm
        for low in range(0, len(batch), BLOCK):
            rows = np.arange(low, min(low + BLOCK, len(batch)))
            part = batch.take(rows)
            scores = self._standard(mixed[rows] @ around.T, part, open_entries, self.alone, {})
            scores += self.from_themes(part.themes, open_entries.themes)
            scores[part.sectors[:, None] == open_entries.sectors[None, :]] = -np.inf
            scores[part.keys[:, None] == open_entries.keys[None, :]] = -np.inf
            keep = min(NEIGHBOURHOOD, scores.shape[1])
            top = np.argpartition(-scores, keep - 1, axis=1)[:, :keep]
            near = np.clip(np.take_along_axis(scores, top, 1) - NEAR, 0, None)
            moved = unit(np.einsum("ij,ijk->ik", near.astype(np.float32), around[top]))
            calm[rows] = unit(mixed[rows] + self.pull * moved)
        return calm.astype(np.float16).astype(np.float32)

    def _standard(self, products, batch: Batch, other: Batch, of_all: Spreads, own) -> np.ndarray:
        different = batch.languages[:, None] != other.languages[None, :]
        mine, theirs = (each.collections or [""] for each in (batch, other))
        middle, deviation = spreads_of_pairs(different, mine, theirs, of_all, own)
        return (products - middle) / deviation

    def from_themes(self, mine: Sequence[frozenset], theirs: Sequence[frozenset]) -> np.ndarray:
        """What rare shared themes add to each pair."""
        place = {theme: i for i, theme in enumerate(self.rarity)}
        weight = np.sqrt(np.array([*self.rarity.values(), 0.0], np.float32) * THEME_WEIGHT)

        def rows(sets):
            out = np.zeros((len(sets), len(weight)), np.float32)
            for row, themes in zip(out, sets, strict=True):
                for theme in themes:
                    if theme in place:
                        row[place[theme]] = weight[place[theme]]
            return out

        return np.minimum(rows(mine) @ rows(theirs).T, MOST_FROM_THEMES)

    def scores(self, calm, batch: Batch, other_calm, other: Batch) -> np.ndarray:
        """(n, m) scores of settled entries, with what themes add."""
        found = self._standard(calm @ other_calm.T, batch, other, self.settled, self.own)
        return found + self.from_themes(batch.themes, other.themes)


def added_by(rarities: Iterable[float]) -> float:
    """What shared themes of these rarities add to the score of one pair: see `Likeness.from_themes`."""
    return min(THEME_WEIGHT * sum(rarities), MOST_FROM_THEMES)


def rarity_of(themes: Sequence[frozenset], collections: Sequence[str]) -> dict[Hashable, float]:
    """How rare each theme is among the entries of the collections that use it at all.

    Entries that were imported with other themes, or none, make no theme of ours rarer.
    """
    sizes = Counter(collections)
    used: dict[Hashable, Counter] = {}
    for carried, collection in zip(themes, collections, strict=True):
        for theme in carried:
            used.setdefault(theme, Counter())[collection] += 1
    return {
        theme: round(math.log(sum(sizes[c] for c in counts) / counts.total()), 4)
        for theme, counts in sorted(used.items())
    }


@dataclass(frozen=True)
class Neighbour:
    key: int
    score: float


def nearest(
    likeness: Likeness,
    batch: Batch,
    calm: np.ndarray,
    other: Batch,
    other_calm: np.ndarray,
    *,
    keep: int,
    beyond: float = BEYOND,
) -> Iterator[tuple[int, list[Neighbour]]]:
    """For each of `batch` its nearest among `other` above the floor, nearest first.

    Linear in memory: one block of rows at a time.
    """
    for low in range(0, len(batch), BLOCK):
        rows = np.arange(low, min(low + BLOCK, len(batch)))
        part = batch.take(rows)
        scores = likeness.scores(calm[rows], part, other_calm, other)
        scores[part.keys[:, None] == other.keys[None, :]] = -np.inf
        for i, row in enumerate(scores):
            yield (
                int(part.keys[i]),
                _nearest_of(row, part.sectors[i], likeness.floor, other, keep, beyond),
            )


def _nearest_of(row, sector, floor, other: Batch, keep: int, beyond: float) -> list[Neighbour]:
    above = np.flatnonzero(row >= floor)
    scores, keys = row[above], other.keys[above]
    kept = places_kept(scores, keys, other.sectors[above] != sector, keep, beyond)
    return [Neighbour(int(keys[i]), round(float(scores[i]), 3)) for i in kept]


def places_kept(scores, keys, is_elsewhere, keep: int, beyond: float = BEYOND) -> list[int]:
    """Where those stand that a list of `keep` holds, nearest first: the share `beyond` of it is held
    for those of other sectors."""
    order = np.lexsort((keys, -scores))
    elsewhere = order[is_elsewhere[order]][: math.ceil(keep * beyond)]
    held = set(elsewhere.tolist())
    rest = [i for i in order.tolist() if i not in held][: keep - len(held)]
    return sorted([*held, *rest], key=lambda i: (-scores[i], keys[i]))
