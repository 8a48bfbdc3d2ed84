"""Leaving: hand over entries, take along one's data, close the account."""

from __future__ import annotations

from itertools import groupby

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sharing.forms.leaving import HandOverForm, LeaveForm
from sharing.models import Action, Entry, Status, UnsavedText
from sharing.tasks import catch_up
from sharing.transfer.own_data import own_data_file

ON_A_PAGE = 50


def entries_in_hand(user):
    """What nobody would look after without them, and is theirs to give: what they own, and drafts they wrote."""
    theirs = Entry.objects.allowing(user, Action.HAND_OVER)
    unpublished = theirs.filter(author=user, status__in=(Status.DRAFT, Status.IN_REVIEW))
    owned = theirs.filter(owner=user).exclude(status=Status.ARCHIVED)
    return (owned | unpublished).distinct()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # the page too: from a download no way leads back to it
def own_data(request: HttpRequest) -> HttpResponse:
    """All that is mine, as a file."""
    if request.method != "POST":
        return render(request, "sharing/own_data.html")
    answer = HttpResponse(own_data_file(request.user), content_type="application/zip")
    name = f"oversteek-{request.user.public_id}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def own_entries(request: HttpRequest) -> HttpResponse:
    """What I wrote or look after, by how far it is; from here it is handed over too."""
    user = request.user
    page = Paginator(entries_of(user), ON_A_PAGE).get_page(request.GET.get("page"))
    by_state = [(name, list(rows)) for name, rows in groupby(page, key=lambda e: e.status)]
    context = {
        "page": page,
        "states": [(name, Status(name).label, rows) for name, rows in by_state],
        "texts": UnsavedText.objects.visible_to(user).of_new_entries(),
    }
    return render(request, "sharing/own_entries.html", context)


def entries_of(user):
    """Theirs, what is not finished first; each knows whether it is theirs to hand over."""
    in_hand = entries_in_hand(user).order_by().filter(pk=OuterRef("pk"))
    how_far = Case(*(When(status=name, then=n) for n, name in enumerate(Status.values)))
    return (
        Entry.objects.visible_to(user)
        .own_of(user)
        .annotate(is_in_hand=Exists(in_hand))
        .for_cards()
        .order_by(how_far, "-current_revision__created_at", "-pk")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entry_hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose who owns an entry from now on."""
    entry = get_object_or_404(entries_in_hand(request.user).for_cards(), public_id=public_id)
    form = HandOverForm(request.POST or None, entry=entry, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            entry.hand_over(form.cleaned_data["to"], by=request.user)
        except ValidationError as refusal:
            form.add_error("to", refusal)
        else:
            messages.success(
                request, _("%s owns it now, and is told.") % form.cleaned_data["to"].shown_name
            )
            return redirect("sharing:own_entries")
    return render(request, "sharing/entry_hand_over.html", {"entry": entry, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def leave(request: HttpRequest) -> HttpResponse:
    """Close my account, with my name or without."""
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close(request.user, erase=form.cleaned_data["how"] == "erase")
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            logout(request)
            messages.success(request, _("Your account is closed. Thank you for what you shared."))
            return redirect("sharing:home")
    count = entries_in_hand(request.user).count()
    return render(request, "sharing/leave.html", {"form": form, "count": count})


@transaction.atomic
def close(user, *, erase: bool) -> None:
    if erase:
        user.erase(by=user)
    else:
        user.deactivate(by=user)
    transaction.on_commit(catch_up.enqueue)
