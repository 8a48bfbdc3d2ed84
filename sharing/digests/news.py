"""News of one member for a mail: of what they wrote, met, asked, and are asked."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from sharing.models import DUTIES, OPEN_LEVELS, Level, Notification, is_done, with_concerns

Kind = Notification.Kind
# Talks are not among them: of those a mail has no words.
ABOUT = ("entry__current_revision", "barrier__entry", "question__entry", "search")
OF_ENTRIES = (
    Kind.CHANGES_ASKED,
    Kind.APPROVED,
    Kind.TO_PUBLISH,
    Kind.PUBLISHED,
    Kind.PULLED_BACK,
    Kind.ARCHIVED,
    Kind.TRAVELS,
    Kind.REVISION_PENDING,
    Kind.REVISION_ACCEPTED,
    Kind.REVISION_REFUSED,
    Kind.CONCERN,
    Kind.CONCERN_ANSWERED,
    Kind.OWNER_WANTED,
    Kind.HANDED_OVER,
    Kind.OVERDUE,
    Kind.HOW_IS_IT,
)
OF_BARRIERS_AND_QUESTIONS = (
    Kind.BARRIER_FOR_YOU,
    Kind.BARRIER_MOVED,
    Kind.BARRIER_OVERDUE,
    Kind.QUESTION_FOR_YOU,
    Kind.QUESTION_ANSWERED,
    Kind.SEARCH_FOR_YOU,
)
OF_TALKS = (Kind.INTRODUCTION, Kind.INTRODUCTION_PASSED, Kind.INTRODUCTION_ANSWERED)
# Somebody waits for an answer of this member: told without words where words may not be mailed.
ASKED = (
    Kind.TO_PUBLISH,
    Kind.CONCERN,
    Kind.BARRIER_FOR_YOU,
    Kind.BARRIER_OVERDUE,
    Kind.QUESTION_FOR_YOU,
    Kind.INTRODUCTION,
)


def news_between(reader: User, since, until) -> list[Notification]:
    """What `reader` was told between two moments, newest first, with what it is about: one query."""
    rows = Notification.objects.visible_to(reader).filter(
        kind__in=(*OF_ENTRIES, *OF_BARRIERS_AND_QUESTIONS, *OF_TALKS),
        created_at__gte=since,
        created_at__lt=until,
    )
    return list(_with_words(rows, reader))


def still_to_tell(reader: User, news: list[Notification]) -> list[Notification]:
    """Those that `reader` may be mailed, as they are now: one query, none where there is no news."""
    if not news:
        return []
    mine = Notification.objects.visible_to(reader).filter(pk__in=[item.pk for item in news])
    return [item for item in _with_words(mine, reader) if is_mailable(item)]


def _with_words(rows, reader: User):
    return with_concerns(rows.select_related(*ABOUT).annotate(is_done=is_done(reader)), reader)


def is_mailable(item: Notification) -> bool:
    """Whether a mail may hold words of what it is about. A talk has none that do not name a person."""
    return item.kind not in OF_TALKS and level_of(item) in OPEN_LEVELS and not item.is_done


def level_of(item: Notification) -> Level:
    """That of the entry, barrier, question or search, or of the entry that one was made from: the stricter."""
    thing = item.about
    entry = getattr(thing, "entry", None)
    return Level(max(thing.level, entry.level if entry else Level.CLEAR))


def asks_in_silence(item: Notification) -> bool:
    """Whether somebody waits for the reader in a matter of which a mail has no words."""
    return item.kind in ASKED and not item.is_done and not is_mailable(item)


def told_once(news: Iterable[Notification]) -> list[Notification]:
    """One line a thing: what is asked of the reader, or else the newest. A mail names nobody who did it.

    Searches in vain come behind what somebody did or waits for.
    """
    found: dict[tuple, Notification] = {}
    for item in news:
        about = (item.entry_id, item.barrier_id, item.question_id, item.search_id)
        found.setdefault((about, item.kind if item.kind in DUTIES else ""), item)
    asked = {about for about, kind in found if kind}
    told = [item for (about, kind), item in found.items() if kind or about not in asked]
    return sorted(told, key=lambda item: item.kind == Kind.SEARCH_FOR_YOU)
