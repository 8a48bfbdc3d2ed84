"""All vectors of a space, loaded: what neighbours are found in. Linear in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import batched

import numpy as np
from django.db import transaction

from ..models import Entry, EntryVector, VectorSpace
from .scoring import Batch, Likeness, Neighbour, nearest, places_kept
from .spaces import accent_of, source_of, statistics_of
from .vectors import MEANING, WORDS, WordStatistics, packed, unpacked

SHARE = 200
NEIGHBOURS = 50  # of each list
COLUMNS = (
    "pk",
    "entry",
    "entry__language",
    "entry__home_sector",
    "entry__author",
    "entry__source_id",
    "meaning",
    "words",
    "settled",
    "is_placed",
    "revision",
)


class Side:
    """The open entries of a space, or the restricted ones. Keys are ids of vectors."""

    def __init__(
        self,
        batch: Batch,
        calm: np.ndarray,
        is_placed: np.ndarray,
        revisions: dict[int, int],
    ) -> None:
        self.batch, self.calm, self.is_placed = batch, calm, is_placed
        self.revisions = revisions

    def __len__(self) -> int:
        return len(self.batch)

    @cached_property
    def rows(self) -> dict[int, int]:
        """In which row each key stands."""
        return {key: row for row, key in enumerate(self.batch.keys.tolist())}

    @classmethod
    def of(cls, space: VectorSpace, words: WordStatistics, *, is_open: bool) -> Side:
        rows = list(
            space.vectors.filter(is_open=is_open)
            .exclude(revision=None)
            .order_by("entry")
            .values_list(*COLUMNS, named=True)
        )
        themes = themes_of([row.entry for row in rows])
        accents = [
            accent_of(row.entry__language, row.entry__author, row.entry__source_id) for row in rows
        ]
        meaning = unpacked([row.meaning for row in rows], MEANING)
        placed = unpacked([row.words for row in rows], WORDS)
        batch = Batch(
            np.array([row.pk for row in rows], dtype=np.int64),
            np.array([row.entry__language for row in rows], dtype=str),
            np.array([row.entry__home_sector for row in rows], dtype=np.int64),
            [themes.get(row.entry, frozenset()) for row in rows],
            meaning,
            words.likeness(placed, accents),
            [source_of(row.entry__author, row.entry__source_id) for row in rows],
        )
        is_placed = np.array([row.is_placed and bool(row.settled) for row in rows], dtype=bool)
        calm = np.zeros((len(rows), batch.meaning.shape[1] + batch.words.shape[1]), np.float32)
        if is_placed.any():
            kept = np.flatnonzero(is_placed)
            calm[kept] = unpacked([rows[i].settled for i in kept])
        revisions = {row.pk: row.revision for row in rows}
        return cls(batch, calm, is_placed, revisions)


def themes_of(entry_ids: list[int]) -> dict[int, frozenset[int]]:
    """The themes of each entry, as they are now."""
    found: dict[int, set[int]] = {}
    links = Entry.themes.through.objects
    for share in batched(entry_ids, 10 * SHARE, strict=False):
        for entry, theme in links.filter(entry__in=share).values_list("entry", "theme"):
            found.setdefault(entry, set()).add(theme)
    return {entry: frozenset(themes) for entry, themes in found.items()}


class Field:
    """Both sides of a space. The open one never sees the other."""

    def __init__(self, space: VectorSpace) -> None:
        words = statistics_of(space).words
        self.open = Side.of(space, words, is_open=True)
        self.restricted = Side.of(space, words, is_open=False)
        self.trust = {code: words.trust(code) for code in words.counts}
        self.open_keys = frozenset(self.open.batch.keys.tolist())

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.open, self.restricted

    def settle(self, likeness: Likeness) -> None:
        """Move what is new towards its neighbourhood among the open entries, and keep where it is."""
        for side in self.sides:
            new = np.flatnonzero(~side.is_placed)
            if not len(new):
                continue
            side.calm[new] = likeness.settle(side.batch.take(new), self.open.batch)
            for share in batched(new.tolist(), SHARE, strict=False):
                rows = [
                    EntryVector(pk=int(side.batch.keys[i]), settled=packed(side.calm[i]))
                    for i in share
                ]
                with transaction.atomic():
                    EntryVector.objects.bulk_update(rows, ["settled"])

    def neighbours(
        self, likeness: Likeness, side: Side, rows: np.ndarray
    ) -> tuple[dict[int, list[Neighbour]], set[int]]:
        """Of these rows of one side the nearest open and restricted ones; and which have more."""
        part, calm = side.batch.take(rows), side.calm[rows]
        found: dict[int, list[Neighbour]] = {}
        full = set()
        for other in self.sides:
            near = nearest(likeness, part, calm, other.batch, other.calm, keep=NEIGHBOURS)
            for key, neighbours in near:
                found.setdefault(key, []).extend(neighbours)
                if len(neighbours) >= NEIGHBOURS:
                    full.add(key)
        return found, full

    def still_near(
        self, likeness: Likeness, side: Side, held: Iterable[tuple[int, int]]
    ) -> dict[tuple[int, int], float]:
        """Of these pairs, (whose list, a key of `side` in it), the scores of those that are near now."""
        pairs = list(held)
        found = {}
        for other in self.sides:
            mine = [pair for pair in pairs if pair[0] in other.rows and pair[1] in side.rows]
            ends = np.array(
                [(other.rows[one], side.rows[key]) for one, key in mine], dtype=np.int64
            )
            if not mine:
                continue
            owners, at_owner = np.unique(ends[:, 0], return_inverse=True)
            near, at_near = np.unique(ends[:, 1], return_inverse=True)
            scores = likeness.scores(
                side.calm[near], side.batch.take(near), other.calm[owners], other.batch.take(owners)
            )[at_near, at_owner]
            found |= {
                pair: round(float(score), 3)
                for pair, score in zip(mine, scores, strict=True)
                if score >= likeness.floor
            }
        return found

    def beyond_a_list(self, owner: int, side: Side, near: Sequence[tuple[int, float]]) -> set[int]:
        """Of what the list of `owner` towards `side` holds, (key, score), what it has no place for."""
        if len(near) <= NEIGHBOURS:
            return set()
        home = next(each for each in self.sides if owner in each.rows)
        there = [(key, score) for key, score in near if key in side.rows]
        keys = np.array([key for key, _score in there], dtype=np.int64)
        sectors = side.batch.sectors[[side.rows[key] for key in keys.tolist()]]
        kept = places_kept(
            np.array([score for _key, score in there]),
            keys,
            sectors != home.batch.sectors[home.rows[owner]],
            NEIGHBOURS,
        )
        return {key for key, _score in near} - set(keys[kept].tolist())
