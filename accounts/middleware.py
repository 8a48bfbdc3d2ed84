"""What holds for whom before any page of theirs."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Where somebody arranges their second factor, or turns back.
ALLOWED = ("account_", "mfa_", "usersessions_")
ALLOWED_NAMES = ("set_language", "healthz")


# Private pages that are there before one is let in: to wait, to join, to leave.
BEFORE_ADMISSION = (
    "accounts:waiting",
    "accounts:invited",
    "sharing:home",
    "sharing:own_data",
    "sharing:leave",
)


def members_only(get_response):
    """Sends those who are signed in and not let in (yet) to where they wait.

    They are visitors: a page that is not a visitor's is not theirs, whatever it would show them.
    """

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        match = request.resolver_match
        is_of_account = not match.namespaces and (match.url_name or "").startswith(ALLOWED)
        is_open = not getattr(view, "login_required", True) or match.view_name in BEFORE_ADMISSION
        user = request.user
        if is_of_account or is_open or not user.is_authenticated or user.standing.is_member:
            return None
        return redirect("accounts:waiting")

    middleware.process_view = process_view
    return middleware


def lacks_second_factor(user) -> bool:
    """Whether `user` may do a steward's or administrator's work by one proof alone."""
    return (
        settings.REQUIRE_SECOND_FACTOR
        and user.is_authenticated
        and user.standing.is_steward
        and not is_mfa_enabled(user, SECOND_FACTORS)
    )


def second_factor(get_response):
    """Sends stewards and administrators without a second factor to where they arrange one."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        match = request.resolver_match
        name = match.url_name or ""
        is_allowed = not match.namespaces and (name.startswith(ALLOWED) or name in ALLOWED_NAMES)
        if is_allowed or not lacks_second_factor(request.user):
            return None
        messages.warning(
            request,
            _("You may do a lot here, so prove twice that it is you. Add a key or connect an app."),
        )
        return redirect("mfa_index")

    middleware.process_view = process_view
    return middleware
