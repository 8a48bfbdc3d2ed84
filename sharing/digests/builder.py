"""What one digest tells its reader: within their rights, and within what a mail may say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from sharing.knowing import suggestions_for_situations
from sharing.models import (
    OPEN_LEVELS,
    DigestDelivery,
    Entry,
    FollowedTheme,
    Level,
    Notification,
    Review,
    Watch,
)
from sharing.recommendations import Suggestion, for_you, without_thirds

from .news import asks_in_silence, is_mailable, level_of, news_between, still_to_tell, told_once

PER_SECTION = 5


@dataclass(frozen=True)
class Digest:
    """What one mail tells. An empty digest is false, and is not sent.

    Only TLP:CLEAR and TLP:GREEN records are in the lists; what is stricter, and what names a person, is told by the flags,
    without a number, a level or a word.
    """

    reader: User
    since: datetime
    until: datetime
    suggestions: list[Suggestion] = field(default_factory=list)
    fresh: list[Entry] = field(default_factory=list)
    duties: list[Review] = field(default_factory=list)
    news: list[Notification] = field(default_factory=list)
    more_waits: bool = False
    duty_waits: bool = False
    newcomer_waits: bool = False

    def __bool__(self) -> bool:
        return bool(
            self.suggestions
            or self.fresh
            or self.duties
            or self.news
            or self.more_waits
            or self.duty_waits
            or self.newcomer_waits
        )

    @property
    def entry_ids(self) -> set[int]:
        """Entries of which this digest shows words."""
        return (
            {s.entry.pk for s in self.suggestions}
            | {e.pk for e in self.fresh}
            | {r.entry_id for r in self.duties}
            | {n.entry_id for n in self.news if n.entry_id}
        )

    @property
    def level(self) -> Level:
        """The highest level of what it shows."""
        shown = [s.entry for s in self.suggestions] + self.fresh + [r.entry for r in self.duties]
        levels = [*(entry.level for entry in shown), *map(level_of, self.news)]
        return Level(max(levels, default=Level.CLEAR))

    def asked_again(self) -> Digest:
        """The same digest without what its reader may not be mailed any more, as of now."""
        reader = User.objects.get(pk=self.reader.pk)  # afresh, with the rights of this moment
        if not reader.standing.is_member:
            return Digest(reader, self.since, self.until)
        allowed = set(
            Entry.objects.visible_to(reader)
            .filter(pk__in=self.entry_ids, level__in=OPEN_LEVELS)
            .values_list("pk", flat=True)
        )
        suggestions = [s for s in self.suggestions if s.entry.pk in allowed]
        return replace(
            self,
            reader=reader,
            suggestions=with_mailable_reasons(reader, suggestions),
            fresh=[e for e in self.fresh if e.pk in allowed],
            duties=[r for r in self.duties if r.entry_id in allowed],
            news=still_to_tell(reader, self.news),
            more_waits=self.more_waits and more_waits(reader, self.since, self.until),
            duty_waits=self.duty_waits and duty_waits(reader, self.since, self.until),
            newcomer_waits=self.newcomer_waits and newcomer_waits(reader),
        )


def build_digest(reader: User, *, since: datetime, until: datetime) -> Digest:
    """What is new for `reader` between two moments. A fixed number of queries, whoever reads."""
    told = DigestDelivery.objects.filter(
        user=reader, entries=OuterRef("pk"), state=DigestDelivery.State.SENT
    )
    new = published_for(reader, since, until)
    fresh = new.filter(~Exists(told), level__in=OPEN_LEVELS).for_cards()[:PER_SECTION]
    fitting = suggestions_for_situations(reader, since)
    # A mail explores nothing: whether it was looked at nobody sees, and of fifteen it tells five.
    weighed = for_you(reader, limit=3 * PER_SECTION, explores=False)
    found = untold(reader, once([*fitting, *weighed]))
    suggestions = without_thirds(found, lambda each: each.entry.organisation_id)[:PER_SECTION]
    duties = reviews_waiting(reader)
    news = news_between(reader, since, until)
    shown = {s.entry.pk for s in suggestions}
    return Digest(
        reader,
        since,
        until,
        suggestions=with_mailable_reasons(reader, suggestions),
        fresh=[e for e in fresh if e.pk not in shown],
        duties=[r for r in duties if mailable(r.entry)],
        news=told_once(filter(is_mailable, news))[:PER_SECTION],
        more_waits=more_waits(reader, since, until),
        duty_waits=_asks_in_silence(duties, news),
        newcomer_waits=newcomer_waits(reader),
    )


def published_for(reader: User, since: datetime, until: datetime):
    """What others published between two moments in what `reader` follows."""
    return (
        Entry.objects.visible_to(reader)
        .in_circulation()
        .filter(published_at__gte=since, published_at__lt=until)
        .exclude(author=reader)
        .filter(follows(reader))
    )


def reviews_waiting(reader: User) -> list[Review]:
    return list(
        Review.objects.visible_to(reader)
        .waiting()
        .filter(reviewer=reader)
        .select_related("entry__current_revision", "entry__home_sector", "entry__organisation")
    )


# What is told without a word


def more_waits(reader: User, since: datetime, until: datetime) -> bool:
    return published_for(reader, since, until).exclude(level__in=OPEN_LEVELS).exists()


def duty_waits(reader: User, since: datetime, until: datetime) -> bool:
    return _asks_in_silence(reviews_waiting(reader), news_between(reader, since, until))


def _asks_in_silence(duties: list[Review], news: list[Notification]) -> bool:
    return any(not mailable(r.entry) for r in duties) or any(map(asks_in_silence, news))


def newcomer_waits(reader: User) -> bool:
    return reader.standing.is_steward and User.objects.waiting().exists()


# Suggestions


def once(suggestions: list[Suggestion]) -> list[Suggestion]:
    """Each entry with the first of its reasons."""
    found: dict[int, Suggestion] = {}
    for suggestion in suggestions:
        found.setdefault(suggestion.entry.pk, suggestion)
    return list(found.values())


def untold(reader: User, suggestions: list[Suggestion]) -> list[Suggestion]:
    """Suggestions that a mail may name and that no earlier digest told: one query."""
    mailed = [s for s in suggestions if mailable(s.entry)]
    told = DigestDelivery.entries.through.objects.filter(
        digestdelivery__user=reader,
        digestdelivery__state=DigestDelivery.State.SENT,
        entry__in=[s.entry.pk for s in mailed],
    )
    known = set(told.values_list("entry", flat=True))
    return [s for s in mailed if s.entry.pk not in known]


def with_mailable_reasons(reader: User, suggestions: list[Suggestion]) -> list[Suggestion]:
    """Without a reason that names a title above TLP:GREEN, such as that of the reader's own entry."""
    titles = {title for s in suggestions if (title := title_in(s))}
    if not titles:
        return suggestions
    levels = (
        Entry.objects.visible_to(reader)
        .filter(current_revision__title__in=titles)
        .values_list("current_revision__title", "level")
    )
    # Two entries may share a title: then it is told only where every one of them may be mailed.
    closed = {title for title, level in levels if level not in OPEN_LEVELS}
    told = {title for title, _level in levels} - closed
    return [
        s if (title := title_in(s)) is None or title in told else replace(s, reason=s.reason.also)
        for s in suggestions
    ]


def title_in(suggestion: Suggestion) -> str | None:
    return dict(suggestion.reason.params).get("title") if suggestion.reason else None


def mailable(entry: Entry) -> bool:
    return entry.level in OPEN_LEVELS


def follows(reader: User) -> Q:
    """In the reader's own or followed sectors, about a theme they follow, or watched."""
    sectors = Q(home_sector__in=reader.followed_sectors.values("pk")) | Q(
        home_sector__in=reader.standing.sectors()
    )
    also = Entry.also_sectors.through.objects.filter(
        entry=OuterRef("pk"), sector__in=reader.standing.sectors()
    )
    themes = Entry.themes.through.objects.filter(
        entry=OuterRef("pk"),
        theme__in=FollowedTheme.objects.filter(user=reader).values("theme"),
    )
    watched = Watch.objects.filter(user=reader, entry=OuterRef("pk"))
    return sectors | Exists(also) | Exists(themes) | Exists(watched)
