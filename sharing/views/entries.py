"""The page of one entry: its words, what stands around them, and what the reader keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import CharField, IntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Slot, Standing, prepared
from sharing.forms.applications import ApplicationForm
from sharing.forms.kept import kept_step
from sharing.models import (
    OPEN_LEVELS,
    REQUIRED_BEFORE_REVIEW,
    SECTION_NAMES,
    SECTIONS,
    Barrier,
    Entry,
    Feedback,
    Level,
    Review,
    Status,
    about,
    audience_members,
    links_filled,
    listed,
    stairs_of,
    who_reads_it,
    why_it_is_seen,
)
from sharing.recommendations import same_problem_elsewhere

BARRIERS = 3
DETAIL = "detail"


@dataclass(frozen=True)
class Section:
    """One section as the page shows it: its words, or what is said where there are none."""

    key: str
    html: SafeString
    is_needed: bool

    @property
    def name(self) -> str:
        return SECTION_NAMES[self.key]


@login_not_required
@require_safe
def entry_detail(request: HttpRequest, public_id: str, words: str = "") -> HttpResponse:
    """An entry as its reader may have it. Of the address only the id is looked up."""
    user = request.user
    entry = next(iter(_read(Standing.of(user), settings.CLOSED_SITE, public_id=public_id)), None)
    if entry is None:
        return behind_glass(request, public_id)
    around = about(entry)
    level, detail = detail_of(entry)
    texts = entry.current_revision.rendered | ({DETAIL: detail} if detail else {})
    filled, linked = links_filled(
        texts, user, ask=wanted, ask_words=_("ask for it"), also=[entry.superseded_by_id]
    )
    near = nearest(entry, user)
    context = {
        "entry": entry,
        "revision": entry.current_revision,
        "around": around,
        "tab": "read",
        "sections": sections(entry, filled),
        "detail_level": level,
        "detail_html": SafeString(filled.get(DETAIL, "")),
        "successor": linked.get(entry.superseded_by_id),
        "minutes": entry.current_revision.minutes,
        "missing": entry.current_revision.missing_sections,
        "writers": writers(entry, around),
        "with_whom": listed(
            p.shown_name for p in writers(entry, around) if p != user and p.is_active
        ),
        "asks_for_owner": entry.owner is None or not entry.owner.is_active,
        "source_host": host(entry.source),
        "reasons": why_it_is_seen(entry, Standing.of(user), around),
        "elsewhere": [s for s in near if s.is_elsewhere],
        "nearby": [s for s in near if not s.is_elsewhere],
        "doing": doing(entry, request),
        "of_use": of_use(entry),
        **review_state(entry, reviews_of(entry, around, user), user),
    }
    return render(request, "sharing/entry_detail.html", context)


def readable(user):
    """Entries as their page needs them: what the reader may do and keeps, in the same query."""
    return Entry.objects.with_abilities(user).with_page_facts(user).for_page()


@prepared
def _read(me: Standing, is_closed: bool):
    return readable(me).filter(public_id=Slot("public_id", CharField())).order_by()


def behind_glass(request: HttpRequest, public_id: str) -> HttpResponse:
    """The current wording for an administrator with a grant, and nothing else; or nothing at all."""
    user = request.user
    if not (user.is_authenticated and user.is_superuser):
        raise Http404
    opened = Entry.objects.opened_by(user).select_related("current_revision")
    entry = get_object_or_404(opened, public_id=public_id)
    filled, _linked = links_filled(entry.current_revision.rendered, user)
    context = {
        "entry": entry,
        "revision": entry.current_revision,
        "sections": [s for s in sections(entry, filled) if s.html],
    }
    return render(request, "sharing/entry_glass.html", context)


def wanted(words: str) -> str:
    """The address at which a lesson that is not there, or not for this reader, is asked for."""
    return f"{reverse('sharing:question_new')}?{urlencode({'title': words})}"


def sections(entry, filled) -> list[Section]:
    """Sections with words; of a draft also the empty ones, of an import what nobody told."""
    shown = []
    for key in SECTIONS:
        is_needed = key in REQUIRED_BEFORE_REVIEW
        if key in filled or (is_needed if entry.is_shown else True):
            shown.append(Section(key, SafeString(filled.get(key, "")), is_needed))
    return shown


def detail_of(entry) -> tuple[Level | None, str]:
    """Level and text of the restricted detail, where the reader is in its audience."""
    level, _space, html = (getattr(entry, "detail_words", None) or "").partition(" ")
    return (Level(int(level)), html) if html else (None, "")


def host(address: str) -> str:
    """Where a source is, "" for what is no address of the web."""
    parts = urlsplit(address)
    return parts.netloc if parts.scheme in ("http", "https") else ""


def writers(entry, around) -> list:
    return [*([entry.author] if entry.author else []), *around.co_authors]


def of_use(entry) -> str:
    """What the reader said of its use to them, "" while they said nothing."""
    said = getattr(entry, "own_answer", None)
    return Feedback.Answer(said).label if said else ""


def nearest(entry, user) -> list:
    """The same problem told by others: suggestions, for members and on published entries."""
    if not (entry.is_published and Standing.of(user).is_member):
        return []
    return same_problem_elsewhere(entry, user)


def doing(entry, request: HttpRequest) -> dict | None:
    """Who does what with it, and what stands in their way. The form where the reader may record."""
    if not entry.is_shown:
        return None
    user = request.user
    stairs = stairs_of(entry, user)
    me = Standing.of(user)
    barriers = _barriers(me, settings.CLOSED_SITE, entry=entry.pk)
    return {
        "lacks_organisation": entry.lacks_organisation(me),
        "stairs": stairs,
        **(step_form(entry, stairs.mine, request) if entry.can_apply else {}),
        "barriers": barriers,
    }


def step_form(entry, application, request: HttpRequest) -> dict:
    """The short form, with what was typed into it and not sent."""
    kept = kept_step(request, entry.public_id, short=True, is_there=entry.has_kept_step)
    first = kept.typed_in(ApplicationForm)
    return {"kept": kept, "form": ApplicationForm(application=application, initial=first)}


@prepared
def _barriers(me: Standing, is_closed: bool):
    of_entry = Barrier.objects.visible_to(me).filter(entry=Slot("entry", IntegerField()))
    return of_entry.unsolved().for_cards()[:BARRIERS]


# Reviews: what was asked and answered in this round


def reviews_of(entry, around, user) -> list[Review]:
    if entry.is_shown or not entry.round:
        return []
    sectors = [entry.home_sector_id, *(s.pk for s in around.also_sectors)]
    return list(Review.objects.visible_to(user).told(entry, sectors))


def review_state(entry, reviews: list[Review], user) -> dict:
    """What the page says of a review: who was asked, who answered, what is still missing."""
    now = [r for r in reviews if r.is_current]
    approvals = [r for r in now if r.verdict == Review.Verdict.APPROVE]
    unanswered = [r for r in now if not r.verdict]
    is_open = entry.level in OPEN_LEVELS
    asks = [r for r in reviews if r.verdict == Review.Verdict.CHANGES]
    given_back = asks[-1] if asks and entry.status == Status.DRAFT else None
    return {
        "reviews": now,
        "given_back": given_back,
        "remarks": [r for r in reviews if r.comment and r != given_back],
        "answered": [r for r in now if r.verdict],
        "unanswered": unanswered,
        "waiting_for": listed(r.reviewer.shown_name for r in unanswered),
        "is_asked": any(r.reviewer_id == user.pk for r in unanswered),
        "asked_at": now[0].asked_at if now else None,
        "needs_outside_reader": is_open and not any(not r.is_inside for r in approvals),
    }


# Who reads it


@require_safe
def entry_readers(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who can see this, and why you do."""
    user = request.user
    entry = get_object_or_404(readable(user), public_id=public_id)
    around = about(entry)
    context = {
        "entry": entry,
        "revision": entry.current_revision,
        "around": around,
        "tab": "readers",
        "minutes": entry.current_revision.minutes,
        "writers": writers(entry, around),
        "lines": who_reads_it(entry, around),
        "reasons": why_it_is_seen(entry, user.standing, around),
        "named_organisations": around.named_organisations
        if entry.sharing_level.names_organisations
        else [],
        "named_people": around.named_people if entry.sharing_level.names_people else [],
        "count": reader_count(entry, around) if counts_for(entry) else None,
    }
    return render(request, "sharing/entry_readers.html", context)


def counts_for(entry) -> bool:
    """Numbers are for who answers for the entry: its writers, owner and editors."""
    return entry.can_narrow or getattr(entry, "is_co_author", False)


def reader_count(entry, around) -> int:
    return audience_members(
        entry.level,
        sectors={entry.home_sector_id, *(s.pk for s in around.also_sectors)},
        organisations={o.pk for o in around.named_organisations} | {entry.organisation_id} - {None},
        people={p.pk for p in around.named_people} | {entry.author_id} - {None},
    ).count()
