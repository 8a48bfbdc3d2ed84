"""The one verb by which an entry from elsewhere comes in."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Sector, Standing, Verb


class BringingIn:
    """For the entries' queryset."""

    @transaction.atomic
    def bring_in(
        self,
        *,
        by,
        source_id: str,
        home_sector: Sector,
        kind: str,
        words: dict,
        told_at: datetime | None = None,
        also_sectors=(),
        themes=(),
        standards=(),
        **decided,
    ):
        """Publish an entry from elsewhere at once, without review; returns (entry, is new).

        For administrators. It has a source instead of an author, its revision no writer, and `by`
        owns it until somebody takes over. Outcome and required sections may be missing. One that
        came in before, by `source_id`, stays as it is here: members may have gone on with it.
        """
        if not Standing.fresh(by).is_administrator:
            raise PermissionDenied("Administrators bring entries in.")
        if entry := self.filter(source_id=source_id).first():
            return entry, False
        entry = self.model(
            source_id=source_id,
            home_sector=home_sector,
            kind=kind,
            owner=by,
            created_at=told_at or timezone.now(),
            **decided,
        )
        entry.require_possible_level(entry.level, has_reader=False)
        entry.save()
        entry.also_sectors.set(also_sectors)
        entry.themes.set(themes)
        entry.standards.set(standards)
        entry.add_revision(writer=None, reader=by, words=words)
        entry._go_public()
        entry.audit(Verb.IMPORTED, by=by)
        return entry, True
