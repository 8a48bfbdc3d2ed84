"""The demonstration community changing its texts: suggestions of readers, accepted or waiting."""

from __future__ import annotations

from datetime import datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from sharing.models import Revision

from .demo_community import Community


def load_changes(all_of: Community) -> str:
    """Load them in their order, and say how many there are."""
    rows = all_of.rows("changes")
    for row in rows:
        try:
            load_change(all_of, row)
        except (PermissionDenied, ValidationError) as refusal:
            raise ValueError(f"{row['entry']}: {refusal}") from refusal
    return f"{len(rows)} changes"


def load_change(all_of: Community, row: dict) -> None:
    entry = all_of.entries[row["entry"]]
    entry.refresh_from_db()
    words = entry.current_revision.words
    words[row["section"]] += f"\n\n{row['after']}"
    base = entry.current_revision.number
    suggested = entry.revise(
        by=all_of.people[row["by"]], base=base, words=words, comment=row["comment"]
    )
    if row.get("accepted_by"):
        suggested.accept(by=all_of.people[row["accepted_by"]])
    moment = timezone.make_aware(datetime.combine(row["date"], time(10)))
    Revision.objects.filter(pk=suggested.pk).dated(moment)
