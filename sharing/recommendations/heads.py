"""Titles with summaries: of a few words they say more than a whole entry does."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from ..models import Entry
from .encoder import encoder_named

LIKE = 0.4  # cosine of title and summary of one subject; of others it is 0.38 at most (tests)


def head_of(entry: Entry) -> str:
    """Title and summary, as they are compared."""
    return f"{entry.current_revision.title}. {entry.current_revision.summary}"


def alike_in_meaning(said: str, entries: Iterable[Entry]) -> dict[int, float]:
    """Cosines of what is said with the titles and summaries of entries, by entry id.

    Nothing where the encoder knows no meaning, or nothing is said yet.
    """
    encoder = encoder_named(settings.SENTENCE_ENCODER)
    if encoder.copy is None or not said.strip(" .\n"):
        return {}
    entries = list(entries)
    mine, *others = encoder.encode([said, *map(head_of, entries)])
    return {entry.pk: float(other @ mine) for entry, other in zip(entries, others, strict=True)}
