"""Mails about getting in. They carry no member's words but the inviter's own sentence."""

from __future__ import annotations

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Invitation, User

UNSENT = gettext_lazy(
    "The invitation of %s stands, but its e-mail could not be sent: they have no link that works yet. "
    "Choose “Send again” in a few minutes."
)


def send_invitation(invitation: Invitation, token: str) -> None:
    """Mail the link, in the language of who has this address, or its own, and note whether it went. Raises OSError when the mail server does not take it."""
    known = User.objects.members().filter(email=invitation.email).first()
    language = known.language if known else invitation.language
    with translation.override(language):
        message = invitation_message(invitation, token, language)
    try:
        message.send()
    except OSError:
        invitation.note_mail(went=False)
        raise
    invitation.note_mail(went=True)


def invitation_message(invitation: Invitation, token: str, language: str) -> EmailMultiAlternatives:
    inviter = " ".join(invitation.invited_by.shown_name.split())  # a header holds one line
    context = {
        "subject": _("%s invites you to Oversteek") % inviter,
        "language": language,
        "level": None,
        "inviter": inviter,
        "sector": invitation.sector,
        "role": invitation.get_role_display(),
        "sentence": invitation.sentence,
        "url": f"{settings.SITE_URL}{reverse('accounts:invitation', args=[token])}",
        "until": invitation.expires_at,
    }
    parts = ("emails/invitation.txt", "emails/invitation.html")
    return message_of(*parts, context, to=invitation.email)


def send_admitted(user: User, *, by_address: bool = False) -> None:
    """Tell somebody who waited that they are in. Raises OSError when the mail server does not take it.

    `by_address`: not by a steward's yes, but because their organisation takes part now.
    """
    with translation.override(user.language):
        context = {
            "subject": _("You may come in"),
            "language": user.language,
            "level": None,
            "by_address": by_address,
            "url": f"{settings.SITE_URL}/",
        }
        parts = ("emails/admitted.txt", "emails/admitted.html")
        message_of(*parts, context, to=user.email).send()


def send_declined(user: User) -> None:
    """Tell somebody who waited that it is not now. Raises OSError when the mail server does not take it."""
    with translation.override(user.language):
        context = {
            "subject": _("Not let in for now"),
            "language": user.language,
            "level": None,
            "url": f"{settings.SITE_URL}{reverse('accounts:waiting')}",
        }
        parts = ("emails/declined.txt", "emails/declined.html")
        message_of(*parts, context, to=user.email).send()


def message_of(text: str, page: str, context: dict, *, to: str) -> EmailMultiAlternatives:
    """A mail of two templates: as text, and as a page."""
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=render_to_string(text, context),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", "Content-Language": context["language"]},
    )
    html = css_inline.inline(render_to_string(page, context), keep_style_tags=True)
    message.attach_alternative(html, "text/html")
    return message
