"""The sentence of an entry that comes nearest to a text: a reason that a reader can judge.

Neither the text nor what was compared is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from django.conf import settings

from ..models import Entry
from .encoder import encoder_named
from .words import plain

SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
FEWEST, MOST = 4, 40  # words of a sentence that is worth quoting
LOOKED_AT = 12  # sentences of one entry, from its beginning
NEAR = 0.22  # cosine from which a sentence says something of what the text says


def nearest_sentences(text: str, entries: Iterable[Entry]) -> dict[int, str]:
    """Of each entry (with its current revision) the sentence nearest to `text`; of some none.

    Looked at are summary and problem. Nothing where the encoder knows no meaning.
    """
    encoder = encoder_named(settings.SENTENCE_ENCODER)
    if encoder.like is None or not text.strip():
        return {}
    told = [(entry.pk, sentence) for entry in entries for sentence in sentences_of(entry)]
    mine, *others = encoder.encode([text, *(sentence for _pk, sentence in told)])
    best: dict[int, tuple[float, str]] = {}
    for (pk, sentence), other in zip(told, others, strict=True):
        nearness = float(np.dot(other, mine))
        if nearness >= max(NEAR, best.get(pk, (0.0, ""))[0]):
            best[pk] = nearness, sentence
    return {pk: sentence for pk, (_nearness, sentence) in best.items()}


def sentences_of(entry: Entry) -> list[str]:
    """What can be quoted of the beginning of an entry, in plain words."""
    revision = entry.current_revision
    parts = SENTENCE.split(f"{plain(revision.summary)}\n{plain(revision.problem)}")
    sentences = (" ".join(part.split()) for part in parts)
    return [each for each in sentences if FEWEST <= len(each.split()) <= MOST][:LOOKED_AT]
