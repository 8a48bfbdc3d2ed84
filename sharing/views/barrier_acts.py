"""What members do about a barrier: meet, pick up, answer, solve, help around, reword, withdraw, merge."""

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
from sharing.forms.kept import KeptText
from sharing.forms.writing import add_errors
from sharing.models import Action, Barrier, BarrierState

form_page = require_http_methods(["GET", "HEAD", "POST"])


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


def done(request: HttpRequest, public_id: str, act: Act) -> HttpResponse:
    """Show the form of an act; do it, if the member may and the form is right."""
    if request.method != "POST":
        return page_of_act(request, public_id, act)
    with transaction.atomic():
        return page_of_act(request, public_id, act)


def page_of_act(request: HttpRequest, public_id: str, act: Act) -> HttpResponse:
    """The form of an act, or where it leads once it is done; what is sent stands in a transaction.

    Where somebody was quicker, what this member wrote is shown and nothing is done.
    """
    user, is_sent, seen = request.user, request.method == "POST", request.POST.get("state")
    rows = Barrier.objects.with_abilities(user).select_related("home_sector")
    if is_sent and act is not MERGE:  # whose verb locks both, in one order
        rows = rows.select_for_update(
            of=("self",), no_key=True
        )  # from looking at its state until it is changed
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
