"""What members do about a barrier: report, meet, pick up, answer, solve, help around, merge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sharing.forms.barrier_acts import (
    BarrierActForm,
    BarrierAnswerForm,
    MergeForm,
    PickUpForm,
    RewordForm,
    SolveForm,
    WayAroundForm,
)
from sharing.forms.barriers import BarrierForm
from sharing.forms.kept import KeptText
from sharing.forms.tokens import fresh_token, id_in_token, made_before
from sharing.forms.writing import add_errors
from sharing.knowing import barriers_like
from sharing.members_only import require_member
from sharing.models import Action, Barrier, BarrierState, Entry, Level

form_page = require_http_methods(["GET", "HEAD", "POST"])


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
    require_member(user)
    public_id = id_in_token(request.POST.get("token"), user)
    kept = KeptText(request, "barrier", entry.public_id if entry else "")
    form = BarrierForm(
        request.POST or None, user=user, entry=entry, initial=kept.typed_in(BarrierForm)
    )
    alikes = []
    if request.method == "POST":
        again, public_id = made_before(Barrier.objects.visible_to(user), form, public_id)
        if again:
            kept.forget()
            return redirect(again)
        alikes = barriers_like(request.POST.get("title", ""), user)
        shown = set(request.POST.getlist("shown"))
        is_new = all(barrier.public_id in shown for barrier in alikes)
        if form.is_valid() and is_new and (barrier := report(request, form, entry, public_id)):
            kept.forget()
            return redirect(barrier)
        kept.keep()
    context = {
        "form": form,
        "entry": entry,
        "alikes": alikes,
        "kept": kept,
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


@require_POST  # what is being written stands in no address
def barrier_similar(request: HttpRequest) -> HttpResponse:
    """A part of the form: barriers that what is typed so far may repeat."""
    alikes = barriers_like(request.POST.get("title", "")[:300], request.user)
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


@dataclass(frozen=True)
class Act:
    """A page with one form and one verb, and what it says."""

    action: Action
    form: Callable
    verb: Callable
    title: str
    button: str
    done: str
    moves: bool = True  # it to another state, so that only the first who does it did
    explained: str = ""

    @property
    def key(self) -> str:
        """Of what is typed into its form and not sent."""
        return self.verb.__name__.replace("_", "-")


PICK_UP = Act(
    Action.PICK_UP,
    PickUpForm,
    Barrier.pick_up,
    gettext_lazy("Pick this up"),
    gettext_lazy("Pick it up"),
    gettext_lazy("Picked up, in your organisation’s name."),
)
ANSWER = Act(
    Action.ANSWER,
    BarrierAnswerForm,
    Barrier.answer_with,
    gettext_lazy("Answer"),
    gettext_lazy("Give this answer"),
    gettext_lazy("Answered. Who met it is told."),
)
SOLVE = Act(
    Action.ANSWER,
    SolveForm,
    Barrier.solve,
    gettext_lazy("It is solved"),
    gettext_lazy("Say that it is solved"),
    gettext_lazy("Solved. Who met it is told."),
)
WAY = Act(
    Action.SUGGEST,
    WayAroundForm,
    Barrier.add_way_around,
    gettext_lazy("Add a way around it"),
    gettext_lazy("Add it"),
    gettext_lazy("Added. Thank you."),
    moves=False,
)
MERGE = Act(
    Action.MERGE,
    MergeForm,
    Barrier.merge_into,
    gettext_lazy("Merge it with another"),
    gettext_lazy("Merge them"),
    gettext_lazy("Merged: this barrier speaks for both."),
    moves=False,
    explained=gettext_lazy(
        "The one that you choose stays and speaks for both. Who meets this one meets that one from "
        "now on, and the address of this one leads there. It cannot be undone."
    ),
)
REWORD = Act(
    Action.EDIT,
    RewordForm,
    Barrier.reword,
    gettext_lazy("Change the words"),
    gettext_lazy("Save"),
    gettext_lazy("Saved."),
    moves=False,
)
WITHDRAW = Act(
    Action.ARCHIVE,
    BarrierActForm,
    Barrier.withdraw,
    gettext_lazy("Withdraw it"),
    gettext_lazy("Withdraw it"),
    gettext_lazy("Withdrawn: it stands in no list any more."),
    moves=False,
    explained=gettext_lazy(
        "It leaves the board, the figures and every other list, and with it what was merged into "
        "it. Its page stays, for who has its address. It cannot be undone."
    ),
)


@transaction.atomic
def done(request: HttpRequest, public_id: str, act: Act) -> HttpResponse:
    """Show the form of an act; do it, if the member may and the form is right.

    Where somebody was quicker, what this member wrote is shown and nothing is done.
    """
    user, is_sent, seen = request.user, request.method == "POST", request.POST.get("state")
    rows = Barrier.objects.with_abilities(user).select_related("home_sector")
    if is_sent and act is not MERGE:  # whose verb locks both, in one order
        rows = rows.select_for_update(of=("self",))  # from looking at its state until it is changed
    barrier = get_object_or_404(rows, public_id=public_id)
    is_able = getattr(barrier, f"can_{act.action.value}")
    is_late = is_sent and has_moved_on(barrier, seen) and (act.moves or not is_able)
    if not is_able and not is_late:
        raise PermissionDenied
    kept = KeptText(request, "barrier-act", act.key, public_id)
    form = act.form(
        request.POST or None, barrier=barrier, user=user, initial=kept.typed_in(act.form)
    )
    if is_sent and not is_late and form.is_valid():
        try:
            act.verb(barrier, by=user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        except PermissionDenied:
            if not has_moved_on(barrier, seen):  # as the verb read it, locked
                raise
            is_late = True
        else:
            kept.forget()
            messages.success(request, act.done)
            return redirect(barrier)
    if is_sent:
        kept.keep()
    context = {"barrier": barrier, "form": form, "act": act, "is_late": is_late, "kept": kept}
    status = 409 if is_late else 200
    return render(request, "sharing/barrier_act.html", context, status=status)


def has_moved_on(barrier: Barrier, seen: str | None) -> bool:
    """Whether the barrier is no longer as it was when its page was opened, in the state `seen`."""
    is_gone = barrier.merged_into_id is not None or barrier.withdrawn_at is not None
    is_another = is_gone or seen != barrier.state
    return seen in BarrierState.values and is_another


@form_page
def barrier_pick_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it on in the name of one's organisation, with a first answer and a date."""
    return done(request, public_id, PICK_UP)


@form_page
def barrier_answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer it, for the organisation that picked it up."""
    return done(request, public_id, ANSWER)


@form_page
def barrier_solve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it is gone, and what changed."""
    return done(request, public_id, SOLVE)


@form_page
def barrier_way(request: HttpRequest, public_id: str) -> HttpResponse:
    """Link a lesson that helps while it stands."""
    return done(request, public_id, WAY)


@form_page
def barrier_reword(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say it in other words: a name slipped in, or it was not clear."""
    return done(request, public_id, REWORD)


@form_page
def barrier_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it out of every list."""
    return done(request, public_id, WITHDRAW)


@form_page
def barrier_merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let another barrier speak for both."""
    return done(request, public_id, MERGE)
