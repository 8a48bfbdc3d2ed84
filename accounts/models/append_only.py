"""Rows that are added and stay as they are: the trail, and the words of entries."""

from __future__ import annotations

from django.db import models

REFUSED = "This is append-only: add the next one, nothing in it changes or goes."


class AppendOnlyQuerySet(models.QuerySet):
    """Adds rows. What may change all the same has a verb of its own, which calls `_set`."""

    def update(self, **values):
        raise TypeError(REFUSED)

    def bulk_update(self, *args, **kwargs):
        raise TypeError(REFUSED)

    def delete(self):
        raise TypeError(REFUSED)

    def bulk_create(self, *args, **kwargs):
        if kwargs.get("update_conflicts") or len(args) > 3:
            raise TypeError(REFUSED)
        return super().bulk_create(*args, **kwargs)

    def _set(self, **values) -> int:
        return super().update(**values)

    update.alters_data = bulk_update.alters_data = delete.alters_data = _set.alters_data = True


class AppendOnly(models.Model):
    """Saved once. Erasing somebody needs no door here: rows point to the member who loses the name.

    Rows go with the draft that is thrown away, by CASCADE, and in no other way.
    """

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError(REFUSED)
        # A new row with the key of an old one would be saved over it.
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args, **kwargs):
        raise TypeError(REFUSED)
