"""Text not yet saved: kept on the server as somebody types, for that member alone."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.legible import legible

from ..telling.following import Own, OwnQuerySet
from ..vocabulary import Level

MAX_FIELDS = 400_000  # characters; more than all sections at their limits
# Fields that are chosen, or carried along. A form in which nothing else stands holds no words.
NOT_WORDS = frozenset(
    (
        *("base", "opened", "seen", "shown", "state", "whole", "entry", "next", "do", "other"),
        *("kind", "language", "level", "outcome", "step", "result", "party", "detail_level"),
        *("change", "answer_due"),
        *("home_sector", "also_sectors", "themes", "standards", "addressed_to", "co_authors"),
        *("named_people", "named_organisations", "is_unnamed", "offers_talk", "person"),
    )
)


def has_words(fields: dict[str, list[str]]) -> bool:
    """Whether somebody typed something in these fields that they would miss."""
    return any(
        value.strip()
        for name, values in fields.items()
        if name not in NOT_WORDS
        for value in values
    )


class UnsavedTextQuerySet(OwnQuerySet):
    def keep(self, user, key: str, fields: dict, *, base: int | None) -> UnsavedText | None:
        """Keep what was typed into the form called `key`: nothing, where it is new and holds no words.

        What nobody sees is left out: PostgreSQL takes no NUL. Raises ValidationError for far too much.
        """
        fields = {
            legible(name): [legible(value) for value in values] for name, values in fields.items()
        }
        if sum(len(value) for values in fields.values() for value in values) > MAX_FIELDS:
            raise ValidationError(_("This is more than one form can hold."))
        if base is None and not has_words(fields):
            self.of(user).filter(key=key).delete()
            return None
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

    `key` is the public id of the entry, or a random key for one that is not there yet; of another form
    its name, and the public id of what it is about: `question`, `answer-<public id>`.
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
    def about(self) -> str:
        """The public id of what it is about, or is to be."""
        return self.key.rpartition("-")[2]

    @property
    def is_out_of_sight(self) -> bool:
        """Whether it was typed into, or about, an entry that this member sees no more."""
        from .entries import Entry

        is_about_one = "-" in self.key and Entry.objects.filter(public_id=self.about).exists()
        if self.base is None and not is_about_one:
            return False
        return not Entry.objects.visible_to(self.user).filter(public_id=self.about).exists()

    @property
    def title(self) -> str:
        return (self.fields.get("title") or [""])[0].strip()

    objects = UnsavedTextQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="unsaved_once")]
