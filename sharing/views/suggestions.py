"""All suggestions of a member, and the interests that they are made of."""

from __future__ import annotations

from django.contrib.messages import success
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sharing.forms.interests import InterestsForm
from sharing.models import Profile
from sharing.recommendations import for_you, subjects_of

MOST = 20


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Everything that is suggested to me, each with its reason."""
    found = for_you(request.user, limit=MOST)
    is_off = not found and Profile.objects.visible_to(request.user).filter(is_on=False).exists()
    return render(request, "sharing/suggestions.html", {"found": found, "is_off": is_off})


@require_http_methods(["GET", "POST"])
def interests(request: HttpRequest) -> HttpResponse:
    """What suggestions are made of: seen, changed, switched off or forgotten by the member alone."""
    user = request.user
    if not user.standing.is_member:
        raise PermissionDenied
    if request.method == "POST" and "forget" in request.POST:
        Profile.objects.forget(by=user)
        success(request, _("Forgotten. Suggestions begin anew."))
        return redirect("sharing:interests")
    form = InterestsForm(request.POST or None, user=user, subjects=subjects_of(user))
    if form.is_valid():
        form.save()
        success(request, _("Saved."))
        return redirect("sharing:interests")
    return render(request, "sharing/interests.html", {"form": form})
