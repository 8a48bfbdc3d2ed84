"""The same problem elsewhere: what stands beside an entry."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
from django.db.models import Exists, F, IntegerField, OuterRef, Value

from accounts.models import Slot, Standing, prepared

from ..models import Entry, EntryVector, Feedback, Similarity
from .field import themes_of
from .rows import Row, about, as_json, cards_of, near_columns, themes_of_these
from .scoring import Batch, Likeness
from .spaces import likeness_of, rarity_of_themes, source_of
from .spreading import spread_over
from .suggestion import Suggestion
from .telling import what_both_say
from .vectors import unpacked

SHOWN = 5
CANDIDATES = 25
SPREAD = 0.2
SCORED = (
    "pk",
    "entry",
    *(f"entry__{name}" for name in ("language", "home_sector", "author", "source_id")),
    "settled",
)


def same_problem_elsewhere(entry: Entry, user, limit: int = SHOWN) -> list[Suggestion]:
    """The entries nearest to `entry` that `user` may read, those of other sectors first; for members.

    Two at most of one organisation; fewer than `limit` where no more are near. Three queries: what is
    near, its themes, its cards; and four more for a reader who sees few of those near.
    """
    me = Standing.of(user)
    if not me.is_member:
        return []  # what is near is measured on GREEN entries too
    rows = [Row(*row) for row in _near(me, entry=entry.pk)]
    if len(rows) < limit and (not rows or rows[0].has_more):
        rows = searched_exactly(entry, me) or rows
    if not rows:
        return []
    rarity = rarity_of_themes(rows[0].space)
    if rarity is None:
        return []
    carried = themes_of_these([entry.pk, *(row.entry for row in rows)])
    told = {row: what_both_say(row, carried, rarity) for row in rows}
    chosen = ordered(entry, [row for row in rows if told[row]], limit)
    cards = cards_of(me, [row.entry for row in chosen])
    return [
        Suggestion(cards[row.entry], row.score, told[row], sector=entry.home_sector)
        for row in chosen
        if row.entry in cards  # else it was pulled back a moment ago
    ]


def turned_down(me: Standing):
    """What the reader knew, or said is not for them: it is suggested nowhere again."""
    return Feedback.objects.visible_to(me).exclude(answer=Feedback.Answer.USEFUL)


@prepared
def _near(me: Standing):
    """What is kept as near an entry, of what this reader may see: the nearest first."""
    columns = about("other__entry__")._replace(**near_columns(), has_more=F("vector__has_more"))
    return (
        Similarity.objects.visible_to(me)
        .current()
        .exclude(Exists(turned_down(me).filter(entry=OuterRef("other__entry"))))
        .filter(vector__entry=Slot("entry", IntegerField()))
        .order_by("-score", "other__entry")
        .values_list(*columns)[:CANDIDATES]
    )


def ordered(entry: Entry, near: list[Row], limit: int) -> list[Row]:
    """Other sectors first, each part spread over sectors, and all of it over organisations."""
    own = [row for row in near if row.home_sector == entry.home_sector_id]
    elsewhere = [row for row in near if row.home_sector != entry.home_sector_id]
    found = _spread(elsewhere, limit)
    return found + _spread(own, limit - len(found), beside=found)


def _spread(near: list[Row], keep: int, *, beside: Iterable[Row] = ()) -> list[Row]:
    return spread_over(
        near,
        score=lambda row: row.score,
        sector=lambda row: row.home_sector,
        organisation=lambda row: row.organisation,
        keep=keep,
        strength=SPREAD,
        beside=beside,
    )


def searched_exactly(entry: Entry, me: Standing) -> list[Row]:
    """The nearest of all that this reader may see, when the kept lists hold too few of those."""
    placed = EntryVector.objects.filter(is_placed=True).exclude(settled=b"")
    own = placed.of_current_space().filter(entry=entry)
    vector = own.select_related("space").defer("space__basis", "space__words").first()
    if vector is None or not vector.has_more:
        return []
    refused = turned_down(me).filter(entry=OuterRef("pk"))
    readable = Entry.objects.visible_to(me).in_circulation().exclude(Exists(refused))
    others = placed.filter(space=vector.space_id, entry__in=readable)
    rows = list(others.exclude(pk=vector.pk).order_by("entry").values_list(*SCORED))
    if not rows:
        return []
    scores = _scores(likeness_of(vector.space), entry, vector, rows)
    floor = vector.space.likeness["floor"]
    nearest = np.argsort(-scores, kind="stable")[:CANDIDATES]
    wanted = {rows[i][1]: float(scores[i]) for i in nearest if scores[i] >= floor}
    found = others.filter(entry__in=wanted).values_list(*_of_vectors(vector))
    near = [Row(*row) for row in found]
    near = [row._replace(score=wanted[row.entry]) for row in near]
    return sorted(near, key=lambda row: (-row.score, row.entry))


def _of_vectors(start: EntryVector) -> Row:
    """The columns of a vector that turned out near to `start`."""
    return about("entry__")._replace(
        keywords=as_json("keywords"),
        space=F("space__uuid"),
        start=Value(start.entry_id),
        start_language=Value(start.entry.language),
        start_keywords=Value(json.dumps(start.keywords)),
    )


def _scores(likeness: Likeness, entry: Entry, vector: EntryVector, rows) -> np.ndarray:
    themes = themes_of([entry.pk, *(row[1] for row in rows)])

    def batch(ends: Iterable[tuple]) -> Batch:
        entries, languages, sectors, authors, sources = zip(*ends, strict=True)
        nothing = np.zeros((len(entries), 0), np.float32)
        return Batch(
            np.array(entries),
            np.array(languages),
            np.array(sectors),
            [themes.get(pk, frozenset()) for pk in entries],
            nothing,
            nothing,
            [source_of(*each) for each in zip(authors, sources, strict=True)],
        )

    one = batch(
        [(entry.pk, entry.language, entry.home_sector_id, entry.author_id, entry.source_id)]
    )
    others = batch(row[1:6] for row in rows)
    calm = unpacked([row[6] for row in rows])
    return np.round(likeness.scores(unpacked([vector.settled]), one, calm, others)[0], 3)
