"""Digests: what is new for a member, and why. This package is the only door."""

from .already_out import went_out
from .builder import build_digest
from .mail import digest_context, digest_html, unsubscribe_token, unsubscribed_by
from .sending import send_due

__all__ = [
    "build_digest",
    "digest_context",
    "digest_html",
    "send_due",
    "unsubscribe_token",
    "unsubscribed_by",
    "went_out",
]
