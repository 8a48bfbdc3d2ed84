"""What looks like a text that somebody is writing: in their own sector and elsewhere, in either language."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Entry
from .encoder import HashedEncoder
from .spaces import text_of
from .to_text import nearest_to_text

SHOWN = 5
COMPARED = 15
SHORTEST = 40  # characters of a text of which something can be said
NEAR = 1.0  # standard deviations among what the writer may read
COPY = 0.7  # of the letters: above it two texts are one text, changed a little


@dataclass(frozen=True)
class Similar:
    """An entry that looks like the text, the telling words of both, and whether it is nearly the same."""

    entry: Entry
    words: tuple[str, ...]
    is_near_copy: bool = False


def similar_while_writing(
    text: str, language: str, user, *, own: Entry | None = None, limit: int = SHOWN
) -> list[Similar]:
    """The entries that look most like `text`, of those that `user` may read, near-copies first.

    Four queries. The text is kept nowhere. `own` is the entry that is being written.
    """
    text = text.strip()
    if len(text) < SHORTEST:
        return []
    readable = Entry.objects.visible_to(user).in_circulation()
    if own is not None:
        readable = readable.exclude(pk=own.pk)
    near = [n for n in nearest_to_text(text, language, readable, limit=COMPARED) if n.score >= NEAR]
    rows = Entry.objects.visible_to(user).for_cards().filter(pk__in=[n.entry_id for n in near])
    entries = {entry.pk: entry for entry in rows}
    there = [n for n in near if n.entry_id in entries]
    letters = HashedEncoder().encode([text, *(text_of(entries[n.entry_id]).whole for n in there)])
    found = [
        Similar(entries[n.entry_id], n.words, bool(row @ letters[0] >= COPY))
        for n, row in zip(there, letters[1:], strict=True)
    ]
    return sorted(found, key=lambda each: not each.is_near_copy)[:limit]
