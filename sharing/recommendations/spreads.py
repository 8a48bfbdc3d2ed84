"""What of the likeness of two entries is chance: the middle and deviation of pairs taken at random. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

Spread = tuple[float, float]  # middle and deviation
Spreads = tuple[Spread, Spread]  # of pairs in one language, and in two

FEWEST_PAIRS = 30
NORMAL = 1.4826  # standard deviations in a median deviation, where values are normal
# What the cosines of real texts keep to; a handful of entries may measure nonsense.
FARTHEST, LEAST, MOST = 0.05, 0.08, 0.2
UNKNOWN = (0.0, 0.15)  # of a cosine, until there are pairs to measure


def spread_of(
    products: np.ndarray, among: np.ndarray | None = None, unknown: Spread = UNKNOWN
) -> Spread:
    """Of the pairs of a square matrix, by median and median deviation; `unknown` where they are few.

    Means would let the near pairs of a small community hide how far from chance they are.
    """
    upper = np.triu(np.ones(products.shape, bool), 1)
    values = products[upper if among is None else upper & among]
    if len(values) < FEWEST_PAIRS:
        return unknown
    middle = float(np.median(values))
    deviation = float(np.median(np.abs(values - middle))) * NORMAL
    return max(-FARTHEST, min(FARTHEST, middle)), max(LEAST, min(MOST, deviation))


def spreads_of(
    products: np.ndarray, apart: np.ndarray, unknown: Spreads = (UNKNOWN, UNKNOWN)
) -> Spreads:
    """`apart` says which pairs are in two languages."""
    return spread_of(products, ~apart, unknown[0]), spread_of(products, apart, unknown[1])


def spreads_of_each(
    products: np.ndarray, apart: np.ndarray, collections: Sequence[str], of_all: Spreads
) -> dict[str, Spreads]:
    """Of each collection those of its own pairs; of none where there is one alone, or too few pairs."""
    found, names = {}, np.array(collections, dtype=str)
    for name in np.unique(names):
        mine = np.flatnonzero(names == name)
        if len(mine) * (len(mine) - 1) // 2 >= FEWEST_PAIRS and len(mine) < len(names):
            own = np.ix_(mine, mine)
            found[str(name)] = spreads_of(products[own], apart[own], of_all)
    return found


def spreads_of_pairs(
    different: np.ndarray,
    mine: Sequence[str],
    theirs: Sequence[str],
    of_all: Spreads,
    own: Mapping[str, Spreads],
) -> tuple[np.ndarray, np.ndarray]:
    """(n, m) middles and deviations by which pairs are measured, `different` where they are in two languages.

    A pair of one collection goes by its own pairs, one of two collections by the widest there is: where
    much was imported most pairs have little to do with each other, and all of ours would seem near.
    """
    if not own:
        one, two = np.array(of_all, np.float32)
        return np.where(different, two[0], one[0]), np.where(different, two[1], one[1])
    known = [None, *own.values()]
    table = np.array(
        [
            [[_between(language, of_all, one, two) for two in known] for one in known]
            for language in (0, 1)
        ],
        np.float32,
    )
    place = {name: i for i, name in enumerate(own, start=1)}
    rows, columns = (
        np.array([place.get(name, 0) for name in some], int) for some in (mine, theirs)
    )
    at = different.astype(int), rows[:, None], columns[None, :]
    return table[..., 0][at], table[..., 1][at]


def _between(language: int, of_all: Spreads, one: Spreads | None, two: Spreads | None) -> Spread:
    if one is not None and one is two:
        return one[language]
    widest = max(each[language][1] for each in (of_all, one, two) if each is not None)
    return of_all[language][0], widest
