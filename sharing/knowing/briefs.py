"""Before you start: at most five lessons that fit a situation, made anew for each reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sharing.models import Barrier, Entry, Level, Outcome, Situation, WayAround
from sharing.recommendations import Reason, Suggestion, nearest_sentences

from .fits import Fit, fitting

MOST = 5
FITTED_EVERY = timedelta(days=1)
AT_BEST = 3  # where nothing is surely about it
FROM_ELSEWHERE = 2
MOST_BARRIERS = 4
NEAREST = 25
WORDS = 45
BEGINNING = 4_000  # characters in which they stand, addresses included
ADDRESS = re.compile(r"\[([^\]]*)\]\([^)]*\)")
SENTENCE = re.compile(r"(?<=[.!?…])\s+")
SIGNS = re.compile(r"[*_`\[\]]|^[ \t]*(?:#+|[-+>]|\d+\.)\s+", re.MULTILINE)
FAILURES = (Outcome.FAILED, Outcome.STOPPED)  # what came out mixed also worked


def plain(markdown: str) -> str:
    """The first sentences of a Markdown text, without its signs; of a very long one its beginning."""
    text = " ".join(SIGNS.sub("", ADDRESS.sub(r"\1", markdown[:BEGINNING])).split())
    first, *others = SENTENCE.split(text)
    for sentence in others:
        longer = f"{first} {sentence}"
        if len(longer.split()) > WORDS:
            break
        first = longer
    return Truncator(first).words(WORDS)


@dataclass(frozen=True)
class Lesson:
    """One entry of a brief, and why it stands there."""

    entry: Entry
    reason: SafeString | str

    @property
    def take(self) -> str:
        """The lesson, in plain words."""
        return plain(self.entry.current_revision.lesson or self.entry.current_revision.summary)

    @property
    def works_if(self) -> str:
        return plain(self.entry.current_revision.conditions)


@dataclass
class Brief:
    """What one reader gets."""

    lessons: list[Lesson] = field(default_factory=list)
    barriers: list[Barrier] = field(default_factory=list)
    is_sure: bool = True  # some lesson is about it, not only nearer to it than the others

    @property
    def level(self) -> Level:
        """The highest level of what it shows: printed on each page."""
        rows = [*(lesson.entry for lesson in self.lessons), *self.barriers]
        return Level(max((row.level for row in rows), default=Level.CLEAR))

    @property
    def sectors(self) -> int:
        return len({lesson.entry.home_sector_id for lesson in self.lessons})


def brief_for(situation: Situation, user) -> Brief:
    """The brief of a situation for `user`, under the rights of `user`: eleven queries."""
    readable = Entry.objects.visible_to(user).in_circulation()
    near = fitting(situation.text, situation.language, readable)[:NEAREST]
    is_sure = any(fit.is_sure for fit in near)
    fits = [fit for fit in near if (fit.is_likely if is_sure else fit.is_close)]
    beside = [fit for fit in near if is_sure and fit.is_close and not fit.is_likely]
    by_id = {fit.entry_id: fit for fit in (*fits, *beside)}
    entries = {e.pk: e for e in readable.for_cards().filter(pk__in=by_id)}
    ranked = [entries[fit.entry_id] for fit in fits if fit.entry_id in entries]
    further = [entries[fit.entry_id] for fit in beside if fit.entry_id in entries]
    own = set(user.standing.roles)
    chosen = choose(ranked, further, own=own, most=MOST if is_sure else AT_BEST)
    quotes = nearest_sentences(situation.text, chosen)
    return Brief(
        [Lesson(e, reason_of(by_id[e.pk], quoted(e, quotes), entries)) for e in chosen],
        barriers_near(user, chosen) if is_sure else [],
        is_sure,
    )


def choose(
    ranked: list[Entry], further: list[Entry], own: set[int], most: int = MOST
) -> list[Entry]:
    """Two or more from other sectors and a failure where there are, the best first; `most` at most.

    `further` are near, and not near enough but for the places that are kept for other sectors.
    """
    elsewhere = [e for e in (*ranked, *further) if e.home_sector_id not in own]
    wanted = elsewhere[:FROM_ELSEWHERE]
    failed = [e for e in ranked if e.outcome in FAILURES]
    if failed:
        wanted.append(failed[0])
    elif (failed := [e for e in elsewhere if e.outcome in FAILURES]) and failed[0] not in wanted:
        wanted = [*wanted[: FROM_ELSEWHERE - 1], failed[0]]  # in a place that is kept
    for entry in spread(ranked):
        if len({e.pk for e in wanted}) >= most:
            break
        wanted.append(entry)
    places = {entry.pk: place for place, entry in enumerate((*ranked, *further))}
    unique = {entry.pk: entry for entry in wanted}
    return sorted(unique.values(), key=lambda entry: places[entry.pk])


def spread(ranked: list[Entry]) -> list[Entry]:
    """The best first, the third and later of one sector behind all others."""
    seen: dict[int, int] = {}
    first, later = [], []
    for entry in ranked:
        seen[entry.home_sector_id] = seen.get(entry.home_sector_id, 0) + 1
        (first if seen[entry.home_sector_id] <= 2 else later).append(entry)
    return first + later


def quoted(entry: Entry, quotes: Mapping[int, str]) -> SafeString | str:
    """What of the entry says most of the situation, in the language of the entry; "" for nothing."""
    if entry.pk not in quotes:
        return ""
    return format_html('<q lang="{}">{}</q>', entry.language, quotes[entry.pk])


def reason_of(fit: Fit, quote: SafeString | str, entries: Mapping[int, Entry]) -> SafeString | str:
    """A true sentence: what the entry says of it, the words of both, or what it stands beside.

    How near is measured among the entries that the reader may see, so no more than that is known.
    """
    if quote:
        return format_html(_("Closest to what you write: {quote}"), quote=quote)
    if fit.words:
        bold = [format_html("<b>{}</b>", word) for word in fit.words]
        listed = format_html_join(", ", "{}", ((word,) for word in bold[:-1]))
        if len(bold) > 1:
            listed = format_html(
                "{}{}{}", listed, pgettext("between the last two of a list", " and "), bold[-1]
            )
        else:
            listed = bold[0]
        return format_html(_("You write what they tell of: {words}."), words=listed)
    if fit.alike.is_like:
        return _("Its title and summary come close to what you describe.")
    if fit.through and fit.through.entry_id in entries:
        seed = entries[fit.through.entry_id]
        title = format_html('<b lang="{}">{}</b>', seed.language, seed.title)
        return format_html(_("Close to “{title}”, which tells of what you describe."), title=title)
    if fit.meaning:
        return _("It comes nearer to what you describe than most lessons do.")
    return _("They use the words that you use.")


def barriers_near(user, chosen: list[Entry]) -> list[Barrier]:
    """What stands in the way of these lessons: reported from them, or worked around with them."""
    ids = [entry.pk for entry in chosen]
    if not ids:
        return []
    ways = WayAround.objects.visible_to(user).filter(barrier=OuterRef("pk"), entry__in=ids)
    near = Q(entry__in=ids) | Exists(ways)
    rows = Barrier.objects.visible_to(user).unsolved().filter(near)
    return list(rows.for_cards().order_by("created_at", "pk")[:MOST_BARRIERS])


def new_for_situations(user, since: datetime) -> list[tuple[Situation, list[Entry]]]:
    """Of each situation that `user` has us watch: what was published since, and fits it.

    For the digest. An entry is told with the first situation that it fits.
    """
    told: set[int] = set()
    found = []
    readable = Entry.objects.visible_to(user).in_circulation()
    for situation in Situation.objects.visible_to(user).watching():
        start = max(since, situation.watched_since)
        new = readable.filter(published_at__gte=start).exclude(author=user)
        if not new.exists():
            continue
        # Ranked among all: what fits is a question of what else there is.
        near = fitting(situation.text, situation.language, readable)[:NEAREST]
        fits = [fit.entry_id for fit in near] if any(fit.is_sure for fit in near) else []
        fresh = set(new.filter(pk__in=fits).values_list("pk", flat=True)) - told
        ids = [pk for pk in fits if pk in fresh][:MOST]
        told.update(ids)
        entries = {e.pk: e for e in new.for_cards().filter(pk__in=ids)}
        if entries:
            found.append((situation, [entries[pk] for pk in ids if pk in entries]))
    return found


def fit_situations() -> int:
    """Ask of situations what fits them, once a day each: for the sweep. How many."""
    before = timezone.now() - FITTED_EVERY
    done = 0
    for situation in Situation.objects.to_fit(before).select_related("user"):
        readable = Entry.objects.visible_to(situation.user).in_circulation()
        near = fitting(situation.text, situation.language, readable.exclude(author=situation.user))
        is_sure = any(fit.is_sure for fit in near)
        ids = [fit.entry_id for fit in near if is_sure and fit.is_likely][:MOST]
        done += situation.keep_fitting(ids, text=situation.text)
    return done


def suggestions_for_situations(user, since: datetime) -> list[Suggestion]:
    """The same as suggestions, for a mail: the reason names no words of the situation."""
    reason = Reason("fits_situation")
    return [
        Suggestion(entry, 0.0, reason)
        for _situation, entries in new_for_situations(user, since)
        for entry in entries
    ]
