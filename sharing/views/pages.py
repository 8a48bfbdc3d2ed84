"""Texts about the site: they read nothing from the database."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sharing.models import Level


@login_not_required
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """The sharing levels in plain words."""
    return render(request, "sharing/levels.html", {"levels": list(Level)})


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "sharing/privacy.html")


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "sharing/about.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "sharing/accessibility.html")
