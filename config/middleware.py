"""What every answer of this site has in common."""

from __future__ import annotations

import zoneinfo
from contextlib import suppress

from django.conf import settings
from django.http import QueryDict, UnreadablePostError
from django.shortcuts import redirect
from django.urls import get_resolver, is_valid_path
from django.utils import timezone, translation

from accounts.legible import legible


def private_pages(get_response):
    """Keeps what a member saw out of every cache, shared or their own, and out of every index."""

    def middleware(request):
        response = get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
            response["X-Robots-Tag"] = "noindex, nofollow"
        elif "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-cache"
        return response

    return middleware


def legible_words(sent: QueryDict) -> QueryDict:
    """What was sent, names and values, without what nobody sees. A password is what it is."""
    words = QueryDict(mutable=True, encoding=sent.encoding)
    for raw_name, values in sent.lists():
        name = legible(raw_name)
        for value in values:
            words.appendlist(name, value if "password" in name else legible(value))
    words._mutable = False
    return words


def legible_requests(get_response):
    """Takes out of a form and of what stands behind a question mark what nobody sees, before anything
    looks whether something was said: NUL, too, which PostgreSQL refuses."""

    def middleware(request):
        if request.GET:
            request.GET = legible_words(request.GET)
        with suppress(UnreadablePostError):  # what came in half is refused with its missing token
            if request.method == "POST" and request.POST:
                request.POST = legible_words(request.POST)
        return get_response(request)

    return middleware


def members_own(get_response):
    """Answers a member in their own language and time zone; a visitor as their browser asks."""

    def middleware(request):
        user = request.user
        if not user.is_authenticated:
            return get_response(request)
        request.LANGUAGE_CODE = user.language
        with (
            translation.override(user.language),
            timezone.override(zoneinfo.ZoneInfo(user.time_zone)),
        ):
            response = get_response(request)
            response.headers["Content-Language"] = user.language
            return response

    return middleware


def own_404(get_response):
    """Our page where nothing is, with DEBUG on as well: Django's own lists every address there is.

    It stands in the demonstration too, where a hidden entry and one that is not there must look alike.
    """

    def middleware(request):
        if "\0" in request.path_info:  # in no address of ours, and no database takes it
            return our_404(request)
        response = get_response(request)
        if settings.DEBUG and response.status_code == 404 and is_djangos_own(response):
            return our_404(request)
        return response

    return middleware


def our_404(request):
    return get_resolver().resolve_error_handler(404)(request, exception=None)


def is_djangos_own(response) -> bool:
    return not response.streaming and b"DEBUG = True" in response.content


def page_of_button(get_response):
    """Leads who opens the address of a button, after signing in or by going back, to the page above it.

    Only a browser that asks for a page: a program is told that the address takes a form.
    """

    def middleware(request):
        response = get_response(request)
        is_opened = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or not is_opened:
            return response
        return redirect(page_above(request.path_info))

    return middleware


def page_above(path: str) -> str:
    """The nearest address above this one at which something is."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if not path.endswith("/-/") and is_valid_path(path):
            break
    return path
