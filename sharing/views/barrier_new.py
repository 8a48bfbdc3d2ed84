"""Reporting a barrier, and those that say the same already."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sharing.forms.barriers import BarrierForm
from sharing.forms.kept import KeptText
from sharing.forms.tokens import fresh_token, id_in_token, made_before
from sharing.forms.writing import add_errors
from sharing.knowing import barriers_like
from sharing.members_only import require_member
from sharing.models import Barrier, Entry, Level


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


@require_http_methods(["GET", "HEAD", "POST"])
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
