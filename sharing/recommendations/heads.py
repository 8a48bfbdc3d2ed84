"""Titles with summaries: of a few words they say more than a whole entry does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.conf import settings

from ..models import Entry
from .encoder import encoder_named


@dataclass(frozen=True)
class Alike:
    """How a text compares with the title and summary of an entry, by the encoder's own measure."""

    cosine: float = 0.0
    is_like: bool = False  # of one subject
    is_copy: bool = False  # tells the same


def head_of(entry: Entry) -> str:
    """Title and summary, as they are compared."""
    return f"{entry.current_revision.title}. {entry.current_revision.summary}"


def alike_in_meaning(said: str, entries: Iterable[Entry]) -> dict[int, Alike]:
    """How `said` compares with each of the entries, by id.

    Nothing where the encoder knows no meaning, or nothing is said yet.
    """
    encoder = encoder_named(settings.SENTENCE_ENCODER)
    if encoder.like is None or encoder.copy is None or not said.strip(" .\n"):
        return {}
    mine = encoder.encode([said])[0]
    cosines = {e.pk: float(_vector(encoder.name, head_of(e)) @ mine) for e in entries}
    return {
        pk: Alike(cosine, cosine >= encoder.like, cosine >= encoder.copy)
        for pk, cosine in cosines.items()
    }


@lru_cache(maxsize=4_000)  # 2 kB each: who is writing asks about the same entries at every pause
def _vector(encoder: str, head: str) -> np.ndarray:
    return encoder_named(encoder).encode([head])[0]
