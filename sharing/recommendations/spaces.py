"""Vector spaces: fitted on open entries, kept in the database, read back once per process."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

import numpy as np
from django.conf import settings

from ..models import Entry, VectorSpace
from .encoder import Encoder, SentenceEncoder, encoder_named
from .scoring import Likeness
from .vectors import BASIS_SAMPLE, Basis, Text, WordStatistics
from .words import plain

MOST_FITTED = 20_000  # open entries on which word statistics are fitted
FEW = 600  # open entries below which parts of them help to find the axes
BODY = ("problem", "approach", "lesson")
GROWTH = 1.5


@dataclass(frozen=True)
class Statistics:
    """A space's statistics, ready to use."""

    encoder: str
    basis: Basis
    words: WordStatistics


def current_encoder() -> Encoder:
    """The encoder of the settings, or the one without weights where its package is missing."""
    return encoder_named(getattr(settings, "SENTENCE_ENCODER", SentenceEncoder.name))


def text_of(entry: Entry) -> Text:
    """What is encoded of an entry: never its restricted detail."""
    revision = entry.current_revision
    body = " ".join(getattr(revision, name) for name in ("summary", *BODY))
    source = source_of(entry.author_id, entry.source_id)
    return Text(revision.title, " ".join(plain(body).split()), entry.language, source)


def source_of(author_id: int | None, source_id: str) -> str:
    """The collection an entry was imported from, by the letters its id there begins with."""
    if author_id or not source_id:
        return ""
    letters = re.match(r"[a-z]+", source_id.casefold())
    return letters[0] if letters else "elsewhere"


def accent_of(language: str, author_id: int | None, source_id: str) -> str:
    return Text("", "", language, source_of(author_id, source_id)).accent


def about_parts(entry: Entry) -> list[tuple[str, float]]:
    """The texts that say what the problem is, and what a word in each counts."""
    revision = entry.current_revision
    problem = revision.problem or revision.approach or revision.lesson
    return [(revision.title, 3.0), (revision.summary, 2.0), (problem, 1.0)]


@lru_cache(maxsize=2)
def statistics_at(key: UUID) -> Statistics:
    """What was stored with the space of this uuid and never changes: remembered by this process."""
    space = VectorSpace.objects.only("encoder", "basis", "words").get(uuid=key)
    basis, words = Basis.loaded(space.basis), WordStatistics.loaded(space.words)
    return Statistics(space.encoder, basis, words)


def statistics_of(space: VectorSpace) -> Statistics:
    """The same, of a space that was read."""
    return statistics_at(space.uuid)


def rarity_of_themes(key: UUID) -> dict[int, float] | None:
    """How rare each theme is among open entries, as the placed space `key` knows it.

    None when another took its place just now: what was read of it leads nowhere any more, and its
    readers suggest nothing this once.
    """
    try:
        return _rarity_at(key)
    except VectorSpace.DoesNotExist:
        return None


@lru_cache(maxsize=4)
def _rarity_at(key: UUID) -> dict[int, float]:
    likeness = VectorSpace.objects.values_list("likeness", flat=True).get(uuid=key)
    return dict(likeness["rarity"])


def likeness_of(space: VectorSpace) -> Likeness:
    return Likeness.from_json(space.likeness)


def is_outgrown(space: VectorSpace, encoder: Encoder, open_entries: int) -> bool:
    """Whether another space should be made: another encoder, or half as many entries again."""
    if (space.encoder, space.encoder_version) != (encoder.name, encoder.version):
        return True
    return open_entries > space.open_entries * GROWTH + 5


def fitted_space(
    open_entries: Sequence[Entry], count: int, encoder: Encoder, before: VectorSpace | None
) -> VectorSpace:
    """A new space from these open entries, of `count`; not saved. Encodes: outside transactions."""
    texts = [text_of(entry) for entry in open_entries]
    basis = _basis_to_keep(before, encoder, count)
    if basis is None:
        basis = _fitted_basis(open_entries, texts, count, encoder)
    return VectorSpace(
        encoder=encoder.name,
        encoder_version=encoder.version,
        open_entries=count,
        basis=basis.saved(),
        words=WordStatistics.fit(texts).saved(),
    )


def _basis_to_keep(before: VectorSpace | None, encoder: Encoder, count: int) -> Basis | None:
    """The basis of the space before, as long as it is of this encoder and of enough entries."""
    if before is None or (before.encoder, before.encoder_version) != (
        encoder.name,
        encoder.version,
    ):
        return None
    basis = statistics_of(before).basis
    enough = basis.fitted_on >= BASIS_SAMPLE or count <= 2 * basis.fitted_on
    return basis if enough and basis.fitted_on > FEW else None


def _fitted_basis(entries, texts: list[Text], count: int, encoder: Encoder) -> Basis:
    step = max(1, -(-len(texts) // BASIS_SAMPLE))
    sample = texts[::step]
    rows = encoder.encode([text.whole for text in sample])
    parts = None
    if len(texts) < FEW:
        sections = [
            getattr(entry.current_revision, name)
            for entry in entries
            for name in ("summary", *BODY)
        ]
        parts = encoder.encode([section for section in sections if section])
    rows = rows if len(rows) else np.zeros((0, encoder.dim), np.float32)
    return Basis.fit(rows, [text.accent for text in sample], entries=count, parts=parts)
