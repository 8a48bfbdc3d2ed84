"""Correcting what was raised, and withdrawing it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import AuditRecord, Verb

from ..access.machinery import Action
from .words import rendered


class Rewording:
    """What who raised it, and the stewards of its home sector, do about its words: a name may have
    slipped in. Who may read it, its kind and its clock stay as they are, whatever became of the entry
    that it was made from."""

    @transaction.atomic
    def reword(self, *, by, **words: str) -> None:
        """Say it in other words. Raises ValidationError for words that it cannot have."""
        self.begin(by, Action.EDIT)
        for name, text in words.items():
            setattr(self, name, text.strip())
        self.require_words()
        self.clean_fields(exclude={f.name for f in self._meta.fields} - words.keys())
        self.rendered = rendered(self)
        self.save(update_fields=[*words, "rendered"])
        AuditRecord.objects.record(Verb.REWORDED, self, by=by)

    def require_words(self) -> None:
        """Raise ValidationError for words that are missing."""

    @transaction.atomic
    def withdraw(self, *, by) -> None:
        """Take it out of every list and inbox. Its page stays, for who has its address."""
        self.begin(by, Action.ARCHIVE)
        if self.withdrawn_at:
            return
        self.withdrawn_at = timezone.now()
        self.save(update_fields=["withdrawn_at"])
        AuditRecord.objects.record(Verb.WITHDRAWN, self, by=by)
