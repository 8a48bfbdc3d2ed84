"""What is near a text that is no entry: a situation, or a question. The text is kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from ..models import EntryVector, VectorSpace
from .encoder import encoder_named
from .reasons import shared_words
from .scoring import Batch
from .spaces import likeness_of, statistics_of
from .vectors import MEANING, Text, unpacked
from .words import candidates

MOST_COMPARED = 20_000  # the newest of what may be read, so that memory has a limit


@dataclass(frozen=True)
class NearText:
    """An entry that is near a text: by how much, and the words of both, as the entry writes them.

    `score` tells which of the entries are nearest, `is_about` whether this one is near at all.
    """

    entry_id: int
    score: float
    words: tuple[str, ...]
    is_about: bool = True
    cosine: float = 0.0  # by meaning alone


def nearest_to_text(
    text: str, language: str, entries: QuerySet, *, limit: int = 40, by_meaning_too: bool = False
) -> list[NearText]:
    """Those of `entries` nearest to a text by meaning and by word, best first: three queries.

    With `by_meaning_too` the nearest `limit` by meaning alone are among them: a few words, or those
    of another language, weigh little. Pass what the reader may see. Nothing while no vectors were made.
    """
    space = VectorSpace.objects.filter(is_current=True).defer("basis", "words").first()
    if space is None or not text.strip():
        return []
    encoder = encoder_named(space.encoder)
    if encoder.name != space.encoder:
        return []  # its package is gone; another one is being filled
    rows = list(
        EntryVector.objects.fresh()
        .filter(space=space, is_placed=True, entry__in=entries.order_by())
        .exclude(settled=b"")
        .order_by("-entry")
        .values_list("entry", "entry__language", "settled", "meaning")[:MOST_COMPARED]
    )
    if not rows:
        return []
    raw = encoder.encode([text])
    scores = _scores(space, raw, text, language, rows)
    cosines = _cosines(space, raw, rows)
    best = np.argsort(-scores, kind="stable")[:limit].tolist()
    if by_meaning_too:
        others = set(np.argsort(-cosines, kind="stable")[:limit].tolist()) - set(best)
        best += sorted(others, key=lambda i: (-scores[i], i))
    mine = keywords_of_text(space, text, language)
    told = EntryVector.objects.filter(space=space, entry__in=[rows[i][0] for i in best])
    theirs = dict(told.values_list("entry", "keywords"))
    return [
        NearText(
            rows[i][0],
            float(scores[i]),
            shared_words(mine, theirs.get(rows[i][0], [])),
            encoder.about is None or bool(cosines[i] >= encoder.about),
            float(cosines[i]),
        )
        for i in best
    ]


def keywords_of_text(space: VectorSpace, text: str, language: str) -> list[tuple]:
    rarity = statistics_of(space).words.rarity
    return [
        (each.stem, each.surface, each.weight)
        for each in candidates([(text, 1.0)], language, rarity)
    ]


def _cosines(space: VectorSpace, raw: np.ndarray, rows) -> np.ndarray:
    """How near these entries are to the text by meaning alone."""
    held = unpacked([row[3] for row in rows], MEANING)
    return held @ (raw @ statistics_of(space).basis.axes)[0]


def _scores(space: VectorSpace, raw: np.ndarray, text: str, language: str, rows) -> np.ndarray:
    """In standard deviations among these entries, those of each language apart: else the language
    of the text decides."""
    statistics = statistics_of(space)
    likeness = likeness_of(space)
    one = Text("", text, language)
    placed = statistics.words.place([one])
    batch = Batch(
        np.zeros(1, np.int64),
        np.array([language]),
        np.zeros(1, np.int64),
        [frozenset()],
        statistics.basis.compress(raw, [one.accent]),
        statistics.words.likeness(placed, [one.accent]),
    )
    products = (likeness.combined(batch) @ unpacked([row[2] for row in rows]).T)[0]
    languages = np.array([row[1] for row in rows])
    scores = np.zeros(len(rows), np.float32)
    for each in set(languages.tolist()):
        of_it = languages == each
        spread = products[of_it].std() if of_it.sum() > 5 else products.std()
        scores[of_it] = (products[of_it] - products[of_it].mean()) / max(float(spread), 1e-3)
    return scores
