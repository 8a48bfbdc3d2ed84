"""What may be suggested to one member: what is near what they did, and what they follow."""

from __future__ import annotations

from functools import partial

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Subquery, Value, When

from accounts.models import Ids, Organisation, Slot, Standing, prepared

from ..models import (
    OPEN_LEVELS,
    Entry,
    EntryVector,
    FollowedTheme,
    LeftOut,
    Level,
    Similarity,
    ThemeWish,
)
from .interests import Interests, fittings_of, followed_sectors_of
from .rows import Row, about, near_columns

CANDIDATES = 60
OF_MY_SECTORS = 30  # newest entries there, whose neighbours fit somebody of whom little is known
LITTLE = 10  # entries that they did something with; of who did less their party counts too
FOLLOWED = CANDIDATES // 3  # of sectors, and as many of what else they follow
NEAREST = ("-is_own", "-score", "other_id", "pk")
BEST = ("-maturity", "-published_at", "pk")
# So many of the best by their numbers are asked whether the member may see them: open ones and others apart,
# so that no hidden one takes a place from what is open to all.
FIRST_ASKED = 2 * CANDIDATES


def candidates(me: Standing, interests: Interests, *, may_name: bool) -> list[Row]:
    """What is near what the member did, and what they follow; where they did little, also what is near
    what is new in their sectors. The nearest to what they did first; one query."""
    own = interests.strongest
    found = _candidates(
        me,
        len(own) < LITTLE,
        may_name and bool(interests.fitting),
        own=own,
        known=interests.known,
    )
    rows = [Row(*row) for row in found]
    nearest = sorted(
        (row for row in rows if row.start),
        key=lambda row: (row.start not in own, -row.score, row.entry, row.start),
    )
    return [*nearest[:CANDIDATES], *(row for row in rows if not row.start)]


@prepared
def _candidates(me: Standing, is_little: bool, may_name: bool):
    for_me = partial(_for_me, me, is_little=is_little, may_name=may_name)
    parts = [_followed(me, for_me("pk"))]
    for is_open in (True, False):
        parts.append(_near(me, for_me("other__entry"), is_little=is_little, is_open=is_open))
        parts.append(_of_followed_sectors(me, for_me("pk"), is_open=is_open))
    return parts[0].union(*parts[1:], all=True).order_by()


def _near(me: Standing, for_me: Row, *, is_little: bool, is_open: bool):
    own = Slot("own", Ids())
    visible = Entry.objects.visible_to(me)
    starts = [visible.filter(pk__among=own)]
    if is_little:
        left_out = LeftOut.objects.visible_to(me).of_kind("entry")
        newest = visible.in_circulation().filter(home_sector__in=list(me.roles))
        newest = newest.exclude(pk__in=left_out)
        starts.append(newest.order_by("-published_at", "-pk")[:OF_MY_SECTORS])
    of_mine = EntryVector.objects.of_current_space().filter(entry__pk__among=own)
    # Where there is nothing else, nobody asks.
    is_own = {"is_own": _whether(vector__in=of_mine.values("pk")) if is_little else Value(True)}
    wanted = (
        Similarity.objects.filter(is_open=is_open)
        .annotate(**is_own)
        .order_by(*NEAREST)
        .beside(me, *starts, first=FIRST_ASKED)
        .exclude(other__entry__pk__among=Slot("known", Ids()))
        .exclude(other__entry__home_sector__in=list(me.roles))
        .exclude(other__entry__author=me.user_id)
    )
    best = wanted.annotate(**is_own).order_by(*NEAREST)[:CANDIDATES]
    columns = for_me._replace(
        **near_columns(),
        start_title=F("vector__entry__current_revision__title"),
        start_sector=F("vector__entry__home_sector"),
    )
    return best.read_apart().order_by().values_list(*columns)


def _followed(me: Standing, for_me: Row):
    """About a theme that the member follows, meant for their sectors too, or fitting what they are about to do."""
    wishes = ThemeWish.objects.visible_to(me)
    never = wishes.filter(often=ThemeWish.Often.NEVER).values("theme")
    themes = FollowedTheme.objects.visible_to(me).exclude(theme__in=never)
    # A union, as OR would let the database go through all entries there are.
    followed = themes.values("theme__entries").union(
        wishes.filter(often=ThemeWish.Often.OFTEN).values("theme__entries"),
        fittings_of(me).values("entry"),
        _meant_for(me).values("entry"),
    )
    return _best(me, Entry.objects.visible_to(me).filter(pk__in=followed), for_me)


def _of_followed_sectors(me: Standing, for_me: Row, *, is_open: bool):
    """In sectors that the member follows."""
    levels = OPEN_LEVELS if is_open else (Level.AMBER, Level.STRICT)
    sectors = followed_sectors_of(me).exclude(sector__in=list(me.roles)).values("sector")
    there = (
        Entry.objects.published()
        .filter(level__in=levels, home_sector__in=sectors)
        .order_by(*BEST)
        .visible_of_first(me, FIRST_ASKED)
    )
    return _best(me, there, for_me)


def _best(me: Standing, entries, columns: Row):
    wanted = (
        entries.in_circulation()
        .exclude(home_sector__in=list(me.roles))
        .exclude(author=me.user_id)
        .exclude(pk__among=Slot("known", Ids()))
    )
    best = wanted.order_by(*BEST)[:FOLLOWED]
    return best.read_apart().order_by().values_list(*columns)


def _for_me(me: Standing, entry: str, *, is_little: bool, may_name: bool) -> Row:
    """The columns that say which entry it is, and what it has to do with this member."""
    prefix = "" if entry == "pk" else f"{entry}__"
    meant = _meant_for(me).filter(entry=OuterRef(entry)).order_by("sector").values("sector")
    words = _situation(me, entry, may_name=may_name)
    said = about(prefix)._replace(meant_for=Subquery(meant[:1]), **words)
    if not is_little or me.organisation_id is None:
        return said
    ours = Organisation.objects.filter(pk=me.organisation_id)
    its_party = OuterRef(f"{prefix}organisation__party")
    return said._replace(is_our_party=Exists(ours.filter(party=its_party)))


def _meant_for(me: Standing):
    """Which entries are meant for a sector of the member too."""
    return Entry.also_sectors.through.objects.filter(sector__in=list(me.roles))


def _whether(**holds) -> Case:
    return Case(When(**holds, then=True), default=False, output_field=BooleanField())


def _situation(me: Standing, entry: str, *, may_name: bool) -> dict[str, Subquery]:
    """The words of the oldest situation of the member that an entry fits."""
    if not may_name:
        return {}
    fitting = fittings_of(me).filter(entry=OuterRef(entry))
    oldest = fitting.order_by("situation__created_at", "pk")
    return {
        f"situation_{name}": Subquery(oldest.values(f"situation__{name}")[:1])
        for name in ("title", "text", "language")
    }
