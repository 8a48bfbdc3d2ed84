"""Which of some short texts say the same as another one: by the telling words that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log

from .terms import composed, stems, terms, tokens

FEWEST_WORDS = 2
LEAST_SHARE = 0.3  # of what the words of the text weigh
MOST_WORDS = 60


def alike(text: str, rows: Iterable[tuple[object, str, str]], most: int = 3) -> list:
    """The keys of those rows, (key, text, language), that share most with `text`, best first.

    A word weighs more the fewer of the rows have it. Where the text says too little, no row is read.
    """
    stemmed = (frozenset(stems(token.word)) for token in tokens(composed(text)))
    asked = list(dict.fromkeys(filter(None, stemmed)))[:MOST_WORDS]
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
