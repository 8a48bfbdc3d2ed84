"""What only members get."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from accounts.models import Standing


def require_member(user) -> None:
    """403 for who is not let in yet. Visitors are asked to sign in before."""
    if not Standing.of(user).is_member:
        raise PermissionDenied
