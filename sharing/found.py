"""What an address names, as far as the reader sees it."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from sharing.models import Entry


def entry_or_404(request: HttpRequest, public_id: str) -> Entry:
    """An entry as its pages need it, with what the reader may do with it."""
    entries = Entry.objects.with_abilities(request.user).for_page()
    return get_object_or_404(entries, public_id=public_id)
