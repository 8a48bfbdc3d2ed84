"""What a question means: open entries near it by word and meaning, and what is near those.

Entries are compared with the question in each language apart: all together, those of its own would
bury the others. What is kept as near to the nearest answers it too (pseudo-relevance feedback;
Rocchio 1971, here over kept neighbours), and is how restricted entries are found without a word.
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
from .encoder import Encoder, HashedEncoder, encoder_named
from .spaces import Statistics, current_encoder, statistics_at
from .to_text import FAR_OUT
from .vectors import MEANING, WORDS, Text, unit, unpacked

FRESH = 30.0  # seconds that a process answers from the vectors it holds
NEAR = 100  # entries whose order meaning may change
SEEDS = 2  # nearest ones, whose neighbours answer too
PLACES = tuple(f"seed_{number}" for number in range(SEEDS))
MEANT = 0.35  # cosine of a question and an entry that answers it, as a rule
SURE = 0.9  # how near a seed must be before its neighbours are believed
BESIDE = 0.3  # what a neighbour is worth, at most, beside what says all words of the question
WORTH = 0.3  # nearness from which a neighbour is brought in
SAYS = 0.2  # cosine from which an entry answers without a word in common
GAIN = 1.8  # what more of that cosine is worth, from half of it on
OWN_LANGUAGE = 0.3  # what that counts where the question's own words could have said it
WORDY = 0.2  # likeness by words from which a language is known to have the words
TWICE = 2  # times that of any other language
FOUND = 8  # brought in of each language at most: rather none than junk


@dataclass(frozen=True)
class Meaning:
    """Entry ids with how near they are.

    `near` reorders what the words found: 1 is as near as a good answer. `found` are answers even
    without a word in common: 1 is worth as much as every word of the question, said again and again.
    """

    near: Mapping[int, float] = field(default_factory=dict)
    found: Mapping[int, float] = field(default_factory=dict)


NOTHING = Meaning()


@dataclass(frozen=True)
class _Held:
    """The open entries of a space, in memory: 1 kB each."""

    vectors: list[int]
    entries: list[int]
    languages: dict[str, np.ndarray]  # of each language, where its entries stand
    meaning: np.ndarray
    words: np.ndarray


def meaning_of(text: str, space: UUID | None = None, language: str | None = None) -> Meaning:
    """What `text` asks for among open entries and their neighbours; two queries.

    One where the caller read already which `space` is current. `language` is that of the question,
    where it is known: what is told in another has none of its words. Of restricted entries come ids
    only, as neighbours: pass them to a query over what may be read.
    """
    key = space or next(iter(_current_space()), None)
    if key is None:
        return NOTHING
    try:
        statistics = statistics_at(key)
    except VectorSpace.DoesNotExist:  # another took its place just now
        return NOTHING
    encoder = encoder_named(statistics.encoder)
    if encoder.name != statistics.encoder:
        return NOTHING
    held = _held(key, int(time.monotonic() / FRESH))
    if not held.entries:
        return NOTHING
    cosines, by_word, directions = _nearness(statistics, held, text)
    nearness = np.maximum(by_word, 0) + np.maximum(cosines, 0) / MEANT
    best = _greatest(nearness, NEAR)
    near = {held.entries[i]: float(nearness[i]) / 2 for i in best if nearness[i] > 0}
    seeds = {
        held.vectors[i]: min(1.0, float(nearness[i]) / 2)
        for i in best[:SEEDS]
        if nearness[i] >= SURE
    }
    own = language or _language_of_words(held, by_word)
    found = _saying_it(held, directions, own)
    for is_open, beside in _beside(seeds).items():
        answers = {pk: BESIDE * more for pk, more in beside.items() if more >= WORTH}
        for pk, more in beside.items():
            near[pk] = near.get(pk, 0.0) + more
        best = sorted(answers, key=lambda pk: (-answers[pk], pk))
        # Of restricted ones all: who may not read the best would else lose what they may.
        for pk in best[:FOUND] if is_open else best:
            found[pk] = max(found.get(pk, 0.0), answers[pk])
    return Meaning(near, found if _is_of_meaning(encoder) else {})


def knows_meaning() -> bool:
    """Whether anything can be found by its meaning: what compares letters alone puts in order only."""
    return _is_of_meaning(current_encoder())


def _is_of_meaning(encoder: Encoder) -> bool:
    return not isinstance(encoder, HashedEncoder)


def _saying_it(held: _Held, directions: np.ndarray, own: str | None) -> dict[int, float]:
    """The entries of each language that say it best, in whatever words, and what that is worth."""
    found = {}
    for language, places in held.languages.items():
        share = OWN_LANGUAGE if language == own else 1.0
        for i in places[_greatest(directions[places], FOUND)].tolist():
            if directions[i] >= SAYS:
                worth = GAIN * (float(directions[i]) - SAYS / 2)
                found[held.entries[i]] = share * min(1.0, worth)
    return found


def _language_of_words(held: _Held, by_word: np.ndarray) -> str | None:
    """The language that has the words of the question, if one has them and no other does."""
    best = {name: float(by_word[places].max()) for name, places in held.languages.items()}
    first, *others = sorted(best, key=lambda name: (-best[name], name))
    has_them = best[first] >= WORDY and all(best[first] >= TWICE * best[name] for name in others)
    return first if has_them else None


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
    """How near a question is to each entry, by meaning, by word, and by the direction of its meaning alone.

    A question has no accent of a text to take off, and may be in no language at all.
    """
    raw = encoder_named(statistics.encoder).encode_questions([text])
    meaning = (raw @ statistics.basis.axes)[0]
    placed = [statistics.words.place([Text("", text, each)])[0] for each in ("en", "nl")]
    words = unit(np.sum(placed, axis=0))
    near = held.meaning @ meaning
    return near, held.words @ words, near / max(float(np.linalg.norm(meaning)), 1e-9)


@lru_cache(maxsize=1)
def _held(key: UUID, period: int) -> _Held:
    """Read anew every `FRESH` seconds at most: `period` is which of them it is."""
    rows = list(
        EntryVector.objects.filter(space__uuid=key)
        .fresh()
        .filter(is_open=True)
        .order_by("entry")
        .values_list("pk", "entry", "entry__language", "meaning", "words")
    )
    languages = np.array([row[2] for row in rows])
    return _Held(
        [row[0] for row in rows],
        [row[1] for row in rows],
        {each: np.flatnonzero(languages == each) for each in np.unique(languages)},
        unpacked([row[3] for row in rows], MEANING),
        unit(unpacked([row[4] for row in rows], WORDS)),
    )


def forget() -> None:
    """Read the vectors again at the next question."""
    _held.cache_clear()
