"""What looks like a text that somebody is writing: in their own sector and elsewhere, in either language."""

from __future__ import annotations

from dataclasses import dataclass

from sharing.models import Entry
from sharing.recommendations import Alike, alike_in_meaning, copies_by_letter, nearest_to_text
from sharing.search import shares_said, telling_words

from .fits import TITLE_COUNTS, shares_by_words

SHOWN = 5
COMPARED = 25  # of the best by meaning and word, and as many by their words alone
SHORTEST = 40  # characters of a text of which something can be said
NEAR = 1.0  # standard deviations among what the writer may read
SAID = 0.75  # of the words of the text, from which an entry says the same whatever its meaning is
WORDS_COUNT = 4.0  # deviations that the words of the best by words are worth: on one half of the texts cut in two


@dataclass(frozen=True)
class Similar:
    """An entry that looks like the text, the telling words of both, and whether it is nearly the same.

    `worth` ranks them, in standard deviations.
    """

    entry: Entry
    words: tuple[str, ...]
    is_near_copy: bool = False
    worth: float = 0.0


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
    is being written. Eleven queries; the text is kept nowhere.
    """
    text = text.strip()
    if len(text) < SHORTEST:
        return []
    readable = Entry.objects.visible_to(user).in_circulation()
    if own is not None:
        readable = readable.exclude(pk=own.pk)
    shares = shares_by_words(telling_words(text, language), readable, COMPARED)
    near = nearest_to_text(
        text, language, readable, limit=COMPARED, by_meaning_too=True, besides=shares, is_entry=True
    )
    rows = Entry.objects.visible_to(user).for_cards().filter(pk__in=[n.entry_id for n in near])
    entries = {entry.pk: entry for entry in rows}
    copies = copies_by_letter(text, said, entries.values())
    heads = alike_in_meaning(said, entries.values())
    said_of_it = shares_said(text, language, entries)
    found = []
    for one in near:
        head = heads.get(one.entry_id, Alike())
        is_copy = one.entry_id in copies or head.is_copy
        is_said = said_of_it.get(one.entry_id, 0) >= SAID
        is_near = is_said or (one.score >= NEAR and bool(one.is_about or one.words))
        if one.entry_id in entries and (is_copy or head.is_like or is_near):
            said_alike = WORDS_COUNT * shares.get(one.entry_id, 0) + TITLE_COUNTS * head.is_like
            worth = one.score + said_alike
            found.append(Similar(entries[one.entry_id], one.words, is_copy, worth))
    return sorted(found, key=lambda each: (not each.is_near_copy, -each.worth))[:limit]
