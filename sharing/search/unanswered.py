"""Searches that found nothing, kept without who asked."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from ..models import EmptySearch
from .terms import LONGEST_QUESTION, plain

LONGEST = 200


def keep_empty_search(text: str, language: str, on: date) -> None:
    """Remember that nothing was found for these words. Their order stays, their marks do not."""
    words = " ".join(token.word for token in plain(text[:LONGEST_QUESTION]))[:LONGEST].strip()
    if not words:
        return
    with transaction.atomic():
        row, is_new = EmptySearch.objects.get_or_create(
            text=words, defaults={"language": language, "last_on": on}
        )
        if not is_new:
            EmptySearch.objects.filter(pk=row.pk).update(count=F("count") + 1, last_on=on)
