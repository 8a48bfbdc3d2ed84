"""Which sentence says why an entry is suggested to a member."""

from __future__ import annotations

import json
from dataclasses import replace

from accounts.models import Sector

from ..models import Entry, Theme
from .interests import Interests
from .reasons import HARDLY, SURELY, Reason, of_pair, shared_words
from .rows import Row
from .scoring import TELLING, added_by
from .suggestion import Suggestion

NEAR = "near"  # the kind of a sign that is told by what it is near to


def suggestion_of(candidate, card: Entry, carried, rarity, mine, interests: Interests):
    """The candidate as a `Suggestion`, with the sign that weighs most as its reason."""
    sign = candidate.strongest
    card.telling_theme = _telling_theme(sign, carried, rarity)
    reason, sector = _reason_of(sign, card, carried, rarity, mine, interests)
    return Suggestion(card, round(candidate.score, 3), reason, sector)


def _reason_of(sign, card: Entry, carried, rarity, mine, interests) -> tuple[Reason, Sector | None]:
    sector = next(iter(mine.values()), None)
    if sign.kind == NEAR:
        sector = mine.get(sign.thing.start_sector, sector)
        return _reason_of_near(sign.thing, carried, rarity, interests, sector), sector
    if sign.kind == "fits_situation":
        return _fits(sign.thing), sector
    if sign.kind == "for_your_sector":
        return Reason(sign.kind, params=(("sector", sign.thing.name),)), sign.thing
    if sign.kind == "follows_sector":
        return Reason(sign.kind, params=(("sector", card.home_sector.name),)), sector
    return Reason(sign.kind, params=(("theme", sign.thing.name),)), sector


def _telling_theme(sign, carried, rarity) -> Theme | None:
    """The theme that most speaks for it, of which a reader may want less."""
    if sign.kind != NEAR:
        return sign.thing if isinstance(sign.thing, Theme) else None
    themes = carried.get(sign.thing.entry, {})
    both = themes.keys() & carried.get(sign.thing.start, {}).keys()
    rarest = min(both, key=lambda pk: (-rarity.get(pk, 0.0), pk), default=None)
    return themes[rarest] if rarest else None


def and_explores(reason: Reason) -> Reason:
    """The same sentence, and that it stands there to see whether it is of use."""
    also = Reason("explores")
    return replace(reason, also=replace(reason.also, also=also) if reason.also else also)


def _reason_of_near(
    row: Row, carried, rarity, interests: Interests, sector: Sector | None
) -> Reason:
    """What of the member's it is near to, and what both are about."""
    title, kind = (("title", row.start_title),), "near_your_sector"
    if row.start in interests.seeds:
        kind = interests.seeds[row.start][0]
    else:
        title += (("sector", sector.name if sector else ""),)
    about = what_both_say(row, carried, rarity)
    return Reason(kind, params=title, also=about, language=row.start_language)


def can_be_told(row: Row, carried, rarity) -> bool:
    """Whether anything can be said of why the two ends are near: read are their words only where these decide."""
    nearness = _nearness(row, _shared(row, carried, rarity))
    return nearness >= SURELY or what_both_say(row, carried, rarity) is not None


def what_both_say(row: Row, carried, rarity) -> Reason | None:
    """Why the two ends are near; None where their texts are not near enough for it to be said."""
    shared = _shared(row, carried, rarity)
    nearness = _nearness(row, shared)
    if nearness < HARDLY:
        return None
    told = [pk for pk in shared if shared[pk] >= TELLING]
    theme = min(told, key=lambda pk: (-shared[pk], pk), default=None)
    reason = of_pair(
        shared_words(json.loads(row.start_keywords), json.loads(row.keywords)),
        carried[row.entry][theme].name if theme else "",
        is_subject=theme is not None and added_by([shared[theme]]) > nearness,
        language=row.start_language,
        other_language=row.language,
    )
    return reason if reason.holds_at(nearness) else None


def _shared(row: Row, carried, rarity) -> dict[int, float]:
    """How rare the themes of both are, by id."""
    both = carried.get(row.start, {}).keys() & carried.get(row.entry, {}).keys()
    return {pk: rarity.get(pk, 0.0) for pk in both}


def _nearness(row: Row, shared: dict[int, float]) -> float:
    """Of the texts alone, in deviations: what their themes add is left out."""
    return round(row.score - added_by(shared.values()), 3)


def _fits(situation) -> Reason:
    """Which of the member's situations it fits, where that may be named."""
    if situation is None:
        return Reason("fits_situation")
    named = (("situation", situation.name),)
    return Reason("fits_named", params=named, language=situation.language)
