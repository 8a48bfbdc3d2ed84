"""What somebody typed survives a session that ended, and a form that came without its token.

The page that refuses carries the fields along, hidden, in the same window: nothing is stored. It
does so only for a form that came from this site, as another site could otherwise put words into it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

NEVER_SHOWN = ("/account/", "/admin/")  # passwords and codes
LONGEST_WITHOUT_WORDS = 20  # characters: a shorter value without a space is an id or a choice


class KeepsWhatWasTyped(LoginRequiredMiddleware):
    """Asks who is not signed in to sign in. A form full of words is not lost on the way."""

    def handle_no_permission(self, request: HttpRequest, view_func):
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        if not request.accepts("text/html"):
            return signed_out()
        if not holds_words(request):
            return super().handle_no_permission(request, view_func)
        return sent_again(request, is_signed_out=True)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without its token. Often somebody signed in again in another tab."""
    if not request.accepts("text/html"):
        return signed_out() if not request.user.is_authenticated else stale()
    if came_from_here(request) and holds_words(request):
        return sent_again(request, is_signed_out=not request.user.is_authenticated)
    return render(request, "403_csrf.html", status=403)


def signed_out() -> JsonResponse:
    return JsonResponse({"said": _("You are logged out.")}, status=401)


def stale() -> JsonResponse:
    return JsonResponse({"said": _("Not kept: reload the page.")}, status=403)


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that this site itself sent the form."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origin).netloc == request.get_host()


def words_of(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]


def holds_words(request: HttpRequest) -> bool:
    """Whether somebody typed something into this form that they would miss."""
    if request.path.startswith(NEVER_SHOWN):
        return False
    return any(
        " " in value or len(value) > LONGEST_WITHOUT_WORDS for _name, value in words_of(request)
    )


def sent_again(request: HttpRequest, *, is_signed_out: bool) -> HttpResponse:
    context = {"fields": words_of(request), "is_signed_out": is_signed_out}
    return render(request, "send_again.html", context, status=403)
