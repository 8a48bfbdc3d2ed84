"""What is near a text that is no entry: a situation, or a question. The text is kept nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet

from ..models import EntryVector, Similarity, VectorSpace
from .encoder import encoder_named
from .reasons import shared_words
from .scoring import Batch
from .spaces import likeness_of, statistics_of
from .vectors import MEANING, Text, unpacked
from .words import candidates

FAR_OUT = 8.0  # deviations above which nearer says nothing more
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
    deviations: float = 0.0  # the same, among the entries of its language


def nearest_to_text(
    text: str,
    language: str,
    entries: QuerySet,
    *,
    limit: int = 40,
    by_meaning_too: bool = False,
    besides: Collection[int] = (),
    is_entry: bool = False,
) -> list[NearText]:
    """Those of `entries` nearest to a text by meaning and by word, best first: three queries.

    With `by_meaning_too` the nearest `limit` by meaning alone are among them: a few words, or those
    of another language, weigh little. So are those with the ids `besides`, however far. `is_entry`: it
    is no question, but told as entries are. Pass what the reader may see. Nothing while no vectors were made.
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
    raw = encoder.encode([text]) if is_entry else encoder.encode_questions([text])
    scores = _scores(space, raw, text, language, rows)
    cosines = _cosines(space, raw, rows)
    languages = np.array([row[1] for row in rows])
    deviations = _in_deviations(cosines, languages)
    best = np.argsort(-scores, kind="stable")[:limit].tolist()
    others = {i for i, row in enumerate(rows) if row[0] in besides}
    if by_meaning_too:
        others.update(np.argsort(-cosines, kind="stable")[:limit].tolist())
    best += sorted(others.difference(best), key=lambda i: (-scores[i], i))
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
            float(deviations[i]),
        )
        for i in best
    ]


@dataclass(frozen=True)
class Beside:
    """An entry that is kept as near to `seed`: by 1 as near as two entries come."""

    seed: int
    entry_id: int
    nearness: float


def beside_these(seeds: Iterable[int], entries: QuerySet) -> list[Beside]:
    """Those of `entries`, which the reader may see, that tell the same problem as the seeds do; one query."""
    rows = Similarity.objects.among(entries).filter(vector__entry__in=list(seeds))
    return [
        Beside(seed, entry, min(score, FAR_OUT) / FAR_OUT)
        for seed, entry, score in rows.order_by("vector", "-score", "other").values_list(
            "vector__entry", "other__entry", "score"
        )
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
    return _in_deviations(products, np.array([row[1] for row in rows]))


def _in_deviations(values: np.ndarray, languages: np.ndarray) -> np.ndarray:
    """The values of each language in standard deviations from its own mean."""
    scores = np.zeros(len(values), np.float32)
    for each in set(languages.tolist()):
        of_it = languages == each
        spread = values[of_it].std() if of_it.sum() > 5 else values.std()
        scores[of_it] = (values[of_it] - values[of_it].mean()) / max(float(spread), 1e-3)
    return scores
