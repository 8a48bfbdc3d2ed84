"""Words that stand one after another: found by their terms, then checked in what entries say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef, QuerySet

from ..models import Posting
from .stopwords import EITHER
from .terms import bare

MOST_CHECKED = 1_000
Phrase = tuple[str, ...]


def holding(
    entries: QuerySet, phrases: Iterable[Phrase], ids_of: Callable[[Iterable[str]], list[int]]
) -> list[int]:
    """Ids of those that hold every one of these phrases, of the first thousand with all their words.

    `ids_of` gives the ids of the terms that words may be in the index.
    """
    for word in {word for phrase in phrases for word in phrase}:
        if word not in EITHER:  # those of the entry's language are in no posting
            postings = Posting.objects.filter(entry=OuterRef("pk"), term__in=ids_of([word]))
            entries = entries.filter(Exists(postings))
    patterns = [
        re.compile(r"\b" + r"[\W_]+".join(map(re.escape, phrase)) + r"\b") for phrase in phrases
    ]
    rows = entries.values_list("pk", "current_revision__title", "indexed__text")
    return [
        pk
        for pk, title, text in rows[:MOST_CHECKED]
        if _has_all(patterns, bare(f"{title}\n{text}"))
    ]


def _has_all(patterns: list[re.Pattern], text: str) -> bool:
    return all(pattern.search(text) for pattern in patterns)
