"""What a writer types and sends."""

from __future__ import annotations

import re

from django.urls import reverse

from sharing.models import Level
from tests.factories import make_sector, words

NEW = "/entries/new/"


def url(name: str, *arguments) -> str:
    return reverse(f"sharing:{name}", args=arguments)


def at(key: str) -> str:
    """Where the script of a form keeps what is typed into it."""
    return url("unsaved", key)


def edit(entry) -> str:
    return reverse("sharing:entry_edit", args=[entry.public_id])


def typed(**changes) -> dict:
    """What a writer sends: a complete draft."""
    fields = words() | {
        "kind": "lesson",
        "language": "en",
        "outcome": "worked",
        "home_sector": make_sector("health").pk,
        "level": int(Level.GREEN),
        "base": "",
        "comment": "",
        "detail_text": "",
        "detail_level": "",
    }
    return fields | changes


def retyped(entry, **changes) -> dict:
    """The form of a draft as it stands there, with these changes."""
    return typed(
        **entry.current_revision.words, base=entry.current_revision.number, level=entry.level
    ) | changes  # fmt: skip


def token_in(answer) -> str:
    return re.search(r'name="token" value="([^"]+)"', answer.content.decode()).group(1)
