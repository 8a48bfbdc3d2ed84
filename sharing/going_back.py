"""Back to the page on which a button stood, and what is said there."""

from __future__ import annotations

from urllib.parse import urldefrag

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def back_to(request: HttpRequest, otherwise) -> HttpResponse:
    """To where the form says that it stood, if that is a page of ours; else `otherwise`."""
    page = asked_back(request)
    # An address: `redirect` would take it for the name of one.
    return HttpResponseRedirect(page) if page else redirect(otherwise)


def asked_back(request: HttpRequest) -> str:
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return page if is_ours else ""


def say_beside(request: HttpRequest, text: str, anchor: str = "") -> None:
    """Say that it was done at the place with this id, where the member lands; without one, or where
    the page has no such place, above it.

    Without `anchor`: at the place that the form names, if it names one. The page shows it by
    `{% said_at id %}`.
    """
    place = anchor or urldefrag(asked_back(request)).fragment
    messages.success(request, text, extra_tags=f"at-{place}" if place else "")
