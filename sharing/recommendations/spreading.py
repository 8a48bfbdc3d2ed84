"""A list spread over sectors and organisations. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

MOST_OF_ONE = 2  # of one organisation, in one list


def spread_over[T](
    ranked: Sequence[T],
    *,
    score: Callable[[T], float],
    sector: Callable[[T], Hashable],
    organisation: Callable[[T], Hashable] | None = None,
    keep: int,
    strength: float = 0.2,
    beside: Iterable[T] = (),
) -> list[T]:
    """The best `keep`, spread over sectors: (1 − λ)·score + λ·0.5^(times that sector is shown).

    Scores are scaled to the best one. Of one organisation (None is none) two at most, with what already
    stands `beside` it. After Steck, Calibrated recommendations (2018).
    """
    left, chosen = list(ranked), []
    best = max((score(each) for each in left), default=1.0) or 1.0
    sectors: Counter = Counter()
    organisations = Counter(map(organisation, beside)) if organisation else Counter()
    while left and len(chosen) < keep:
        values = [
            (1 - strength) * score(each) / best + strength * 0.5 ** sectors[sector(each)]
            for each in left
        ]
        pick = left.pop(values.index(max(values)))
        owner = organisation(pick) if organisation else None
        if owner is not None:
            if organisations[owner] >= MOST_OF_ONE:
                continue
            organisations[owner] += 1
        sectors[sector(pick)] += 1
        chosen.append(pick)
    return chosen


def without_thirds[T](
    ranked: Iterable[T], organisation: Callable[[T], Hashable], *, beside: Iterable[T] = ()
) -> list[T]:
    """In their order, those that make no third of one organisation, with what stands `beside` them."""
    told, kept = Counter(map(organisation, beside)), []
    for each in ranked:
        owner = organisation(each)
        if owner is None or told[owner] < MOST_OF_ONE:
            told[owner] += 1
            kept.append(each)
    return kept
