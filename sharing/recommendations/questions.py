"""What a question means: open entries near it by word and meaning, and what is near those.

A question is short, so its own vector says little. The entries nearest to it say more: what is kept
as near to them answers it too, in other words or in the other language (pseudo-relevance feedback;
Rocchio 1971, here over kept neighbours).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

import numpy as np
from django.db.models import IntegerField

from accounts.models import Slot, prepared

from ..models import EntryVector, Similarity, VectorSpace
from .encoder import encoder_named
from .spaces import Statistics, statistics_at
from .vectors import MEANING, WORDS, Text, unit, unpacked

FRESH = 30.0  # seconds that a process answers from the vectors it holds
NEAR = 100  # entries whose order meaning may change
SEEDS = 2  # nearest ones, whose neighbours answer too
PLACES = tuple(f"seed_{number}" for number in range(SEEDS))
MEANT = 0.35  # cosine of a question and an entry that answers it, as a rule
SURE = 0.9  # how near a seed must be before its neighbours are believed
FAR_OUT = 8.0  # deviations above which nearer says nothing more
OWN_MEANING = 0.22  # cosine from which meaning alone brings an entry in; nonsense reaches 0.18
WORTH = 0.3  # nearness from which a neighbour is brought in
FOUND = 8  # brought in at most: rather none than junk


@dataclass(frozen=True)
class Meaning:
    """Entry ids with how near they are: 1 is as near as a good answer.

    `near` reorders what the words found; `found` are answers even without a word in common.
    """

    near: Mapping[int, float] = field(default_factory=dict)
    found: Mapping[int, float] = field(default_factory=dict)


NOTHING = Meaning()


@dataclass(frozen=True)
class _Held:
    """The open entries of a space, in memory: 1 kB each."""

    vectors: list[int]
    entries: list[int]
    meaning: np.ndarray
    words: np.ndarray


def meaning_of(text: str, space: UUID | None = None) -> Meaning:
    """What `text` asks for among open entries and their neighbours; two queries.

    One where the caller read already which `space` is current. Of restricted entries come ids only,
    as neighbours: pass them to a query over what may be read.
    """
    key = space or next(iter(_current_space()), None)
    if key is None:
        return NOTHING
    try:
        statistics = statistics_at(key)
    except VectorSpace.DoesNotExist:  # another took its place just now
        return NOTHING
    if encoder_named(statistics.encoder).name != statistics.encoder:
        return NOTHING
    held = _held(key, int(time.monotonic() / FRESH))
    if not held.entries:
        return NOTHING
    cosines, by_word = _nearness(statistics, held, text)
    nearness = np.maximum(by_word, 0) + np.maximum(cosines, 0) / MEANT
    best = _greatest(nearness, NEAR)
    near = {held.entries[i]: float(nearness[i]) / 2 for i in best if nearness[i] > 0}
    seeds = {
        held.vectors[i]: min(1.0, float(nearness[i]) / 2)
        for i in best[:SEEDS]
        if nearness[i] >= SURE
    }
    worth, brought = dict(near), []
    for is_open, beside in _beside(seeds).items():  # apart: nothing hidden displaces what is open
        for pk, more in beside.items():
            worth[pk] = near.get(pk, 0.0) + more
        found = {pk for pk, more in beside.items() if more >= WORTH}
        if is_open:
            found |= {held.entries[i] for i in best if cosines[i] >= OWN_MEANING}
        brought += sorted(found, key=lambda pk: (-worth[pk], pk))[:FOUND]
    return Meaning(
        {pk: value for pk, value in worth.items() if pk not in brought},
        {pk: worth[pk] for pk in brought},
    )


def _greatest(values: np.ndarray, most: int) -> np.ndarray:
    """Where the greatest of these stand, greatest first: sorted are those alone, not all there are."""
    if len(values) > most:
        kept = np.sort(np.argpartition(-values, most)[:most])
    else:
        kept = np.arange(len(values))
    return kept[np.argsort(-values[kept], kind="stable")]


@prepared
def _current_space():
    return VectorSpace.objects.current_key()


@prepared
def _kept_near():
    seeds = [Slot(place, IntegerField()) for place in PLACES]
    rows = Similarity.objects.filter(vector__pk__in=seeds).order_by()
    return rows.values_list("vector", "other__entry", "is_open", "score")


def _beside(seeds: Mapping[int, float]) -> dict[bool, dict[int, float]]:
    """What is kept as near to the seeds, open and restricted, by how near it is, and they are."""
    found: dict[bool, dict[int, float]] = {True: {}, False: {}}
    if not seeds:
        return found
    whole = sum(seeds.values())
    places = dict.fromkeys(PLACES, 0) | dict(zip(PLACES, seeds, strict=False))
    for seed, entry, is_open, score in _kept_near(**places):
        worth = seeds[seed] ** 2 / whole * min(score, FAR_OUT) / FAR_OUT
        found[is_open][entry] = found[is_open].get(entry, 0.0) + worth
    return found


def _nearness(statistics: Statistics, held: _Held, text: str):
    """The cosines of a question with each entry, by meaning and by word.

    A question has no accent of a text to take off, and may be in no language at all.
    """
    raw = encoder_named(statistics.encoder).encode([text])
    meaning = (raw @ statistics.basis.axes)[0]
    placed = [statistics.words.place([Text("", text, each)])[0] for each in ("en", "nl")]
    words = unit(np.sum(placed, axis=0))
    return held.meaning @ meaning, held.words @ words


@lru_cache(maxsize=1)
def _held(key: UUID, period: int) -> _Held:
    """Read anew every `FRESH` seconds at most: `period` is which of them it is."""
    rows = list(
        EntryVector.objects.filter(space__uuid=key)
        .fresh()
        .filter(is_open=True)
        .order_by("entry")
        .values_list("pk", "entry", "meaning", "words")
    )
    return _Held(
        [row[0] for row in rows],
        [row[1] for row in rows],
        unpacked([row[2] for row in rows], MEANING),
        unit(unpacked([row[3] for row in rows], WORDS)),
    )


def forget() -> None:
    """Read the vectors again at the next question."""
    _held.cache_clear()
