"""Titles with summaries, of which a few words say more than of a whole entry; and what nearly is one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.conf import settings

from ..models import Entry
from .encoder import HashedEncoder, encoder_named
from .spaces import text_of

COPY = 0.7  # of the letters: above it two texts are one text, changed a little


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


def copies_by_letter(text: str, said: str, entries: Iterable[Entry]) -> set[int]:
    """Ids of those of the entries that nearly have this text, or the title and summary `said`."""
    entries = list(entries)
    whole, head, *others = HashedEncoder().encode(
        [text, said, *(text_of(entry).whole for entry in entries), *map(head_of, entries)]
    )
    wholes, heads = others[: len(entries)], others[len(entries) :]
    return {
        entry.pk
        for entry, its_whole, its_head in zip(entries, wholes, heads, strict=True)
        if max(its_whole @ whole, its_head @ head) >= COPY
    }


@lru_cache(maxsize=4_000)  # 2 kB each: who is writing asks about the same entries at every pause
def _vector(encoder: str, head: str) -> np.ndarray:
    return encoder_named(encoder).encode([head])[0]
