"""Short random public ids."""

from __future__ import annotations

from django.utils.crypto import get_random_string

# No vowels, so that no word appears by chance; no characters that look alike.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def public_id() -> str:
    """Ten characters: 27¹⁰ ≈ 2·10¹⁴ possibilities, so that guessing finds nothing."""
    return get_random_string(10, ALPHABET)
