"""What every page knows besides its own context."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count
from django.utils.functional import SimpleLazyObject

from accounts.models import AuditRecord, Standing, prepared
from sharing.models import Notification, still_new


def design(request) -> dict:
    """`theme`: the member's choice of light or dark; `inbox_count`: asked only where it is shown;
    `open_signup`: whether anybody may ask to join."""
    user = getattr(request, "user", None)
    known = {"theme": "", "inbox_count": 0, "open_signup": settings.OPEN_SIGNUP}
    if user is None or not user.is_authenticated:
        return known
    inbox_count = SimpleLazyObject(lambda: unread(user))
    return known | {"theme": user.theming, "inbox_count": inbox_count}


def unread(user) -> int:
    """How many wait in the inbox."""
    return sum(_unread(Standing.of(user)))


@prepared
def _unread(me: Standing):
    """Of the notifications, and of what happened to my place here: one statement."""
    mine = still_new(Notification.objects.visible_to(me), me).order_by()
    told = AuditRecord.objects.new_to(me.user_id).order_by()
    rows = [
        found.values(of).annotate(n=Count("pk")).values_list("n", flat=True)
        for found, of in ((mine, "user"), (told, "subject"))
    ]
    return rows[0].union(rows[1], all=True).order_by()
