"""Text not yet saved: kept on the server as somebody types, for that member alone."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from ..telling.following import Own, OwnQuerySet
from ..vocabulary import Level

MAX_FIELDS = 400_000  # characters; more than all sections at their limits


class UnsavedTextQuerySet(OwnQuerySet):
    def keep(self, user, key: str, fields: dict, *, base: int | None) -> UnsavedText:
        """Keep what was typed into the form called `key`. Raises ValidationError for far too much."""
        if sum(len(value) for values in fields.values() for value in values) > MAX_FIELDS:
            raise ValidationError(_("This is more than one form can hold."))
        text, _created = self.update_or_create(
            user=user,
            key=key,
            defaults={"fields": fields, "base": base, "saved_at": timezone.now()},
        )
        return text

    def of_new_entries(self):
        """What was typed into entries that were never saved."""
        return self.filter(base=None, fields__has_key="lesson")


class UnsavedText(Own):
    """What a member typed into one form and has not saved.

    `key` is the public id of the entry, or a random key for one that is not there yet.
    """

    key = models.CharField(max_length=40)
    base = models.PositiveIntegerField(null=True)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    @property
    def level(self) -> Level | None:
        """The level that was chosen in the form; None where it has none, or nonsense."""
        chosen = (self.fields.get("level") or [""])[0]
        return next((level for level in Level if str(level.value) == chosen), None)

    @property
    def is_out_of_sight(self) -> bool:
        """Whether it was typed into an entry that this member sees no more: others' words stood there."""
        from .entries import Entry

        there = Entry.objects.visible_to(self.user).filter(public_id=self.key)
        return self.base is not None and not there.exists()

    @property
    def title(self) -> str:
        return (self.fields.get("title") or [""])[0].strip()

    objects = UnsavedTextQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="unsaved_once")]
