"""Before you start: a situation in a member's own words, and the brief that is made of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharing.forms.kept import KeptText
from sharing.forms.situations import SituationForm
from sharing.knowing import brief_for
from sharing.members_only import require_member
from sharing.models import DigestSubscription, Frequency, Situation

EARLIER = 20


@require_http_methods(["GET", "HEAD", "POST"])
def situations(request: HttpRequest) -> HttpResponse:
    """The form, and my earlier situations."""
    require_member(request.user)
    kept = KeptText(request, "situation")
    form = SituationForm(request.POST or None, initial=kept.typed_in(SituationForm))
    if request.method == "POST":
        if form.is_valid():
            situation = Situation.objects.write(by=request.user, **form.cleaned_data)
            kept.forget()
            return redirect(situation)
        kept.keep()
    earlier = Situation.objects.visible_to(request.user)[:EARLIER]
    context = {"form": form, "kept": kept, "earlier": earlier}
    return render(request, "sharing/situations.html", context)


def mine(request: HttpRequest, public_id: str) -> Situation:
    return get_object_or_404(Situation.objects.visible_to(request.user), public_id=public_id)


@require_safe
def situation_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """My brief."""
    situation = mine(request, public_id)
    return brief(request, situation, is_mine=True)


@require_safe
def brief_shared(request: HttpRequest, public_id: str, token: str) -> HttpResponse:
    """The brief of a colleague's situation, made anew for who opens the address."""
    rows = Situation.objects.readable_by(request.user, token).select_related("user__organisation")
    situation = get_object_or_404(rows, public_id=public_id, token=token)
    return brief(request, situation, is_mine=situation.user_id == request.user.pk)


def brief(request: HttpRequest, situation: Situation, *, is_mine: bool) -> HttpResponse:
    found = brief_for(situation, request.user)
    organisation = request.user.organisation
    context = {
        "situation": situation,
        "brief": found,
        "is_mine": is_mine,
        "needer": organisation.home_sector if organisation else None,
        "address": request.build_absolute_uri(situation.shared_address) if is_mine else "",
    }
    return render(request, "sharing/brief.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def situation_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what I wrote."""
    situation = mine(request, public_id)
    first = {name: getattr(situation, name) for name in ("title", "text", "language")}
    kept = KeptText(request, "situation", public_id)
    first |= kept.typed_in(SituationForm)
    form = SituationForm(request.POST or None, initial=first)
    if request.method == "POST":
        if form.is_valid():
            situation.reword(**form.cleaned_data)
            kept.forget()
            return redirect(situation)
        kept.keep()
    context = {"form": form, "kept": kept, "situation": situation}
    return render(request, "sharing/situation_edit.html", context)


@require_POST
def situation_share(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give out the address, or take it back."""
    situation = mine(request, public_id)
    situation.share(on=bool(request.POST.get("on")))
    words = (
        _("Members who have the address can read what you wrote, and a brief of their own.")
        if situation.token
        else _("The address no longer works.")
    )
    messages.success(request, words)
    return redirect(situation)


@require_POST
def situation_watch(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep looking for me, or no longer."""
    situation = mine(request, public_id)
    situation.watch(on=bool(request.POST.get("on")))
    if not situation.watched_since:
        words = _("We no longer look for lessons for you.")
    elif DigestSubscription.objects.of(request.user).frequency == Frequency.OFF:
        words = _(
            "We look for lessons for you. They come in your digest, which is off: your profile turns it on."
        )
    else:
        words = _("Later lessons that fit come in your mail.")
    messages.success(request, words)
    return redirect(situation)


@require_POST
def situation_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw it away."""
    mine(request, public_id).throw_away()
    messages.success(request, _("Thrown away."))
    return redirect("sharing:situations")
