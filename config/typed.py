"""What somebody typed survives a session that ended, and a form that came without its token.

The page that refuses carries the fields along, hidden, in the same window: nothing is stored. It
does so only for a form that came from this site, as another site could otherwise put words into it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

NEVER_SHOWN = ("/account/", "/admin/")  # passwords and codes
LONGEST_WITHOUT_WORDS = 20  # characters: a shorter value without a space is an id or a choice


class KeepsWhatWasTyped(LoginRequiredMiddleware):
    """Asks who is not signed in to sign in. A form full of words is not lost on the way."""

    def handle_no_permission(self, request: HttpRequest, view_func):
        if request.method == "POST" and not request.accepts("text/html"):
            return signed_out()
        is_full = request.method == "POST" and holds_words(request)
        if is_in_place(request):
            return said_in_place() if is_full else in_the_window(to_sign_in(request))
        return sent_again(request, is_signed_out=True) if is_full else to_sign_in(request)


def is_in_place(request: HttpRequest) -> bool:
    """Whether htmx asks: what it is answered stands within the page, whatever the status."""
    return bool(request.htmx)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """And back: of a button, to the page on which it stands."""
    page = request.get_full_path()
    if request.method != "GET" or is_in_place(request):
        stood_on = request.headers.get("Referer", "")
        if url_has_allowed_host_and_scheme(stood_on, {request.get_host()}, request.is_secure()):
            page = urlsplit(stood_on)._replace(scheme="", netloc="").geturl()
    return redirect_to_login(page, resolve_url(settings.LOGIN_URL))


def in_the_window(answer: HttpResponse) -> HttpResponse:
    """The same for htmx, which would else put the page that it is led to into this one."""
    return HttpResponse(status=401, headers={"HX-Redirect": answer["Location"]})


def said_in_place() -> HttpResponse:
    """For htmx where somebody is writing: what is typed stays where it is."""
    said = _("You are logged out. Log in in another tab; your text stays here.")
    return HttpResponse(said, status=401)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without its token. Often somebody signed in again in another tab."""
    if not request.accepts("text/html"):
        return signed_out() if not request.user.is_authenticated else stale()
    if is_in_place(request) and not holds_words(request):
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})  # the page has its token
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
