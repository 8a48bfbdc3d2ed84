"""Numbers that came with a request, where anything may stand."""

from __future__ import annotations


def whole(text: str, digits: int = 8) -> int | None:
    """The whole number that this is, of at most so many digits; `int` takes far more for one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
