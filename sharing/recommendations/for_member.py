"""What other sectors know that one member may need: from what they did, follow and work in."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from accounts.models import Sector

from ..models import Entry, EntryVector, Fitting, Similarity, Situation, Theme
from .interests import Interests, interests_of
from .spaces import rarity_of_themes
from .spreading import spread_over
from .suggestion import Suggestion
from .telling import and_explores, suggestion_of, what_both_say

log = logging.getLogger(__name__)
SHOWN = 10
CANDIDATES = 60
OF_MY_SECTORS = 30  # newest entries there, whose neighbours fit somebody of whom little is known
LITTLE = 10  # entries that they did something with
SPREAD = 0.2
OVERDUE = 0.7
EXPLORES_FROM = 10  # places of which the last explores
MOST_WEIGHT = 5.0
BESIDE_THE_BEST = 0.3  # what each further sign counts beside the strongest
NEAR_ENOUGH = 5.0  # nearer than this to an entry of one's sector says no more about a reader
FOR_THEME, FOR_WANTED_THEME, FOR_ALSO, FOR_SECTOR, NEAR_SECTOR = 2.0, 3.0, 1.5, 1.0, 0.3
FOR_SITUATION = 3.0
SITUATION = ("title", "text", "language")


@dataclass
class Candidate:
    """An entry with what speaks for it: the strongest sign gives the reason."""

    entry: Entry
    signs: list[tuple[float, object]] = field(default_factory=list)

    @property
    def score(self) -> float:
        ranked = sorted((value for value, _sign in self.signs), reverse=True)
        total = ranked[0] + BESIDE_THE_BEST * sum(ranked[1:4])
        return total * OVERDUE if self.entry.is_overdue else total

    @property
    def strongest(self):
        return max(self.signs, key=lambda sign: sign[0])[1]


def for_you(
    user, limit: int = SHOWN, sectors: Iterable[Sector] | None = None, *, may_name: bool = False
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
    mine = {sector.pk: sector for sector in known if sector.pk in me.roles}
    near = list(_near(user, interests, mine))
    followed = list(_followed(user, interests, mine, may_name=may_name))
    carried = _themes(_entries_of(near) | {entry.pk for entry in followed})
    rarity = rarity_of_themes(near[0].space_key) if near else {}
    found: dict[int, Candidate] = {}
    for each in near:
        if what_both_say(each, carried, rarity).holds_at(each.score):
            entry = each.other.entry
            found.setdefault(entry.pk, Candidate(entry)).signs.append(_sign(each, interests))
    for entry in followed:
        found.setdefault(entry.pk, Candidate(entry))
    _add_themes(found, carried, interests)
    _add_sectors(found, interests, mine, {entry.pk: _situation_of(entry) for entry in followed})
    ranked = _ranked(found.values(), carried, interests)
    chosen = _chosen(ranked, user, limit)
    suggested = []
    for candidate, is_exploring in chosen:
        one = suggestion_of(candidate, carried, rarity, mine, interests)
        if is_exploring:  # its reason stays true; this is said besides
            one = replace(one, reason=and_explores(one.reason), is_exploring=True)
        suggested.append(one)
    return suggested


def _near(user, interests: Interests, mine: dict[int, Sector]):
    """What is near what the member did; where that is little, also near what is new in their sectors."""
    visible = Entry.objects.visible_to(user)
    own = interests.strongest
    starts = [visible.filter(pk__in=own)]
    if len(own) < LITTLE:
        newest = visible.in_circulation().filter(home_sector__in=list(mine))
        starts.append(newest.order_by("-published_at", "-pk")[:OF_MY_SECTORS])
    of_mine = EntryVector.objects.of_current_space().filter(entry__in=own)
    best = (
        Similarity.objects.beside(user, *starts)
        .exclude(other__entry__in=list(interests.known))
        .exclude(other__entry__home_sector__in=list(mine))
        .exclude(other__entry__author=user.pk)
        .annotate(is_own=_is_among("vector", of_mine.values("pk")))
        .order_by("-is_own", "-score", "other__entry")[:CANDIDATES]
    )
    return (
        best.read_apart()
        .annotate(is_own=_is_among("vector__entry", own), space_key=F("vector__space__uuid"))
        .with_near_end()
        .for_cards()
        .order_by("-is_own", "-score", "other__entry")
    )


def _is_among(column: str, ids: Iterable[int]) -> Case:
    return Case(
        When(**{f"{column}__in": ids}, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def _entries_of(near: Iterable[Similarity]) -> set[int]:
    return {pk for each in near for pk in (each.vector.entry_id, each.other.entry_id)}


def _sign(near: Similarity, interests: Interests) -> tuple[float, object]:
    seed = interests.seeds.get(near.vector.entry_id)
    if seed is None:
        return NEAR_SECTOR * min(near.score, NEAR_ENOUGH), near
    return seed[1] / MOST_WEIGHT * near.score, near


def _followed(user, interests: Interests, mine: dict[int, Sector], *, may_name: bool):
    """About a theme that the member follows, meant for their sectors too, of one they follow, or fitting
    what they are about to do."""
    themes = Entry.themes.through.objects.filter(theme__in=interests.themes | interests.wanted)
    also = Entry.also_sectors.through.objects.filter(sector__in=list(mine))
    wanted = Q(pk__in=also.values("entry")) | Q(home_sector__in=interests.sectors - mine.keys())
    if interests.fitting:
        wanted |= Q(pk__in=list(interests.fitting))
    if interests.themes or interests.wanted:
        wanted |= Q(pk__in=themes.values("entry"))
    order = ("-maturity", "-published_at", "pk")
    best = (
        Entry.objects.visible_to(user)
        .in_circulation()
        .filter(wanted)
        .exclude(home_sector__in=list(mine))
        .exclude(author=user.pk)
        .exclude(pk__in=list(interests.known))
        .order_by(*order)[: CANDIDATES // 3]
    )
    is_meant = Case(
        When(pk__in=also.values("entry"), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows = best.read_apart().annotate(is_meant=is_meant)
    if may_name and interests.fitting:
        rows = rows.annotate(**_of_situation(user))
    return rows.for_rows().order_by(*order)


def _of_situation(user) -> dict[str, Subquery]:
    """The words of the oldest situation of the member that an entry fits."""
    fitting = Fitting.objects.visible_to(user).filter(entry=OuterRef("pk"))
    oldest = fitting.order_by("situation__created_at", "pk")
    return {
        f"situation_{name}": Subquery(oldest.values(f"situation__{name}")[:1]) for name in SITUATION
    }


def _situation_of(entry: Entry) -> Situation | None:
    words = {name: getattr(entry, f"situation_{name}", None) for name in SITUATION}
    return Situation(**words) if words["text"] else None


def _themes(entry_ids: Iterable[int]) -> dict[int, dict[int, Theme]]:
    carried: dict[int, dict[int, Theme]] = {}
    known: dict[int, Theme] = {}
    links = Entry.themes.through.objects.filter(entry__in=list(entry_ids))
    columns = ("entry", "theme", "theme__slug", "theme__name_en", "theme__name_nl")
    for entry, theme, slug, name_en, name_nl in links.values_list(*columns):
        if theme not in known:
            known[theme] = Theme(pk=theme, slug=slug, name_en=name_en, name_nl=name_nl)
        carried.setdefault(entry, {})[theme] = known[theme]
    return carried


def _add_themes(found: dict[int, Candidate], carried, interests: Interests) -> None:
    for pk, candidate in found.items():
        for theme_id, theme in sorted(carried.get(pk, {}).items()):
            if theme_id in interests.wanted:
                candidate.signs.append((FOR_WANTED_THEME, ("asks_theme", theme)))
            elif theme_id in interests.themes:
                candidate.signs.append((FOR_THEME, ("follows_theme", theme)))


def _add_sectors(found: dict[int, Candidate], interests: Interests, mine, situations) -> None:
    for candidate in found.values():
        entry = candidate.entry
        if entry.pk in interests.fitting:
            candidate.signs.append((FOR_SITUATION, ("fits_situation", situations.get(entry.pk))))
        elif getattr(entry, "is_meant", 0) and mine:
            candidate.signs.append((FOR_ALSO, ("for_your_sector", None)))
        elif entry.home_sector_id in interests.sectors:
            candidate.signs.append((FOR_SECTOR, ("follows_sector", entry.home_sector)))


def _ranked(candidates: Iterable[Candidate], carried, interests: Interests) -> list[Candidate]:
    wanted = [
        each
        for each in candidates
        if each.signs and not interests.unwanted & carried.get(each.entry.pk, {}).keys()
    ]
    return sorted(wanted, key=lambda each: (-each.score, each.entry.pk))


def _chosen(ranked: list[Candidate], user, limit: int) -> list[tuple[Candidate, bool]]:
    """The best, spread over sectors; the last of each ten places goes to one from further down."""
    explores = limit // EXPLORES_FROM if len(ranked) > limit else 0
    best = spread_over(
        ranked,
        score=lambda each: each.score,
        sector=lambda each: each.entry.home_sector_id,
        organisation=lambda each: each.entry.organisation_id,
        keep=limit - explores,
        strength=SPREAD,
    )
    chosen = [(each, False) for each in best]
    held = {each.entry.pk for each in best}
    rest = [each for each in ranked if each.entry.pk not in held]
    rest.sort(key=lambda each: _lot(user, each.entry))
    for number, each in enumerate(rest[:explores], 1):
        chosen.insert(EXPLORES_FROM * number - 1, (each, True))
        log.info("explored: member %s, entry %s", user.public_id, each.entry.public_id)
    return chosen


def _lot(user, entry: Entry) -> bytes:
    """The same for a week, so that a page does not change under its reader."""
    year, week, _day = timezone.localdate().isocalendar()
    drawn = f"{user.pk} {year} {week} {entry.public_id}"
    return hashlib.blake2b(drawn.encode(), digest_size=8).digest()
