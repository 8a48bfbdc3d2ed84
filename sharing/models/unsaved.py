"""Text not yet saved: kept on the server as somebody types, for that member alone."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from .following import Own, OwnQuerySet

MAX_FIELDS = 400_000  # characters of JSON; more than all sections at their limits


class UnsavedTextQuerySet(OwnQuerySet):
    def keep(self, user, key: str, fields: dict, *, base: int | None) -> UnsavedText:
        """Keep what was typed into the form called `key`."""
        text, _created = self.update_or_create(
            user=user,
            key=key,
            defaults={"fields": fields, "base": base, "saved_at": timezone.now()},
        )
        return text


class UnsavedText(Own):
    """What a member typed into one form and has not saved.

    `key` is the public id of the entry, or a random key for one that is not there yet.
    """

    key = models.CharField(max_length=40)
    base = models.PositiveIntegerField(null=True)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = UnsavedTextQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="unsaved_once")]
