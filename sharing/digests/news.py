"""News of one member for a mail: of what they wrote, met, asked, and are asked."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, Case, Exists, OuterRef, Value, When

from accounts.models import User
from sharing.models import (
    OPEN_LEVELS,
    Action,
    Answer,
    Application,
    Asked,
    BarrierState,
    Concern,
    IntroductionState,
    Level,
    Notification,
    Revision,
    Status,
)

Kind = Notification.Kind
ABOUT = ("entry", "barrier__entry", "question__entry", "search")
OF_ENTRIES = (
    Kind.CHANGES_ASKED,
    Kind.APPROVED,
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
    about = rows.select_related("entry__current_revision", "entry__owner", "introduction", *ABOUT)
    return about.annotate(is_done=_is_done(reader))


def _is_done(reader: User) -> Case:
    """Whether nothing is asked of `reader` any more, where another table tells."""
    entry, question = OuterRef("entry"), OuterRef("question")
    concerns = Concern.objects.allowing(reader, Action.ANSWER).filter(entry=entry)
    pending = Revision.objects.allowing(reader, Action.ACCEPT).filter(entry=entry)
    silent = Application.objects.visible_to(reader).filter(
        entry=entry,
        entry__status=Status.PUBLISHED,
        organisation=reader.organisation_id,
        changed_at__lte=OuterRef("created_at"),
    )
    helpful = Answer.objects.visible_to(reader).standing().filter(is_it=True)
    settled = helpful.filter(question=question)
    done = Asked.objects.filter(user=reader.pk, is_done=True)
    answered, written = done.filter(question=question), done.filter(search=OuterRef("search"))
    return Case(
        When(kind=Kind.CONCERN, then=~Exists(concerns)),
        When(kind=Kind.REVISION_PENDING, then=~Exists(pending)),
        When(kind=Kind.HOW_IS_IT, then=~Exists(silent)),
        When(kind=Kind.QUESTION_FOR_YOU, then=Exists(settled) | Exists(answered)),
        When(kind=Kind.SEARCH_FOR_YOU, then=Exists(written)),
        default=Value(False),
        output_field=BooleanField(),
    )


def is_mailable(item: Notification) -> bool:
    """Whether a mail may hold words of what it is about. A talk has none that do not name a person."""
    return item.kind not in OF_TALKS and level_of(item) in OPEN_LEVELS and still_holds(item)


def still_holds(item: Notification) -> bool:
    """Whether what it asks is still asked: renewed, picked up or answered meanwhile, it is not."""
    if item.is_done:
        return False
    match item.kind:
        case Kind.OVERDUE:
            return item.entry.is_overdue
        case Kind.CHANGES_ASKED:
            return item.entry.status == Status.DRAFT
        case Kind.OWNER_WANTED:
            entry = item.entry
            has_owner = entry.owner is not None and entry.owner.is_active
            return entry.status == Status.PUBLISHED and not has_owner
        case Kind.BARRIER_FOR_YOU:
            return item.barrier.state == BarrierState.OPEN
        case Kind.BARRIER_OVERDUE:
            return item.barrier.is_overdue
        case Kind.INTRODUCTION:
            talk = item.introduction
            return talk.state == IntroductionState.ASKED and talk.person_id == item.user_id
    return True


def level_of(item: Notification) -> Level:
    """That of the entry, barrier, question or search, or of the entry that one was made from: the stricter."""
    thing = item.about
    entry = getattr(thing, "entry", None)
    return Level(max(thing.level, entry.level if entry else Level.CLEAR))


def asks_in_silence(item: Notification) -> bool:
    """Whether somebody waits for the reader in a matter of which a mail has no words."""
    return item.kind in ASKED and still_holds(item) and not is_mailable(item)


def told_once(news: Iterable[Notification]) -> list[Notification]:
    """The newest of those that say the same of the same thing: a mail names nobody who did it.

    Searches in vain come behind what somebody did or waits for.
    """
    found: dict[tuple, Notification] = {}
    for item in news:
        about = (item.entry_id, item.barrier_id, item.question_id, item.search_id)
        found.setdefault((item.kind, *about), item)
    return sorted(found.values(), key=lambda item: item.kind == Kind.SEARCH_FOR_YOU)
