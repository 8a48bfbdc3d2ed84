"""What members do about a barrier: report, meet, pick up, answer, solve, help around, merge."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharing.forms.barriers import (
    BarrierAnswerForm,
    BarrierForm,
    MergeForm,
    PickUpForm,
    SolveForm,
    WayAroundForm,
)
from sharing.forms.tokens import fresh_token, id_in_token
from sharing.forms.writing import add_errors
from sharing.models import Action, Barrier, Entry, Level
from sharing.search import alike

COMPARED = 500
READ_OF_EACH = 400

form_page = require_http_methods(["GET", "HEAD", "POST"])


def similar(user, text: str, *, most: int = 3, but: int = 0) -> list[Barrier]:
    """Barriers that `user` may see and that seem to say the same, most alike first."""
    seen = Barrier.objects.visible_to(user).standing().exclude(pk=but)
    rows = seen.order_by("-pk").values_list(
        "pk", "title", Substr("text", 1, READ_OF_EACH), "language"
    )
    texts = [(pk, f"{title} {words}", language) for pk, title, words, language in rows[:COMPARED]]
    keys = alike(text, texts, most)
    found = Barrier.objects.with_abilities(user).for_cards().in_bulk(keys)
    return [found[key] for key in keys]


# Reporting


def entry_asked_for(request: HttpRequest):
    """The entry that a barrier is reported from, as the address or the form says."""
    public_id = request.POST.get("entry") or request.GET.get("entry")
    if not public_id:
        return None
    entries = Entry.objects.with_abilities(request.user).for_cards()
    entry = get_object_or_404(entries, public_id=public_id)
    if not entry.can_report or entry.level > Level.AMBER:
        raise PermissionDenied
    return entry


@form_page
def barrier_new(request: HttpRequest) -> HttpResponse:
    """Report a barrier. Those that seem to say the same are shown before it is made."""
    user, entry = request.user, entry_asked_for(request)
    if not user.standing.is_member:
        raise PermissionDenied
    public_id = id_in_token(request.POST.get("token"), user)
    form = BarrierForm(request.POST or None, user=user, entry=entry)
    alikes = []
    if request.method == "POST":
        alikes = similar(user, request.POST.get("title", ""))
        shown = set(request.POST.getlist("shown"))
        is_new = all(barrier.public_id in shown for barrier in alikes)
        if form.is_valid() and is_new and (barrier := report(request, form, entry, public_id)):
            return redirect(barrier)
    context = {
        "form": form,
        "entry": entry,
        "alikes": alikes,
        "token": fresh_token(user, public_id),
    }
    return render(request, "sharing/barrier_new.html", context)


def report(request: HttpRequest, form, entry, public_id: str):
    try:
        barrier = Barrier.objects.report(
            by=request.user, entry=entry, public_id=public_id, **form.cleaned_data
        )
    except ValidationError as error:
        add_errors(form, error)
        return None
    messages.success(request, _("Reported. Those who could take it away are told today."))
    return barrier


@require_safe
def barrier_similar(request: HttpRequest) -> HttpResponse:
    """A part of the form: barriers that what is typed so far may repeat."""
    alikes = similar(request.user, request.GET.get("title", "")[:300])
    return render(request, "sharing/barrier_similar.html", {"alikes": alikes})


# Meeting it


@require_POST
def barrier_meet(request: HttpRequest, public_id: str) -> HttpResponse:
    """We meet this too, or no longer. The form says which, so a double click is one."""
    barrier = get_object_or_404(Barrier.objects.visible_to(request.user), public_id=public_id)
    is_on = request.POST.get("on") == "1"
    barrier.meet(by=request.user, on=is_on)
    messages.success(
        request,
        _("Your organisation is counted.") if is_on else _("Your organisation is counted no more."),
    )
    return redirect(barrier)


# Acting on it: one page each, with a form


def act(request, public_id: str, action: Action, form_class, *, verb, texts, **options):
    """A page with one form and one verb. `texts`: title, button and what is said afterwards."""
    user = request.user
    rows = Barrier.objects.with_abilities(user).select_related("home_sector")
    barrier = get_object_or_404(rows, public_id=public_id)
    form = form_class(request.POST or None, **options)
    if request.method == "POST" and form.is_valid():
        try:
            verb(barrier, by=user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, texts[2])
            return redirect(barrier)
    if not getattr(barrier, f"can_{action.value}", False):
        raise PermissionDenied
    context = {"barrier": barrier, "form": form, "title": texts[0], "button": texts[1]}
    return render(request, "sharing/barrier_act.html", context)


@form_page
def barrier_pick_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it on in the name of one's organisation, with a first answer and a date."""
    texts = (
        gettext_lazy("Pick this up"),
        gettext_lazy("Pick it up"),
        gettext_lazy("Picked up, in your organisation’s name."),
    )
    return act(request, public_id, Action.PICK_UP, PickUpForm, verb=Barrier.pick_up, texts=texts)


@form_page
def barrier_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer it, for the organisation that picked it up."""
    texts = (
        gettext_lazy("Answer"),
        gettext_lazy("Give this answer"),
        gettext_lazy("Answered. Who met it is told."),
    )
    verb = lambda barrier, *, by, answer: barrier.answer_with(answer, by=by)  # noqa: E731
    return act(request, public_id, Action.ANSWER, BarrierAnswerForm, verb=verb, texts=texts)


@form_page
def barrier_solve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it is gone, and what changed."""
    texts = (
        gettext_lazy("It is solved"),
        gettext_lazy("Say that it is solved"),
        gettext_lazy("Solved. Who met it is told."),
    )
    return act(request, public_id, Action.ANSWER, SolveForm, verb=Barrier.solve, texts=texts)


@form_page
def barrier_way(request: HttpRequest, public_id: str) -> HttpResponse:
    """Link a lesson that helps while it stands."""
    texts = (
        gettext_lazy("Add a way around it"),
        gettext_lazy("Add it"),
        gettext_lazy("Added. Thank you."),
    )
    form = partial(WayAroundForm, user=request.user)
    return act(request, public_id, Action.SUGGEST, form, verb=Barrier.add_way_around, texts=texts)


@form_page
def barrier_merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let another barrier speak for both."""
    seen = Barrier.objects.with_abilities(request.user)
    barrier = get_object_or_404(seen, public_id=public_id)
    if not getattr(barrier, "can_merge", False):
        raise PermissionDenied
    others = similar(request.user, f"{barrier.title} {barrier.text}", most=8, but=barrier.pk)
    texts = (
        gettext_lazy("Merge it with another"),
        gettext_lazy("Merge them"),
        gettext_lazy("Merged: this barrier speaks for both."),
    )
    form = partial(MergeForm, others=[one.pk for one in others], user=request.user)
    return act(request, public_id, Action.MERGE, form, verb=Barrier.merge_into, texts=texts)
