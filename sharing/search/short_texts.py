"""Which of some texts say the same as another one: by the telling words that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from math import log

from ..models import Posting
from .terms import composed, stems, terms, tokens

FEWEST_WORDS = 2
LEAST_SHARE = 0.3  # of what the words of the text weigh
MOST_WORDS = 60
SAYS_SOMETHING = 4  # words


def alike(text: str, rows: Iterable[tuple[object, str, str]], most: int = 3) -> list:
    """The keys of those rows, (key, text, language), that share most with `text`, best first.

    A word weighs more the fewer of the rows have it. Where the text says too little, no row is read.
    """
    asked = _telling(text)
    if len(asked) < FEWEST_WORDS:
        return []
    held = [(key, set(terms(words, language))) for key, words, language in rows]
    having = Counter(word for _key, words in held for word in asked if word & words)
    weights = {word: log(1 + len(held) / (having[word] or 1)) for word in asked}
    whole = sum(weights.values())
    found = []
    for place, (key, words) in enumerate(held):
        shared = [word for word in asked if word & words]
        share = sum(weights[word] for word in shared) / whole
        if len(shared) >= FEWEST_WORDS and share >= LEAST_SHARE:
            found.append((-share, place, key))
    return [key for _share, _place, key in sorted(found)[:most]]


def shares_said(text: str, language: str, entry_ids: Collection[int]) -> dict[int, float]:
    """Of entries that say some of the telling words of `text`, by id, which share of them, 0 to 1: one query.

    Nothing of a text that has fewer than `SAYS_SOMETHING`: those may stand anywhere.
    """
    asked = _telling(text, language)
    if len(asked) < SAYS_SOMETHING:
        return {}
    said: dict[int, set[str]] = {}
    rows = Posting.objects.filter(
        entry__in=entry_ids, term__text__in=set().union(*asked)
    ).values_list("entry", "term__text")
    for entry, term in rows:
        said.setdefault(entry, set()).add(term)
    return {
        entry: sum(1 for word in asked if word & words) / len(asked)
        for entry, words in said.items()
    }


def _telling(text: str, language: str | None = None) -> list[frozenset[str]]:
    """Its words but the small ones, once each: of each what it may be in the index."""
    stemmed = (frozenset(stems(token.word, language)) for token in tokens(composed(text)))
    return list(dict.fromkeys(filter(None, stemmed)))[:MOST_WORDS]
