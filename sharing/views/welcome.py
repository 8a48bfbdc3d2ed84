"""The first visit in three short steps, and the member's own profile."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from sharing.forms.welcome import AboutForm, DigestForm, FirstSectorsForm, SectorsForm, ThemesForm

STEPS = {"sectors": FirstSectorsForm, "themes": ThemesForm, "digest": DigestForm}


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, step: str = "sectors") -> HttpResponse:
    """Sectors, themes, digest: one question a page, and each may be skipped."""
    if not request.user.standing.is_member:
        return redirect("accounts:waiting")
    if step not in STEPS:
        raise Http404
    form = STEPS[step](request.POST or None, user=request.user)
    if request.method == "POST":
        if "later" in request.POST:
            return arrive(request)
        if "skip" in request.POST:
            return go_on(request, step)
        if form.is_valid():
            form.save()
            return go_on(request, step)
    number = list(STEPS).index(step) + 1
    context = {"form": form, "step": step, "number": number, "steps": len(STEPS)}
    return render(request, "sharing/welcome.html", context)


def go_on(request: HttpRequest, step: str) -> HttpResponse:
    steps = list(STEPS)
    following = steps[steps.index(step) + 1 :]
    return redirect("sharing:welcome", following[0]) if following else arrive(request)


def arrive(request: HttpRequest) -> HttpResponse:
    request.user.end_first_visit()
    return redirect("sharing:home")


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, what I want to hear of, and what the site knows of me. For me alone."""
    if not request.user.standing.is_member:
        return redirect("accounts:waiting")
    user, data = request.user, request.POST or None
    forms = {
        "about": AboutForm(data, instance=user),
        "sectors": SectorsForm(data, user=user),
        "themes": ThemesForm(data, user=user),
        "digest": DigestForm(data, user=user),
    }
    if request.method == "POST" and all(form.is_valid() for form in forms.values()):
        with transaction.atomic():
            for form in forms.values():
                form.save()
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("sharing:profile")
    if data:  # What was typed and refused is not who the member is.
        user.refresh_from_db()
    return render(request, "sharing/profile.html", {**forms, **facts_about(user)})


def facts_about(user) -> dict:
    """Their roles, their organisation, and why it is that one."""
    by_address = Organisation.objects.for_address(user.email)
    return {
        "memberships": user.memberships.select_related("sector", "given_by"),
        "domain": user.email.rpartition("@")[2],
        "at_address": by_address,
        "by_address": by_address is not None and by_address == user.organisation,
    }
