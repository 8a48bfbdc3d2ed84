"""Which of the barriers or questions say the same as a text, by the words that they share."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.db.models.functions import Substr

from sharing.search import alike

COMPARED = 500  # the newest
READ_OF_EACH = 400  # characters


def by_words(text: str, raised: QuerySet, most: int) -> list[int]:
    """Their ids, most alike first. Where `text` says too little, nothing is read."""
    return alike(text, _texts_of(raised), most)


def _texts_of(raised: QuerySet) -> Iterator[tuple[int, str, str]]:
    words = Substr("text", 1, READ_OF_EACH)
    rows = raised.order_by("-pk").values_list("pk", "title", words, "language")
    for pk, title, text, language in rows[:COMPARED]:
        yield pk, f"{title} {text}", language
