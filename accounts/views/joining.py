"""Getting in: the link of an invitation, accepting one, waiting for a steward."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.joining import INVITED_BY, AskAgainForm
from accounts.models import Invitation, User


@login_not_required
@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail: on to signing up, or, signed in, to accepting.

    The token proves nothing about who opens it, as a mail can be passed on: the address is
    confirmed by a code all the same.
    """
    found = Invitation.objects.with_token(token).select_related("sector").first()
    if found is None:
        return render(request, "accounts/invitation.html", {"is_gone": True}, status=404)
    if not request.user.is_authenticated:
        request.session[INVITED_BY] = found.public_id
        return redirect("account_signup")
    if Invitation.objects.for_address_of(request.user).filter(pk=found.pk).exists():
        return redirect("accounts:invited")
    return render(request, "accounts/invitation.html", status=403)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest) -> HttpResponse:
    """What I am invited to, by my confirmed address; accept it here."""
    mine = Invitation.objects.for_address_of(request.user).select_related("sector", "invited_by")
    if request.method != "POST":
        return render(request, "accounts/invited.html", {"invitations": mine})
    accepted = get_object_or_404(mine, public_id=request.POST.get("invitation", ""))
    if accepted.redeem(request.user):
        messages.success(request, _("You take part in %s now.") % accepted.sector.name)
    else:
        messages.error(request, _("This invitation no longer holds. Ask for a new one."))
    return redirect("sharing:home")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """For a newcomer until a steward agrees; to ask again after a "not now". A member waits for nothing."""
    if request.user.standing.is_member:
        return redirect("sharing:home")
    if User.objects.declined().filter(pk=request.user.pk).exists():
        return declined(request)
    is_confirmed = User.objects.waiting().filter(pk=request.user.pk).exists()
    return render(request, "accounts/waiting.html", {"is_confirmed": is_confirmed})


def declined(request: HttpRequest) -> HttpResponse:
    form = AskAgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.user.ask_again(form.cleaned_data["why"])
        return redirect("accounts:waiting")
    return render(request, "accounts/waiting.html", {"form": form})
