"""Which barriers say the same as a sentence, in either language. The sentence is kept nowhere."""

from __future__ import annotations

from itertools import batched

import numpy as np
from django.db.models import QuerySet

from ..models import SentenceVector
from .spaces import current_encoder
from .vectors import packed, unit, unpacked

SHARE = 200
COMPARED = 500  # the newest of what may be read
SHORTEST = 12  # characters of a sentence of which something can be said


def refresh_sentences() -> int:
    """Bring what is known of barriers' sentences up to date; returns how many were encoded.

    Two workers at once write the same, so neither needs a lease.
    """
    encoder = current_encoder()
    due = list(SentenceVector.objects.missing(encoder).order_by("pk").values_list("pk", "title"))
    for share in batched(due, SHARE, strict=False):
        rows = unit(encoder.encode([title for _pk, title in share]))
        meanings = {which: packed(row) for which, row in zip(share, rows, strict=True)}
        SentenceVector.objects.keep(encoder, meanings)
    return len(due)


def saying_the_same(text: str, barriers: QuerySet, *, most: int = 3) -> list[int]:
    """Ids of those of `barriers`, which the reader may see, that say what `text` says, best first.

    One query. Nothing where the encoder knows no meaning: then words must do.
    """
    encoder = current_encoder()
    if encoder.same is None or len(text.strip()) < SHORTEST:
        return []
    rows = list(
        SentenceVector.objects.of(encoder)
        .filter(barrier__in=barriers.order_by("-pk").values("pk")[:COMPARED])
        .order_by("-pk")
        .values_list("barrier", "meaning")
    )
    if not rows:
        return []
    asked = unit(encoder.encode([text]))[0]
    nearness = unpacked([row[1] for row in rows]) @ asked
    best = np.argsort(-nearness, kind="stable")[:most]
    return [rows[i][0] for i in best.tolist() if nearness[i] >= encoder.same]
