"""Searches in vain: whether somebody wrote it meanwhile, and who could."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from sharing.models import EmptySearch, Entry
from sharing.search import search

from .routing import writers_of

LOOKED_EVERY = timedelta(days=1)
AT_ONCE = 100  # in one sweep: the others have their turn in the next


def look_again() -> int:
    """Search once more for what was wanted, once a day, and show what still finds nothing to those
    who could write it: for the sweep. To how many people."""
    due = EmptySearch.objects.to_look_for(timezone.now() - LOOKED_EVERY)
    return sum(_look(row) for row in due[:AT_ONCE])


def _look(row: EmptySearch) -> int:
    row.note_looked(is_found=search(Entry.objects.open(), row.text).exists())
    if row.is_found or row.routed_at is not None:
        return 0
    return row.route(writers_of(row))
