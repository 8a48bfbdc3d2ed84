"""Measures of rankings, and how sure they are. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000


def reported(key: str) -> bool:
    """Whether this item is in the half that is reported; the other half is for tuning."""
    return hashlib.sha256(key.encode()).digest()[-1] % 2 == 1


def ndcg(scores: np.ndarray, gains: np.ndarray, depth: int = 10) -> np.ndarray:
    """nDCG at `depth` of each row of scores (q, n); nan where nothing is relevant."""
    discount = 1 / np.log2(np.arange(depth) + 2)
    top = np.argsort(-scores, axis=1, kind="stable")[:, :depth]
    found = (np.take_along_axis(gains, top, 1) * discount[: top.shape[1]]).sum(axis=1)
    ideal = (-np.sort(-gains, axis=1)[:, :depth] * discount[: top.shape[1]]).sum(axis=1)
    return np.divide(found, ideal, out=np.full(len(found), np.nan), where=ideal > 0)


def hit(scores: np.ndarray, depth: int) -> np.ndarray:
    """Whether row i's own column i is among its `depth` best: 0 or 1."""
    own = np.take_along_axis(scores, np.arange(len(scores))[:, None], 1)
    return ((scores > own).sum(axis=1) < depth).astype(float)


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks, equal values sharing their mean rank."""
    _unique, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return ((last - count + last - 1) / 2)[place]


def spearman(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(ranks(one), ranks(other))[0, 1])


@dataclass(frozen=True)
class Figure:
    """A mean with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def _samples(size: int):
    return np.random.default_rng(7).integers(0, size, (RESAMPLES, size))


def mean(values: np.ndarray) -> Figure:
    known = values[~np.isnan(values)]
    means = known[_samples(len(known))].mean(axis=1)
    return Figure(float(known.mean()), *map(float, np.percentile(means, [2.5, 97.5])))


def ratio(values: np.ndarray, base: np.ndarray) -> Figure:
    """Mean over mean, resampled in pairs."""
    known = ~(np.isnan(values) | np.isnan(base))
    one, other = values[known], base[known]
    chosen = _samples(len(one))
    ratios = one[chosen].mean(axis=1) / np.maximum(other[chosen].mean(axis=1), 1e-9)
    whole = float(one.mean() / max(other.mean(), 1e-9))
    return Figure(whole, *map(float, np.percentile(ratios, [2.5, 97.5])))


def rank_correlation(one: np.ndarray, other: np.ndarray) -> Figure:
    chosen = _samples(len(one))[:500]
    found = [spearman(one[rows], other[rows]) for rows in chosen]
    return Figure(spearman(one, other), *map(float, np.percentile(found, [2.5, 97.5])))
