"""Digests: what is new for a member, and why. This package is the only door."""

from .already_out import went_out
from .builder import Digest, build_digest
from .mail import digest_context, digest_html, digest_message, unsubscribe_token, unsubscribed_by
from .sending import send_due

__all__ = [
    "Digest",
    "build_digest",
    "digest_context",
    "digest_html",
    "digest_message",
    "send_due",
    "unsubscribe_token",
    "unsubscribed_by",
    "went_out",
]
