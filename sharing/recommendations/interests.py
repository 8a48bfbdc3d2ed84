"""What a member is known to care about: what they did, follow and asked for. Read in one query."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, DateTimeField, Exists, F, IntegerField, OuterRef, Value
from django.utils import timezone

from accounts.models import Standing, User, prepared

from ..models import (
    APPLIED,
    Application,
    Barrier,
    Entry,
    Feedback,
    Fitting,
    FollowedTheme,
    LeftOut,
    Profile,
    Saved,
    Theme,
    ThemeWish,
    Watch,
)

HALF_LIFE = 90  # days after which something done counts for half
# What somebody did with an entry, by how much it says.
WEIGHTS = {
    "applied": 5.0,
    "wrote": 4.0,
    "saved": 3.0,
    "useful": 3.0,
    "barrier": 3.0,
    "watched": 2.0,
}
STRONGEST = 20  # of what somebody did, what suggestions start from


@dataclass
class Interests:
    """Entries by what the member did with them, themes and sectors, and what not to suggest."""

    is_on: bool = True
    # Entry → (kind, weight), the heaviest first; and those that they left out, ("", 0) where nothing is left of it.
    seeds: dict[int, tuple[str, float]] = field(default_factory=dict)
    left_out: dict[int, tuple[str, float]] = field(default_factory=dict)
    answered: set[int] = field(default_factory=set)
    done: set[int] = field(default_factory=set)  # entries that they did anything with, ever
    themes: set[int] = field(default_factory=set)
    wanted: set[int] = field(default_factory=set)  # themes to hear of often
    unwanted: set[int] = field(default_factory=set)
    sectors: set[int] = field(default_factory=set)
    fitting: set[int] = field(default_factory=set)  # entries that fit what they are about to do

    @property
    def known(self) -> set[int]:
        """Entries that need no suggestion: answered, or done something with."""
        return self.answered | self.done

    @property
    def strongest(self) -> list[int]:
        """The entries that say most: further ones add time to every page, and next to nothing else."""
        return list(self.seeds)[:STRONGEST]


def interests_of(user) -> Interests:
    """All of it, in one query. Nothing of others is read, and nothing about reading is kept."""
    return _collected(_said(user.standing))


@prepared
def _said(me: Standing):
    """Rows of what was said or done, the number of what it is about, and when.

    What a member did with an entry that is out of their sight by now tells nothing, not even its theme.
    """
    answers = Feedback.objects.visible_to(me)
    applied = Application.objects.visible_to(me).filter(
        organisation=me.organisation_id, step__in=APPLIED
    )
    mine = Entry.objects.visible_to(me).in_circulation()
    # What was archived is near nothing any more.
    still_seen = Exists(Entry.objects.visible_to(me).in_circulation().filter(pk=OuterRef("entry")))
    co_written = Entry.co_authors.through.objects.filter(user=me.user_id).values("entry")
    profile = Profile.objects.visible_to(me)
    wishes = ThemeWish.objects.visible_to(me)
    never, often = ThemeWish.Often.NEVER, ThemeWish.Often.OFTEN
    left_out = LeftOut.objects.visible_to(me)
    reported = Barrier.objects.visible_to(me).unsolved().filter(reporter=me.user_id)
    parts = [
        _rows(reported.filter(still_seen), "barrier", "entry_id", "created_at"),
        _rows(mine.filter(author=me.user_id), "wrote", "pk", "published_at"),
        _rows(mine.filter(pk__in=co_written), "wrote", "pk", "published_at"),
        _rows(Saved.objects.visible_to(me).filter(still_seen), "saved", "entry_id", "created_at"),
        _rows(Watch.objects.visible_to(me).filter(still_seen), "watched", "entry_id", "created_at"),
        _rows(answers.filter(still_seen, answer="useful"), "useful", "entry_id", "created_at"),
        _rows(answers, "answered", "entry_id", "created_at"),
        _rows(left_out.filter(still_seen), "left_out", "entry_id", "created_at"),
        _rows(fittings_of(me), "fits", "entry_id", "created_at"),
        _rows(FollowedTheme.objects.visible_to(me), "theme", "theme_id", "created_at"),
        _rows(wishes.filter(often=never), "never", "theme_id", "created_at"),
        _rows(wishes.filter(often=often), "often", "theme_id", "created_at"),
        _rows(followed_sectors_of(me), "sector", "sector_id"),
        _rows(profile.filter(is_on=False), "off", "pk", "created_at"),
        _rows(profile.exclude(since=None), "since", "pk", "since"),
    ]
    if me.organisation_id is not None:
        parts.append(_rows(applied.filter(still_seen), "applied", "entry_id", "changed_at"))
    return parts[0].union(*parts[1:], all=True).order_by()


def fittings_of(me: Standing):
    """What fits the situations of a member, without those that they left out."""
    left_out = LeftOut.objects.visible_to(me).of_kind("situation")
    return Fitting.objects.visible_to(me).exclude(situation__in=left_out)


def followed_sectors_of(me: Standing):
    """Which sectors a member follows, without those that they left out."""
    left_out = LeftOut.objects.visible_to(me).of_kind("sector")
    followed = User.followed_sectors.through.objects.filter(user=me.user_id)
    return followed.exclude(sector__in=left_out)


def _rows(queryset, kind: str, number: str, moment: str = ""):
    at = F(moment) if moment else Value(None, output_field=DateTimeField())
    return (
        queryset.order_by()
        .annotate(
            said=Value(kind, output_field=CharField()),
            number=F(number) + Value(0, output_field=IntegerField()),
            moment=at,
        )
        .values_list("said", "number", "moment")
    )


def _collected(rows) -> Interests:
    by_kind: dict[str, list[tuple[int, datetime | None]]] = defaultdict(list)
    for kind, number, moment in rows:
        by_kind[kind].append((number, moment))

    def ids(kind: str) -> set[int]:
        return {number for number, _moment in by_kind[kind]}

    since = max((moment for _n, moment in by_kind["since"]), default=None)
    found = Interests(
        is_on=not by_kind["off"],
        answered=ids("answered"),
        themes=ids("theme") - ids("never"),
        wanted=ids("often"),
        unwanted=ids("never"),
        sectors=ids("sector"),
        fitting=ids("fits"),
    )
    found.done = set().union(*map(ids, WEIGHTS))
    seeds = _seeds(by_kind, since)
    left_out = ids("left_out")
    found.seeds = {entry: said for entry, said in seeds.items() if entry not in left_out}
    found.left_out = {entry: seeds.get(entry, ("", 0.0)) for entry in sorted(left_out)}
    return found


def _seeds(by_kind, since: datetime | None) -> dict[int, tuple[str, float]]:
    """Entries by what weighs most of what was done with each since then, the heaviest first."""
    seeds: dict[int, tuple[str, float]] = {}
    now = timezone.now()
    for kind, weight in WEIGHTS.items():
        for entry, moment in by_kind[kind]:
            if since and moment and moment < since:
                continue
            age = max(0.0, (now - moment).days) if moment else 0.0
            worth = weight * 2 ** (-age / HALF_LIFE)
            if worth > seeds.get(entry, ("", 0.0))[1]:
                seeds[entry] = (kind, worth)
    return dict(sorted(seeds.items(), key=lambda each: (-each[1][1], each[0])))


@dataclass(frozen=True)
class Subject:
    """A theme that suggestions for a member are made of, and why."""

    theme: Theme
    often: int
    is_followed: bool
    entries: int  # that the member did something with


def subjects_of(user) -> list[Subject]:
    """What `user` is thought to care about, by how much: three queries."""
    interests = interests_of(user)
    links = Entry.themes.through.objects.filter(entry__in=list(interests.seeds))
    counts = Counter(links.values_list("theme", flat=True))
    known = counts.keys() | interests.themes | interests.wanted | interests.unwanted
    subjects = [
        Subject(theme, _often(theme.pk, interests), theme.pk in interests.themes, counts[theme.pk])
        for theme in Theme.objects.filter(pk__in=known)
    ]
    return sorted(subjects, key=lambda s: (-s.often, not s.is_followed, -s.entries, s.theme.name))


def _often(theme: int, interests: Interests) -> int:
    if theme in interests.unwanted:
        return ThemeWish.Often.NEVER
    return ThemeWish.Often.OFTEN if theme in interests.wanted else ThemeWish.Often.SOMETIMES
