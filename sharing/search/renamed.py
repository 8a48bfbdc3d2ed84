"""Entries are found by the names of their themes and organisation too: another name makes them stale."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched

from django.db import transaction
from django.db.models import Exists, OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat

from accounts.models import Organisation

from ..models import Entry, IndexedEntry, IndexedName, SearchStatistics, Theme

PER_STATEMENT = 1_000
NO_VERSION = 0  # of the rules of terms: of none, so that the entry is stale
IN_BOTH_LANGUAGES = Concat("name_en", Value("\n"), "name_nl", output_field=TextField())
AS_IT_IS = Cast("name", TextField())
# Of what the name is, how it is asked for, and where it stands on an entry.
NAMED = (
    (Theme, "theme", IN_BOTH_LANGUAGES, "entry__themes__in"),
    (Organisation, "organisation", AS_IT_IS, "entry__organisation__in"),
)


def names_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """What it is found by besides its words, each with its language."""
    for theme in entry.themes.all():
        yield theme.name_en, "en"
        yield theme.name_nl, "nl"
    if entry.organisation_id:
        yield entry.organisation.name, entry.language


def lock_the_index() -> None:
    """One writer of the index at a time: its counts are shared by all entries. In a transaction."""
    SearchStatistics.objects.get_or_create(pk=1)
    SearchStatistics.objects.select_for_update().get(pk=1)


def mark_renamed() -> None:
    """Make the entries stale whose theme or organisation is called something else by now."""
    for model, kind, called, on_entry in NAMED:
        kept = IndexedName.objects.filter(**{kind: OuterRef("pk")}, called=OuterRef("called"))
        renamed = model.objects.annotate(called=called).filter(~Exists(kept)).order_by("pk")
        for some in batched(renamed.values_list("pk", "called"), PER_STATEMENT, strict=False):
            _mark(kind, on_entry, dict(some))


@transaction.atomic
def _mark(kind: str, on_entry: str, called: dict[int, str]) -> None:
    """Under the lock, so that whoever read an earlier name has stored it, or will read this one."""
    lock_the_index()
    IndexedEntry.objects.filter(**{on_entry: list(called)}).update(version=NO_VERSION)
    IndexedName.objects.bulk_create(
        (IndexedName(**{f"{kind}_id": pk}, called=name) for pk, name in called.items()),
        update_conflicts=True,
        unique_fields=[kind],
        update_fields=["called"],
    )
