"""Entries that may be suggested, as narrow rows: of sixty that are weighed a page shows six.

Nothing is read of them but what is weighed, and the cards of the chosen alone. The ORM compiles each of
these queries once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import CharField, Exists, F, OuterRef, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import Ids, Slot, Standing, prepared

from ..models import Entry, Saved, Situation, Theme

NONE = Value(None, output_field=CharField())


class Row(NamedTuple):
    """An entry that may be suggested: near to another one (`start`, as far as `score` says), or wanted
    for what it is (None in all that tells of a start)."""

    entry: int
    public_id: str
    home_sector: int
    organisation: int | None
    language: str
    review_due_at: datetime | None
    score: float | None = None
    keywords: str | None = None  # as JSON: of most nobody asks
    space: UUID | None = None
    start: int | None = None
    start_title: str | None = None
    start_language: str | None = None
    start_sector: int | None = None
    start_keywords: str | None = None
    has_more: bool | None = None  # near ones than are kept
    meant_for: int | None = None  # which of the member's sectors too
    is_our_party: bool | None = None  # whether its organisation is of the party of the member's
    situation_title: str | None = None
    situation_text: str | None = None
    situation_language: str | None = None

    @property
    def is_overdue(self) -> bool:
        return self.review_due_at is not None and self.review_due_at < timezone.now()

    @property
    def situation(self) -> Situation | None:
        """The oldest situation of the member that it fits, where that may be named."""
        if not self.situation_text:
            return None
        return Situation(
            title=self.situation_title,
            text=self.situation_text,
            language=self.situation_language,
        )


def near_columns() -> dict:
    """The columns of a `Similarity` that say what an entry is near to, and how near."""
    return {
        "score": F("score"),
        "keywords": as_json("other__keywords"),
        "space": F("vector__space__uuid"),
        "start": F("vector__entry"),
        "start_language": F("vector__entry__language"),
        "start_keywords": as_json("vector__keywords"),
    }


def as_json(column: str) -> Cast:
    """Keywords unread, as they are stored."""
    return Cast(column, TextField())


def about(entry: str) -> Row:
    """The columns that say which entry it is, and nothing in the others."""
    names = ("public_id", "home_sector", "organisation", "language", "review_due_at")
    said = [F(f"{entry}pk"), *(F(f"{entry}{name}") for name in names)]
    return Row(*said, *[NONE] * (len(Row._fields) - len(said)))


def themes_of_these(entries: Iterable[int]) -> dict[int, dict[int, Theme]]:
    """The themes of each of these entries, by id: one query."""
    carried: dict[int, dict[int, Theme]] = {}
    known: dict[int, Theme] = {}
    for entry, theme, slug, name_en, name_nl in _theme_links(entries=set(entries)):
        if theme not in known:
            known[theme] = Theme(pk=theme, slug=slug, name_en=name_en, name_nl=name_nl)
        carried.setdefault(entry, {})[theme] = known[theme]
    return carried


@prepared
def _theme_links():
    links = Entry.themes.through.objects.filter(entry__pk__among=Slot("entries", Ids()))
    columns = ("entry", "theme", "theme__slug", "theme__name_en", "theme__name_nl")
    return links.order_by().values_list(*columns)


def cards_of(me: Standing, entries: Iterable[int]) -> Mapping[int, Entry]:
    """These entries as a card shows them, asked again what the reader may see: one query."""
    return {entry.pk: entry for entry in _cards(me, entries=set(entries))}


@prepared
def _cards(me: Standing):
    shown = Entry.objects.visible_to(me).in_circulation().filter(pk__among=Slot("entries", Ids()))
    is_saved = Exists(Saved.objects.visible_to(me).filter(entry=OuterRef("pk")))
    return shown.for_rows().annotate(is_saved=is_saved).order_by()
