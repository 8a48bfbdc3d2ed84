"""What other sectors know that one member may need: from what they did, follow and work in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from accounts.models import Sector

from ..models import Situation, Theme
from . import exploring
from .candidates import candidates
from .interests import Interests, interests_of
from .rows import Row, cards_of, themes_of_these
from .spaces import rarity_of_themes
from .spreading import spread_over
from .suggestion import Suggestion
from .telling import NEAR, and_explores, can_be_told, suggestion_of

SHOWN = 10
SPREAD = 0.2
OVERDUE = 0.7
MOST_WEIGHT = 5.0
BESIDE_THE_BEST = 0.3  # what each further sign counts beside the strongest
NEAR_ENOUGH = 5.0  # nearer than this to an entry of one's sector says no more about a reader
FOR_THEME, FOR_WANTED_THEME, FOR_ALSO, FOR_SECTOR, NEAR_SECTOR = 2.0, 3.0, 1.5, 1.0, 0.3
FOR_SITUATION = 3.0
FOR_PARTY = 0.1  # less than a further sign adds: it parts what is otherwise alike


@dataclass(frozen=True)
class Sign:
    """What speaks for an entry, by how much: the kind of a reason, and what it names."""

    weight: float
    kind: str
    thing: Row | Theme | Sector | Situation | None = None


@dataclass
class Candidate:
    """An entry with what speaks for it: the strongest sign gives the reason."""

    row: Row
    signs: list[Sign] = field(default_factory=list)

    @cached_property
    def score(self) -> float:
        """Asked when all signs are known."""
        ranked = sorted((sign.weight for sign in self.signs), reverse=True)
        total = ranked[0] + BESIDE_THE_BEST * sum(ranked[1:4])
        # No sign: it is never the reason.
        total += FOR_PARTY * bool(self.row.is_our_party)
        return total * OVERDUE if self.row.is_overdue else total

    @property
    def strongest(self) -> Sign:
        return max(self.signs, key=lambda sign: sign.weight)


def for_you(
    user,
    limit: int = SHOWN,
    sectors: Iterable[Sector] | None = None,
    *,
    may_name: bool = False,
    explores: bool = True,
) -> list[Suggestion]:
    """At most `limit` entries of sectors other than the member's, best first; [] for who is none.

    Four queries; one more without `sectors`, those of the member's roles among them. `may_name` is
    for a page that the member alone sees: a mail carries no words of their situations.
    """
    me = user.standing
    if not me.is_member:
        return []
    interests = interests_of(user)
    if not interests.is_on:
        return []
    known = sectors if sectors is not None else Sector.objects.filter(pk__in=list(me.roles))
    mine = {
        sector.pk: sector  # that in which they may do most first
        for sector in sorted(known, key=lambda one: (-me.roles.get(one.pk, 0), one.pk))
        if sector.pk in me.roles
    }
    rows = candidates(me, interests, may_name=may_name)
    if not rows:
        return []
    carried = themes_of_these(pk for row in rows for pk in (row.entry, row.start) if pk)
    rarity = rarity_of_themes(rows[0].space) if rows[0].space else {}
    if rarity is None:
        return []
    found = _weighed(rows, carried, rarity, interests, mine)
    chosen = _chosen(_ranked(found, carried, interests), user, limit, explores=explores)
    cards = cards_of(me, [each.row.entry for each, _is_exploring in chosen])
    suggested = []
    for candidate, is_exploring in chosen:
        if candidate.row.entry not in cards:
            continue  # it was pulled back a moment ago
        card = cards[candidate.row.entry]
        one = suggestion_of(candidate, card, carried, rarity, mine, interests)
        if is_exploring:  # its reason stays true; this is said besides
            one = replace(one, reason=and_explores(one.reason), is_exploring=True)
        suggested.append(one)
    return suggested


def _weighed(
    rows: Iterable[Row], carried, rarity, interests: Interests, mine: Mapping[int, Sector]
) -> Iterable[Candidate]:
    """The entries of these rows, each once, with all signs that speak for it."""
    found: dict[int, Candidate] = {}
    for row in rows:
        if row.start is None:
            found.setdefault(row.entry, Candidate(row))
        elif can_be_told(row, carried, rarity):
            found.setdefault(row.entry, Candidate(row)).signs.append(_nearness(row, interests))
    for pk, candidate in found.items():
        candidate.signs += _signs_of_themes(carried.get(pk, {}), interests)
        candidate.signs += _signs_of_sectors(candidate.row, interests, mine)
    return found.values()


def _nearness(row: Row, interests: Interests) -> Sign:
    seed = interests.seeds.get(row.start)
    if seed is None:
        return Sign(NEAR_SECTOR * min(row.score, NEAR_ENOUGH), NEAR, row)
    return Sign(seed[1] / MOST_WEIGHT * row.score, NEAR, row)


def _signs_of_themes(themes: Mapping[int, Theme], interests: Interests) -> Iterator[Sign]:
    for pk, theme in sorted(themes.items()):
        if pk in interests.wanted:
            yield Sign(FOR_WANTED_THEME, "asks_theme", theme)
        elif pk in interests.themes:
            yield Sign(FOR_THEME, "follows_theme", theme)


def _signs_of_sectors(row: Row, interests: Interests, mine: Mapping[int, Sector]) -> Iterator[Sign]:
    if row.entry in interests.fitting:
        yield Sign(FOR_SITUATION, "fits_situation", row.situation)
    elif row.meant_for in mine:
        yield Sign(FOR_ALSO, "for_your_sector", mine[row.meant_for])
    elif row.home_sector in interests.sectors:
        yield Sign(FOR_SECTOR, "follows_sector")


def _ranked(found: Iterable[Candidate], carried, interests: Interests) -> list[Candidate]:
    wanted = [
        each
        for each in found
        if each.signs and not interests.unwanted & carried.get(each.row.entry, {}).keys()
    ]
    return sorted(wanted, key=lambda each: (-each.score, each.row.entry))


def _chosen(
    ranked: list[Candidate], user, limit: int, *, explores: bool
) -> list[tuple[Candidate, bool]]:
    """The best, spread over sectors; one place of ten goes to one from further down."""
    number = exploring.places(user, limit) if explores and len(ranked) > limit else 0
    best = spread_over(
        ranked,
        score=lambda each: each.score,
        sector=lambda each: each.row.home_sector,
        organisation=lambda each: each.row.organisation,
        keep=limit - number,
        strength=SPREAD,
    )
    held = {each.row.entry for each in best}
    rest = [each for each in ranked if each.row.entry not in held]
    return exploring.among(best, rest, user, number)
