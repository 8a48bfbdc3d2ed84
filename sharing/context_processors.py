"""What every page knows besides its own context."""

from __future__ import annotations

from django.utils.functional import SimpleLazyObject

from sharing.models import Notification


def design(request) -> dict:
    """`theme`: the member's choice of light or dark; `inbox_count`: asked only where it is shown."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"theme": "", "inbox_count": 0}
    return {
        "theme": user.theming,
        "inbox_count": SimpleLazyObject(lambda: unread(user)),
    }


def unread(user) -> int:
    """How many wait in the inbox. Most often none, and then no rule need be asked."""
    if not Notification.objects.unread().filter(user=user.pk).exists():
        return 0
    return Notification.objects.visible_to(user).unread().count()
