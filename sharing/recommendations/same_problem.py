"""The same problem elsewhere: what stands beside an entry."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from django.db.models import Exists, F, IntegerField, OuterRef

from accounts.models import Slot, Standing, prepared

from ..models import Entry, EntryVector, Feedback, Saved, Similarity, Theme
from .field import themes_of
from .reasons import Keywords, Reason, of_pair
from .scoring import TELLING, Batch, Likeness
from .spaces import likeness_of, rarity_of_themes
from .spreading import spread_over
from .suggestion import Suggestion
from .vectors import unpacked

SHOWN = 5
CANDIDATES = 25
SPREAD = 0.2


def same_problem_elsewhere(entry: Entry, user, limit: int = SHOWN) -> list[Suggestion]:
    """The entries nearest to `entry` that `user` may read, those of other sectors first; for members.

    Two at most of one organisation; fewer than `limit` where no more are near. Two queries: who is
    near, their themes; and five more for a reader who sees few of those near.
    """
    if not Standing.of(user).is_member:
        return []  # what is near is measured on GREEN entries too
    near = _near(Standing.of(user), entry=entry.pk)
    if len(near) < limit and (not near or near[0].vector.has_more):
        near = searched_exactly(entry, user) or near
    reasons = reasons_of(entry, near)
    chosen = ordered(entry, [each for each in near if each.other.entry_id in reasons], limit)
    note_saved(user, chosen)
    return [
        Suggestion(
            each.other.entry, each.score, reasons[each.other.entry_id], sector=entry.home_sector
        )
        for each in chosen
    ]


def turned_down(me: Standing):
    """What the reader knew, or said is not for them: it is suggested nowhere again."""
    return Feedback.objects.visible_to(me).exclude(answer=Feedback.Answer.USEFUL)


@prepared
def _near(me: Standing):
    """What is kept as near an entry, of what this reader may see: the nearest first."""
    return (
        Similarity.objects.visible_to(me)
        .current()
        .exclude(Exists(turned_down(me).filter(entry=OuterRef("other__entry"))))
        .filter(vector__entry=Slot("entry", IntegerField()))
        .select_related("vector")
        .annotate(
            space_key=F("vector__space__uuid"),
            is_saved=Exists(Saved.objects.visible_to(me).filter(entry=OuterRef("other__entry"))),
        )
        .defer("vector__meaning", "vector__words", "vector__settled")
        .for_cards()
        .order_by("-score", "other__entry")[:CANDIDATES]
    )


def reasons_of(entry: Entry, near: list[Similarity]) -> dict[int, Reason]:
    """Why each is near, of those for which that is true enough to be said: one query."""
    if not near:
        return {}
    rarity = rarity_of_themes(near[0].space_key)
    shared = shared_themes(entry, [each.other.entry for each in near], rarity)
    mine = near[0].vector.keywords
    found = {
        each.other.entry_id: (
            each.score,
            reason_of(entry, mine, each.other, shared.get(each.other.entry_id, "")),
        )
        for each in near
    }
    return {pk: reason for pk, (score, reason) in found.items() if reason.holds_at(score)}


def ordered(entry: Entry, near: list[Similarity], limit: int) -> list[Similarity]:
    """Other sectors first, each part spread over sectors and organisations."""
    own = [each for each in near if each.other.entry.home_sector_id == entry.home_sector_id]
    elsewhere = [each for each in near if each.other.entry.home_sector_id != entry.home_sector_id]
    found = _spread(elsewhere, limit)
    return found + _spread(own, limit - len(found))


def _spread(near: list[Similarity], keep: int) -> list[Similarity]:
    return spread_over(
        near,
        score=lambda each: each.score,
        sector=lambda each: each.other.entry.home_sector_id,
        organisation=lambda each: each.other.entry.organisation_id,
        keep=keep,
        strength=SPREAD,
    )


def searched_exactly(entry: Entry, user) -> list[Similarity]:
    """The nearest of all that `user` may read, when the kept lists hold too few of those."""
    own = EntryVector.objects.of_current_space().filter(entry=entry, is_placed=True)
    vector = own.select_related("space").defer("space__basis", "space__words").first()
    if vector is None or not vector.has_more:
        return []
    refused = turned_down(Standing.of(user)).filter(entry=OuterRef("pk"))
    readable = Entry.objects.visible_to(user).in_circulation().exclude(Exists(refused))
    others = EntryVector.objects.filter(space=vector.space_id, is_placed=True, entry__in=readable)
    rows = list(
        others.exclude(pk=vector.pk)
        .order_by("entry")
        .values_list("pk", "entry", "entry__language", "entry__home_sector", "settled")
    )
    if not rows:
        return []
    scores = _scores(likeness_of(vector.space), entry, vector, rows)
    best = [
        (float(scores[i]), rows[i][0])
        for i in np.argsort(-scores, kind="stable")[:CANDIDATES]
        if scores[i] >= vector.space.likeness["floor"]
    ]
    wanted = {pk: score for score, pk in best}
    found = EntryVector.objects.filter(pk__in=wanted, entry__in=readable).select_related(
        "entry__home_sector", "entry__current_revision", "entry__organisation"
    )
    near = []
    for each in found:
        near.append(
            Similarity(vector=vector, other=each, score=wanted[each.pk], is_open=each.is_open)
        )
        near[-1].space_key = vector.space.uuid
    return sorted(near, key=lambda each: (-each.score, each.other.entry_id))


def _scores(likeness: Likeness, entry: Entry, vector: EntryVector, rows) -> np.ndarray:
    themes = themes_of([entry.pk, *(row[1] for row in rows)])

    def batch(entries: Iterable[tuple[int, str, int]]) -> Batch:
        listed = list(entries)
        nothing = np.zeros((len(listed), 0), np.float32)
        return Batch(
            np.array([pk for pk, _language, _sector in listed]),
            np.array([language for _pk, language, _sector in listed]),
            np.array([sector for _pk, _language, sector in listed]),
            [themes.get(pk, frozenset()) for pk, _language, _sector in listed],
            nothing,
            nothing,
        )

    one = batch([(entry.pk, entry.language, entry.home_sector_id)])
    others = batch((row[1], row[2], row[3]) for row in rows)
    calm = unpacked([row[4] for row in rows])
    return np.round(likeness.scores(unpacked([vector.settled]), one, calm, others)[0], 3)


def shared_themes(entry: Entry, others: list[Entry], rarity: dict[int, float]) -> dict[int, str]:
    """Of each of `others` the name of the rarest theme that it shares with `entry`: one query."""
    if not others:
        return {}
    links = Entry.themes.through.objects.filter(entry__in=[entry.pk, *(o.pk for o in others)])
    carried: dict[int, set[int]] = {}
    names: dict[int, tuple[str, str]] = {}
    columns = ("entry", "theme", "theme__name_en", "theme__name_nl")
    for pk, theme, *name in links.order_by().values_list(*columns):
        carried.setdefault(pk, set()).add(theme)
        names[theme] = name
    mine = carried.get(entry.pk, set())
    found = {}
    for other in others:
        both = mine & carried.get(other.pk, set())
        rarest = min(both, key=lambda pk: (-rarity.get(pk, 0.0), pk), default=None)
        if rarest and rarity.get(rarest, 0.0) >= TELLING:
            found[other.pk] = Theme(name_en=names[rarest][0], name_nl=names[rarest][1]).name
    return found


def note_saved(user, near: list[Similarity]) -> None:
    """Mark what `user` keeps at hand, as the cards ask for it; asked with those in the lists."""
    unasked = [each.other.entry_id for each in near if not hasattr(each, "is_saved")]
    kept = set()
    if unasked:
        rows = Saved.objects.visible_to(user).filter(entry__in=unasked)
        kept = set(rows.values_list("entry", flat=True))
    for each in near:
        each.other.entry.is_saved = getattr(each, "is_saved", each.other.entry_id in kept)


def reason_of(entry: Entry, mine: Keywords, other: EntryVector, theme: str):
    return of_pair(
        mine,
        other.keywords,
        theme,
        language=entry.language,
        other_language=other.entry.language,
    )
