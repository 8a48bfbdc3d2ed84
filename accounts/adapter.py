"""How signing up, logging in and confirming an address follow Oversteek's rules."""

from __future__ import annotations

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.forms.joining import INVITED_BY
from accounts.models import Invitation, Language, User

log = logging.getLogger(__name__)

# In a session: which password of an unconfirmed account was given here.
PASSWORD_GIVEN = "password_given"  # noqa: S105 - the name of a key


class Adapter(DefaultAccountAdapter):
    """allauth, with our rules of who gets in."""

    error_messages = DefaultAccountAdapter.error_messages | {  # that say what to do
        "email_password_mismatch": _(
            "The address or the password is not right. Try again, or let us send you a code."
        ),
        "incorrect_password": _("That is not your password. Type it again."),
        "incorrect_code": _("That is not the code of our latest mail. Look, and type it again."),
    }

    def save_user(self, request, user, form, commit=True):
        begun = User.objects.begun().filter(email=form.cleaned_data["email"]).first()
        if begun and not user.pk:  # Begun anew, whoever began it.
            begun.emailaddress_set.all().delete()
            user = begun
        user.name = form.cleaned_data.get("name", "")
        user.language = Language.DUTCH if get_language() == "nl" else Language.ENGLISH
        user.asks_because = " ".join(form.cleaned_data.get("why", "").split())
        user = super().save_user(request, user, form, commit=commit)
        if commit and (sector := form.cleaned_data.get("sector")):
            user.followed_sectors.set([sector])  # it gives no right
        return user

    def send_account_already_exists_mail(self, email: str) -> None:
        """Sign-up answers alike for everybody; only the mail tells which it is."""
        if User.objects.has_account(email):
            super().send_account_already_exists_mail(email)
        else:
            self.send_mail("account/email/invitation_needed", email, {})

    def authenticate(self, request, **credentials):
        """The right password of somebody who left answers, and counts, like a wrong one."""
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.pre_authenticate(request, **credentials)
            return None
        return user

    def authentication_failed(self, request, **credentials):
        """Whoever looks after the site can see guessing going on; by ids, never by an address."""
        user = User.objects.filter(email=credentials.get("email") or "").first()
        whose = f"member {user.public_id}" if user else "an address without an account"
        log.warning("Wrong password for %s", whose)
        return super().authentication_failed(request, **credentials)

    def post_login(self, request, user, **login):
        log.info("Signed in: member %s", user.public_id)
        return super().post_login(request, user, **login)

    def pre_login(self, request, user, **login):
        if not has_confirmed_address(user):
            request.session[PASSWORD_GIVEN] = user.get_session_auth_hash()
        elif user.admitted_at is None and user.last_login is None:
            # A code to log in confirmed the address on its way, past `confirm_email`.
            forget_password_of_others(request, user)
            user.settle()
        return super().pre_login(request, user, **login)

    def confirm_email(self, request, email_address) -> bool:
        is_first = not has_confirmed_address(email_address.user)
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            user = email_address.user
            user.refresh_from_db()
            if is_first:
                forget_password_of_others(request, user)
            user.settle()
        return confirmed

    def get_login_redirect_url(self, request) -> str:
        """Where somebody goes who asked for no page: an invitation, the waiting room, their home."""
        user = request.user
        public_id = request.session.pop(INVITED_BY, None)
        if public_id and Invitation.objects.for_address_of(user).filter(public_id=public_id):
            return reverse("accounts:invited")
        if not user.standing.is_member:
            return reverse("accounts:waiting")
        if not user.welcomed_at:
            return reverse("sharing:welcome")
        return super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request) -> str:
        return self.get_login_redirect_url(request)


def has_confirmed_address(user) -> bool:
    return EmailAddress.objects.filter(user=user, verified=True).exists()


def forget_password_of_others(request, user) -> None:
    """Drop a password that was set before the address was confirmed, and not by who confirms it.

    Otherwise somebody could sign up with another's address, wait until its owner confirms it by a
    code, and come in with the password.
    """
    if request.session.pop(PASSWORD_GIVEN, None) != user.get_session_auth_hash():
        user.set_unusable_password()
        user.save(update_fields=["password"])


class SocialAdapter(DefaultSocialAccountAdapter):
    """Signing up by OpenID Connect: the same rules of who gets in."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        address = sociallogin.user.email
        if not address or not User.objects.may_join(address):
            return False
        if any(a.verified and a.email == address for a in sociallogin.email_addresses):
            User.objects.begun().filter(email=address).delete()
        return True

    def populate_user(self, request, sociallogin, data):
        user = super().populate_user(request, sociallogin, data)
        parts = [data.get("first_name"), data.get("last_name")]
        user.name = (data.get("name") or " ".join(part for part in parts if part))[:120]
        return user

    def save_user(self, request, sociallogin, form=None):
        user = super().save_user(request, sociallogin, form=form)
        if has_confirmed_address(user):  # The provider did it.
            user.settle()
        return user
