"""What looks like a text that somebody is writing: in their own sector and elsewhere, in either language."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Entry
from .encoder import HashedEncoder
from .heads import Alike, alike_in_meaning, head_of
from .spaces import text_of
from .to_text import nearest_to_text

SHOWN = 5
COMPARED = 25
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
    text: str,
    language: str,
    user,
    *,
    said: str = "",
    own: Entry | None = None,
    limit: int = SHOWN,
) -> list[Similar]:
    """The entries that look most like `text`, of those that `user` may read, near-copies first.

    Rather none than those that are only nearer than others. `said` is its title and summary: what a
    copy has alike, also before the rest is written, and in another language. `own` is the entry that
    is being written. Four queries; the text is kept nowhere.
    """
    text = text.strip()
    if len(text) < SHORTEST:
        return []
    readable = Entry.objects.visible_to(user).in_circulation()
    if own is not None:
        readable = readable.exclude(pk=own.pk)
    near = nearest_to_text(
        text, language, readable, limit=COMPARED, by_meaning_too=True, is_entry=True
    )
    rows = Entry.objects.visible_to(user).for_cards().filter(pk__in=[n.entry_id for n in near])
    entries = {entry.pk: entry for entry in rows}
    there = [n for n in near if n.entry_id in entries]
    of_entries = [entries[n.entry_id] for n in there]
    copies = _copies_by_letter(text, said, of_entries)
    alike = alike_in_meaning(said, of_entries)
    copies |= {pk for pk, one in alike.items() if one.is_copy}
    found = [
        Similar(entries[n.entry_id], n.words, n.entry_id in copies)
        for n in there
        if n.entry_id in copies
        or alike.get(n.entry_id, Alike()).is_like
        or (n.score >= NEAR and (n.is_about or n.words))
    ]
    found.sort(key=lambda each: (not each.is_near_copy, -alike.get(each.entry.pk, Alike()).cosine))
    return found[:limit]


def _copies_by_letter(text: str, said: str, entries: list[Entry]) -> set[int]:
    """Which of the entries nearly have this text, or this title and summary."""
    encoder = HashedEncoder()
    whole, head, *others = encoder.encode(
        [text, said, *(text_of(entry).whole for entry in entries), *map(head_of, entries)]
    )
    wholes, heads = others[: len(entries)], others[len(entries) :]
    return {
        entry.pk
        for entry, its_whole, its_head in zip(entries, wholes, heads, strict=True)
        if max(its_whole @ whole, its_head @ head) >= COPY
    }
