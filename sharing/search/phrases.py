"""Words that stand one after another: found by their terms, then checked in what entries say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain

from django.db.models import Exists, OuterRef, QuerySet, StringAgg, Subquery, TextField, Value
from django.db.models.functions import Concat

from ..models import Entry, Posting
from .stopwords import EITHER
from .terms import bare

MOST_CHECKED = 1_000
Phrase = tuple[str, ...]


def holding(
    entries: QuerySet, phrases: Iterable[Phrase], ids_of: Callable[[Iterable[str]], list[int]]
) -> list[int]:
    """Ids of those that hold every one of these phrases, of the first thousand with all their words: in
    what they say, or in a name that they are found by.

    `ids_of` gives the ids of the terms that words may be in the index.
    """
    for word in {word for phrase in phrases for word in phrase}:
        if word not in EITHER:  # those of the entry's language are in no posting
            postings = Posting.objects.filter(entry=OuterRef("pk"), term__in=ids_of([word]))
            entries = entries.filter(Exists(postings))
    patterns = [
        re.compile(r"\b" + r"[\W_]+".join(map(re.escape, phrase)) + r"\b") for phrase in phrases
    ]
    rows = entries.annotate(names=_names_of_themes()).values_list(
        "pk", "current_revision__title", "indexed__text", "organisation__name", "names"
    )
    return [
        pk
        for pk, title, text, *names in rows[:MOST_CHECKED]
        if _say_all(patterns, f"{title}\n{text}", names)
    ]


def _names_of_themes():
    """Of an entry, in either language, one a line: as the index holds them."""
    both = Concat("theme__name_en", Value("\n"), "theme__name_nl", output_field=TextField())
    carried = Entry.themes.through.objects.filter(entry=OuterRef("pk")).order_by().values("entry")
    return Subquery(carried.annotate(names=StringAgg(both, Value("\n"))).values("names"))


def _say_all(patterns: list[re.Pattern], text: str, names: Iterable[str | None]) -> bool:
    """Whether each is said by the text, or by one of the names: none is said by two together."""
    said = [text, *chain.from_iterable(name.splitlines() for name in names if name)]
    said = [bare(each) for each in said]
    return all(any(pattern.search(each) for each in said) for pattern in patterns)
