"""Break-glass: an administrator's way to the current wording, for a day, in the open."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import WrittenText

GRANT_LASTS = timedelta(hours=24)


def grant_expiry():
    return timezone.now() + GRANT_LASTS


class BreakGlassGrant(models.Model):
    """Made by `Entry.break_glass` alone. It opens the current wording, and no action at all."""

    entry = models.ForeignKey(
        "sharing.Entry", models.CASCADE, related_name="grants", verbose_name=_("entry")
    )
    administrator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("administrator")
    )
    reason = WrittenText(_("reason"), max_length=1_000)
    created_at = models.DateTimeField(_("given at"), default=timezone.now)
    expires_at = models.DateTimeField(_("ends at"), default=grant_expiry)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("break-glass grant")
        verbose_name_plural = _("break-glass grants")

    def __str__(self) -> str:
        return f"grant {self.pk}"
