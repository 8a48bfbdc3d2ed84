"""A list spread over sectors and organisations. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence


def spread_over[T](
    ranked: Sequence[T],
    *,
    score: Callable[[T], float],
    sector: Callable[[T], Hashable],
    organisation: Callable[[T], Hashable] | None = None,
    keep: int,
    strength: float = 0.2,
    most_per_organisation: int = 2,
) -> list[T]:
    """The best `keep`, spread over sectors: (1 − λ)·score + λ·0.5^(times that sector is shown).

    Scores are scaled to the best one. Of one organisation (None is none) two at most. After Steck,
    Calibrated recommendations (2018).
    """
    left, chosen = list(ranked), []
    best = max((score(each) for each in left), default=1.0) or 1.0
    sectors: Counter = Counter()
    organisations: Counter = Counter()
    while left and len(chosen) < keep:
        values = [
            (1 - strength) * score(each) / best + strength * 0.5 ** sectors[sector(each)]
            for each in left
        ]
        pick = left.pop(values.index(max(values)))
        owner = organisation(pick) if organisation else None
        if owner is not None:
            if organisations[owner] >= most_per_organisation:
                continue
            organisations[owner] += 1
        sectors[sector(pick)] += 1
        chosen.append(pick)
    return chosen
