"""Searches that found nothing, kept without who asked."""

from __future__ import annotations

from datetime import date

from django.core.cache import caches
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from ..models import EmptySearch
from .stopwords import EITHER
from .terms import LONGEST_QUESTION, plain

LONGEST = 200
REMEMBERED = 60 * 60 * 24 * 60  # seconds that a mark is kept: sixty days


def keep_empty_search(text: str, language: str, on: date, *, by: int) -> None:
    """Count that nothing was found for these words. Their order stays, their marks do not.

    Once for each member (`by`, a primary key): others see what is asked often, and one who insists
    is not many who ask.
    """
    asked = [token.word for token in plain(text[:LONGEST_QUESTION])]
    words = " ".join(asked)[:LONGEST].strip()
    says_something = any(len(word) > 1 and word not in EITHER for word in asked)
    if not says_something or not _is_new(words, by):
        return
    with transaction.atomic():
        row, is_new = EmptySearch.objects.get_or_create(
            text=words, defaults={"language": language, "last_on": on}
        )
        if not is_new:
            EmptySearch.objects.filter(pk=row.pk).update(
                count=F("count") + 1, last_on=on, is_found=False
            )


def _is_new(words: str, member: int) -> bool:
    """Whether this member did not ask it lately. The mark that is kept says neither who nor what."""
    mark = salted_hmac("empty search", f"{member} {words}", algorithm="sha256").hexdigest()
    return caches["empty searches"].add(mark[:32], 1, timeout=REMEMBERED)
