"""Reviewing: reading, answering, and the list of what waits for one's answer."""

from __future__ import annotations

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sharing.forms.kept import KeptText
from sharing.forms.reviewing import AnswerForm
from sharing.forms.writing import add_errors
from sharing.found import entry_or_404
from sharing.knowing import the_two
from sharing.models import (
    SECTION_NAMES,
    SECTIONS,
    Action,
    Concern,
    DetailRevision,
    Entry,
    Level,
    Review,
    Revision,
    Status,
    UnsavedText,
    about,
    links_filled,
    who_will_read_it,
)

AT_ONCE = 10  # of each kind, while the others stand there too
ON_A_PAGE = 30
ASKED = ("waiting", "to_publish", "suggestions", "concerns")  # of this member, and counted


# Answering


def says_where_it_lies(view):
    """Tell who gave the entry back, and sees it no more, that it is its author's turn."""

    @wraps(view)
    def told(request: HttpRequest, public_id: str) -> HttpResponse:
        try:
            return view(request, public_id)
        except Http404:
            if not Review.objects.was_given_back(public_id, by=request.user):
                raise
            messages.info(request, _("It lies with its author again."))
            return redirect("sharing:reviews")

    return told


@require_safe
@says_where_it_lies
def entry_review(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page where a reviewer reads and answers, and an editor decides."""
    entry = entry_or_404(request, public_id)
    if entry.status != Status.IN_REVIEW:
        return redirect(entry)
    kept = KeptText(request, "review", public_id)
    return review_page(request, entry, AnswerForm(initial=kept.typed_in(AnswerForm)), kept)


def review_page(
    request: HttpRequest, entry: Entry, form: AnswerForm, kept: KeptText
) -> HttpResponse:
    user, revision = request.user, entry.current_revision
    around = about(entry)
    sectors = {entry.home_sector_id, *(s.pk for s in around.also_sectors)}
    detail = DetailRevision.objects.visible_to(user).newest_of(entry)
    texts = revision.rendered | ({"detail": detail.rendered} if detail else {})
    filled, _linked = links_filled(texts, user)
    answers = list(Review.objects.visible_to(user).told(entry, sectors))
    mine = next((r for r in answers if r.reviewer_id == user.pk and r.is_current), None)
    before = Review.objects.visible_to(user).remarks_before(entry, sectors)
    context = {
        "entry": entry,
        "revision": revision,
        "around": around,
        "sections": [(k, SECTION_NAMES[k], SafeString(filled.get(k, ""))) for k in SECTIONS],
        "detail_level": Level(detail.level) if detail else None,
        "detail_html": SafeString(filled.get("detail", "")),
        "form": form,
        "kept": kept,
        "answers": answers,
        "mine": mine,
        "before": before,
        "since": since(entry, before, user),
        "is_outsider": not user.standing.role_in(*sectors),
        "my_sector": sector_of(user),
        "needs_outsider": entry.needs_outside_reader,
        "missing": [SECTION_NAMES[key] for key in revision.missing_sections],
        "minutes": revision.minutes,
        "readers": who_will_read_it(entry, around),
    }
    return render(request, "sharing/entry_review.html", context)


def since(entry: Entry, remarks: list[Review], user) -> dict | None:
    """What became of the words since this reader's remark, else since the last one; None without any."""
    remark = next((r for r in remarks if r.reviewer_id == user.pk), next(iter(remarks), None))
    if remark is None:
        return None
    number = entry.current_revision.number
    pair = the_two(entry, user, remark.number, number) if remark.number != number else None
    is_same = remark.number == number or (pair is not None and not pair.changed)
    return {"remark": remark, "pair": pair, "is_same": is_same} if pair or is_same else None


def sector_of(user):
    """The sector in which they do most."""
    membership = user.memberships.select_related("sector").order_by("-role", "pk").first()
    return membership.sector if membership else None


@require_POST
@says_where_it_lies
def entry_approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """This wording is good."""
    return answered(request, public_id, Review.Verdict.APPROVE)


@require_POST
@says_where_it_lies
def entry_ask_for_changes(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give it back to its author, saying what has to change."""
    return answered(request, public_id, Review.Verdict.CHANGES)


SAYING = {
    Review.Verdict.APPROVE: (Entry.approve, gettext_lazy("Thank you. The author is told.")),
    Review.Verdict.CHANGES: (
        Entry.ask_for_changes,
        gettext_lazy("Thank you. It is with its author again."),
    ),
}


def answered(request: HttpRequest, public_id: str, verdict: Review.Verdict) -> HttpResponse:
    """Give the answer, once: the second of two clicks, which may see the entry no more, says the same."""
    form, kept = AnswerForm(request.POST), KeptText(request, "review", public_id)

    def is_said() -> bool:
        return form.is_valid() and Review.objects.was_said(
            public_id, by=request.user, verdict=verdict, **said_in(form)
        )

    if not is_said():
        kept.keep()  # whatever refuses it: the entry may be out of sight by now
        try:
            if why_not := say(request, public_id, verdict, form, kept):
                return why_not
        except PermissionDenied:
            if not is_said():
                raise
    kept.forget()
    messages.success(request, SAYING[verdict][1])
    return redirect("sharing:reviews")


def said_in(form: AnswerForm) -> dict:
    return {"comment": form.cleaned_data["comment"], "read": form.cleaned_data["revision"]}


def say(request: HttpRequest, public_id: str, verdict, form: AnswerForm, kept: KeptText):
    """Give the answer; the page that says why, where it cannot be given."""
    entry = entry_or_404(request, public_id)
    if entry.status != Status.IN_REVIEW:
        messages.info(request, _("It is not in review any more."))
        return redirect(entry)
    if not form.is_valid():
        return review_page(request, entry, form, kept)
    try:
        SAYING[verdict][0](entry, by=request.user, **said_in(form))
    except ValidationError as error:
        add_errors(form, error)
        return review_page(request, entry, form, kept)
    return None


# What waits


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """What waits for this member: reviews, decisions, suggestions, concerns; and their own work.

    The first of each kind, or with `show` all of one kind, on pages.
    """
    lists, show = waiting_for(request.user), request.GET.get("show", "")
    pages = Paginator(lists[show], ON_A_PAGE) if show in lists else None
    if pages and pages.count:
        page = pages.get_page(request.GET.get("page"))
        found = {name: ([], rows.count()) for name, rows in lists.items() if name != show}
        found[show] = (list(page), pages.count)
    else:
        page, found = None, {name: beginning(rows) for name, rows in lists.items()}
        found |= {name: beginning(rows) for name, rows in work_of(request.user).items()}
    numbers = {name: number for name, (_rows, number) in found.items()}
    context = {name: rows for name, (rows, _number) in found.items()} | {
        "page": page,
        "numbers": numbers,
        "total": sum(numbers[name] for name in ASKED),
    }
    return render(request, "sharing/reviews.html", context)


def beginning(rows: QuerySet) -> tuple[list, int]:
    """The first of a list, and how many it holds: asked only where it holds more."""
    first = list(rows[: AT_ONCE + 1])
    return first[:AT_ONCE], rows.count() if len(first) > AT_ONCE else len(first)


def waiting_for(user) -> dict[str, QuerySet]:
    """What somebody waits for, by kind, the oldest first."""
    asked = reviews_for(user)
    decidable = (
        Entry.objects.allowing(user, Action.PUBLISH)
        .exclude(pk__in=asked.order_by().values("entry"))
        .with_outside_reading()
        .for_cards()
        .order_by("current_revision__created_at", "pk")
    )
    return {
        "waiting": asked,
        "to_publish": decidable.filter(lacks_outsider=False),
        "for_outside": decidable.filter(lacks_outsider=True),
        "suggestions": Revision.objects.allowing(user, Action.ACCEPT)
        .filter(state=Revision.State.PENDING)
        .select_related("entry__home_sector", "entry__current_revision", "writer__organisation")
        .order_by("created_at", "pk"),
        "concerns": Concern.objects.allowing(user, Action.ANSWER)
        .select_related("entry__home_sector", "entry__current_revision", "reporter")
        .order_by("created_at", "pk"),
    }


def work_of(user) -> dict[str, QuerySet]:
    """What they write themselves. All of it stands on its own page."""
    mine = Q(author=user.pk) | Q(co_authors=user.pk)
    return {
        "asked_others": Entry.objects.visible_to(user)
        .filter(mine, status=Status.IN_REVIEW)
        .for_cards()
        .distinct(),
        "drafts": Entry.objects.visible_to(user)
        .filter(mine, status=Status.DRAFT)
        .for_cards()
        .order_by("-current_revision__created_at", "-pk")
        .distinct(),
        "texts": UnsavedText.objects.visible_to(user).of_new_entries(),
    }


def reviews_for(user) -> QuerySet:
    """Questions to this member that wait for an answer, the oldest first."""
    has_role = Entry.also_sectors.through.objects.filter(
        entry=OuterRef("entry"), sector__in=user.standing.roles
    )
    return (
        Review.objects.visible_to(user)
        .waiting()
        .filter(reviewer=user.pk, revision=F("entry__current_revision"))
        .select_related("entry__home_sector", "entry__current_revision", "entry__organisation")
        .annotate(
            is_inside=Q(entry__home_sector__in=list(user.standing.roles)) | Q(Exists(has_role))
        )
        .order_by("asked_at", "pk")
    )
