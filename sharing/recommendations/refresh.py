"""Entries → vectors → who is near whom. What is due is derived from state.

Any number of workers: each takes shares of 200 by a conditional UPDATE, encodes outside transactions
and commits per share. One that is killed leaves a lease that ends by itself. A full rebuild fills a
new space while the old one serves.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from datetime import timedelta
from itertools import batched

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..models import OPEN_LEVELS, Entry, EntryVector, VectorSpace
from .aboutness import keywords_of
from .encoder import Encoder
from .field import SHARE, Field, Side
from .lists import replace
from .scoring import Likeness
from .spaces import (
    MOST_FITTED,
    about_parts,
    current_encoder,
    fitted_space,
    is_outgrown,
    likeness_of,
    statistics_of,
    text_of,
)
from .vectors import packed, unpacked

NIGHT = range(2, 6)
OLD = timedelta(hours=12)

Progress = Callable[[str, int, int], None]


def silent(what: str, done: int, due: int) -> None:
    """Progress that nobody watches."""


def refresh(*, full: bool = False, progress: Progress = silent) -> int:
    """Bring vectors and neighbours up to date; returns how many entries were encoded or placed.

    `full` fits the statistics anew. Without it that happens at night, when the encoder changed, and
    when there are half as many open entries again.
    """
    encoder = current_encoder()
    token = uuid.uuid4().hex
    EntryVector.objects.gone().delete()
    space = _space_to_fill(encoder, full=full)
    done = fill(space, encoder, token, progress)
    return done + place(space, token, progress)


def held_by_others() -> int:
    """How many entries of the newest space wait for a worker that holds them, or was ended so."""
    space = VectorSpace.objects.defer("basis", "words").order_by("-pk").first()
    if space is None:
        return 0
    return (stale(space) | space.vectors.filter(is_placed=False)).count()


def _space_to_fill(encoder: Encoder, *, full: bool) -> VectorSpace:
    """The unfinished space, the current one, or a new one where that is due."""
    spaces = VectorSpace.objects.defer("basis", "words")
    current = spaces.filter(is_current=True).first()
    newest = spaces.order_by("-pk").first()
    unfinished = newest if newest and not newest.is_current else None
    count = Entry.objects.open().count()
    if unfinished and not is_outgrown(unfinished, encoder, count):
        return unfinished
    if current and not (full or _is_night_due(current) or is_outgrown(current, encoder, count)):
        return current
    step = max(1, -(-count // MOST_FITTED))
    entries = list(Entry.objects.open().select_related("current_revision").order_by("pk")[::step])
    space = fitted_space(entries, count, encoder, current)
    space.save()
    return space


def _is_night_due(space: VectorSpace) -> bool:
    now = timezone.now()
    return timezone.localtime(now).hour in NIGHT and space.made_at < now - OLD


# Filling: entries → vectors


def fill(space: VectorSpace, encoder: Encoder, token: str, progress: Progress = silent) -> int:
    """Encode all entries of which the space has not the current wording; returns how many."""
    missing = list(
        Entry.objects.in_circulation()
        .exclude(vectors__space=space)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for share in batched(missing, SHARE, strict=False):
        rows = [EntryVector(space=space, entry_id=pk) for pk in share]
        EntryVector.objects.bulk_create(rows, ignore_conflicts=True)
    due, done = stale(space).count(), 0
    is_open = Q(entry__level__in=OPEN_LEVELS)
    # Open entries apart from the others, so that not even rounding depends on what is hidden.
    for side in (is_open, ~is_open):
        rows = stale(space).filter(side).order_by("pk").values_list("pk", flat=True)
        while pks := list(rows.free()[:SHARE]):
            if EntryVector.objects.claim(token, pks):
                done += _fill_share(space, encoder, token)
                progress("encoded", done, due)
    return done


def stale(space: VectorSpace):
    """Vectors that are not of the current wording, or on the wrong side of open and restricted."""
    return space.vectors.exclude(pk__in=space.vectors.fresh().values("pk"))


def _fill_share(space: VectorSpace, encoder: Encoder, token: str) -> int:
    mine = list(space.vectors.filter(leased_by=token).select_related("entry__current_revision"))
    ready = [v for v in mine if v.entry.current_revision_id]
    texts = [text_of(v.entry) for v in ready]
    accents = [text.accent for text in texts]
    statistics = statistics_of(space)
    meanings = _kept_meanings(space, ready)
    new = [i for i, v in enumerate(ready) if v.entry_id not in meanings]
    raw = encoder.encode([texts[i].whole for i in new])
    fresh = statistics.basis.compress(raw, [accents[i] for i in new]) if new else []
    meanings |= {ready[i].entry_id: packed(row) for i, row in zip(new, fresh, strict=True)}
    words = statistics.words.place(texts)
    about = keywords_of(
        [(about_parts(v.entry), v.entry.language) for v in ready],
        unpacked([meanings[v.entry_id] for v in ready]),
        encoder,
        statistics.basis,
        statistics.words.rarity,
    )
    for vector, placed, told in zip(ready, words, about, strict=True):
        entry = vector.entry
        vector.revision_id = entry.current_revision_id
        vector.is_open = entry.level in OPEN_LEVELS
        vector.meaning, vector.words, vector.settled = meanings[entry.pk], packed(placed), b""
        vector.keywords = [[word.stem, word.surface, word.weight] for word in told]
        vector.is_placed = False
        vector.leased_by, vector.leased_until = "", None
    columns = ("revision", "is_open", "meaning", "words", "settled", "keywords", "is_placed")
    with transaction.atomic():
        EntryVector.objects.bulk_update(ready, (*columns, "leased_by", "leased_until"))
    return len(ready)


def _kept_meanings(space: VectorSpace, vectors: list[EntryVector]) -> dict[int, bytes]:
    """Meanings of the same wordings under the same basis: a rebuild encodes nothing twice."""
    before = (
        VectorSpace.objects.filter(is_current=True)
        .exclude(pk=space.pk)
        .defer("basis", "words")
        .first()
    )
    if before is None:
        return {}
    one, other = statistics_of(before).basis, statistics_of(space).basis
    if one.axes.shape != other.axes.shape or not np.array_equal(one.axes, other.axes):
        return {}
    wanted = {v.entry_id: v.entry.current_revision_id for v in vectors}
    kept = before.vectors.filter(entry__in=wanted).values_list("entry", "revision", "meaning")
    return {pk: bytes(m) for pk, revision, m in kept if revision == wanted[pk] and m}


# Placing: vectors → neighbours


def place(space: VectorSpace, token: str, progress: Progress = silent) -> int:
    """Find the neighbours of all that has none yet; returns of how many. One worker at a time."""
    if space.is_current and not space.vectors.filter(is_placed=False).exists():
        return 0
    if not space.is_current and stale(space).exists():
        return 0  # another worker is filling it
    if not VectorSpace.objects.claim(token, [space.pk]):
        return 0
    try:
        return _place(space, token, progress)
    finally:
        VectorSpace.objects.release(token)


def _place(space: VectorSpace, token: str, progress: Progress) -> int:
    field = Field(space)
    if not space.likeness:
        fitted = Likeness.fit(field.open.batch, field.trust)
        space.likeness = fitted.as_json()
        space.save(update_fields=["likeness"])
    likeness = likeness_of(space)
    field.settle(likeness)
    due = sum(int((~side.is_placed).sum()) for side in field.sides)
    done = 0
    for side in field.sides:  # apart, as when filling
        rows = np.flatnonzero(~side.is_placed).tolist()
        for share in batched(rows, SHARE, strict=False):
            found, full = field.neighbours(likeness, side, np.array(share))
            with transaction.atomic():
                same = _as_loaded(found, field, side)
                found = {key: near for key, near in found.items() if key in same}
                EntryVector.objects.filter(pk__in=found).update(is_placed=True, has_more=False)
                EntryVector.objects.filter(pk__in=full & same).update(has_more=True)
                # In a new space all lists are made, and nobody need be told.
                replace(found, field, likeness, side, tells=space.is_current)
            done += len(found)
            VectorSpace.objects.filter(pk=space.pk).renew(token)
            progress("placed", done, due)
    if not space.is_current:
        _make_current(space)
    return done


def _as_loaded(keys: Collection[int], field: Field, side: Side) -> set[int]:
    """Those of these vectors that still are what was loaded, locked.

    Filling asks for no lease of the space: what it encoded anew meanwhile stays due. A revision is of
    one entry, so that any of these revisions is that vector's own.
    """
    revisions = [side.revisions[key] for key in keys]
    same = EntryVector.objects.filter(pk__in=list(keys), revision__in=revisions)
    same = same.filter(is_open=side is field.open).exclude(settled=b"")
    return set(same.select_for_update().order_by("pk").values_list("pk", flat=True))


def _make_current(space: VectorSpace) -> None:
    """Let `space` serve, and drop those before it."""
    with transaction.atomic():
        VectorSpace.objects.filter(is_current=True).update(is_current=False)
        VectorSpace.objects.filter(pk=space.pk).update(is_current=True)
    space.is_current = True
    for old in VectorSpace.objects.exclude(pk=space.pk).filter(pk__lt=space.pk).only("pk"):
        while pks := list(old.vectors.values_list("pk", flat=True)[:SHARE]):
            with transaction.atomic():
                EntryVector.objects.filter(pk__in=pks).delete()
        old.delete()
