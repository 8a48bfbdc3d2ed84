"""Which sentence says why an entry is suggested to a member."""

from __future__ import annotations

from dataclasses import replace

from accounts.models import Sector

from ..models import Similarity, Theme
from .interests import Interests
from .reasons import Reason, of_pair
from .scoring import TELLING
from .suggestion import Suggestion


def suggestion_of(candidate, carried, rarity, mine, interests: Interests) -> Suggestion:
    """The candidate, with the sign that weighs most as its reason."""
    entry, sign = candidate.entry, candidate.strongest
    entry.is_saved = entry.pk in interests.saved
    entry.telling_theme = _telling_theme(entry, sign, carried, rarity)
    reason, sector = _reason_of(sign, carried, rarity, mine, interests)
    return Suggestion(entry, round(candidate.score, 3), reason, sector)


def _reason_of(sign, carried, rarity, mine, interests) -> tuple[Reason, Sector | None]:
    sector = next(iter(mine.values()), None)
    if isinstance(sign, Similarity):
        sector = mine.get(sign.vector.entry.home_sector_id, sector)
        return _reason_of_near(sign, carried, rarity, interests, sector), sector
    kind, thing = sign
    if kind == "fits_situation":
        return _fits(thing), sector
    name = {"for_your_sector": "sector", "follows_sector": "sector"}.get(kind, "theme")
    named = sector if thing is None else thing
    return Reason(kind, params=((name, named.name),)), sector


def _telling_theme(entry, sign, carried, rarity) -> Theme | None:
    """The theme that most speaks for it, of which a reader may want less."""
    if not isinstance(sign, Similarity):
        return sign[1] if isinstance(sign[1], Theme) else None
    themes = carried.get(entry.pk, {})
    both = themes.keys() & carried.get(sign.vector.entry_id, {}).keys()
    rarest = min(both, key=lambda pk: (-rarity.get(pk, 0.0), pk), default=None)
    return themes[rarest] if rarest else None


def and_explores(reason: Reason) -> Reason:
    """The same sentence, and that it stands there to see whether it is of use."""
    also = Reason("explores")
    return replace(reason, also=replace(reason.also, also=also) if reason.also else also)


def _reason_of_near(
    near: Similarity, carried, rarity, interests: Interests, sector: Sector | None
) -> Reason:
    """What of the member's it is near to, and what both are about."""
    seed, about = near.vector.entry, what_both_say(near, carried, rarity)
    title, kind = (("title", seed.title),), "near_your_sector"
    if seed.pk in interests.seeds:
        kind = interests.seeds[seed.pk][0]
    else:
        title += (("sector", sector.name if sector else ""),)
    return Reason(kind, params=title, also=about, language=seed.language)


def what_both_say(near: Similarity, carried, rarity) -> Reason:
    """Why the two ends are near."""
    seed, entry = near.vector.entry, near.other.entry
    both = carried.get(seed.pk, {}).keys() & carried.get(entry.pk, {}).keys()
    told = [pk for pk in both if rarity.get(pk, 0.0) >= TELLING]
    theme = min(told, key=lambda pk: (-rarity[pk], pk), default=None)
    return of_pair(
        near.vector.keywords,
        near.other.keywords,
        carried[entry.pk][theme].name if theme else "",
        language=seed.language,
        other_language=entry.language,
    )


def _fits(situation) -> Reason:
    """Which of the member's situations it fits, where that may be named."""
    if situation is None:
        return Reason("fits_situation")
    named = (("situation", situation.name),)
    return Reason("fits_named", params=named, language=situation.language)
