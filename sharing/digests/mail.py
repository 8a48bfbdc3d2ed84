"""A digest as a mail: HTML and text, in the reader's language."""

from __future__ import annotations

import email.policy

import css_inline
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sharing.models import DigestDelivery, DigestSubscription, Frequency, Level

from .builder import Digest

LONGEST_LINE = 900  # characters; RFC 5322 allows 998
SALT = "oversteek.digests.unsubscribe"


class DigestMail(EmailMultiAlternatives):
    """A mail whose headers hold addresses. Python folds a long one by encoding it as words, and
    then no program that reads mail finds the address by which to stop it."""

    def message(self, *, policy=email.policy.default):
        return super().message(policy=policy.clone(max_line_length=LONGEST_LINE))


def unsubscribe_token(subscription: DigestSubscription) -> str:
    """Signed, without end: an old mail's link still works. It holds an id, no address."""
    return signing.Signer(salt=SALT).sign(str(subscription.pk))


def unsubscribed_by(token: str) -> DigestSubscription | None:
    """The subscription that `token` was made for; None for a token that we did not make."""
    try:
        pk = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return DigestSubscription.objects.filter(pk=pk).select_related("user").first()


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def subject_of(digest: Digest) -> str:
    parts = []
    if digest.suggestions:
        number = len(digest.suggestions)
        parts.append(
            ngettext("%d lesson from another sector", "%d lessons from other sectors", number)
            % number
        )
    if digest.fresh:
        number = len(digest.fresh)
        parts.append(ngettext("%d new entry", "%d new entries", number) % number)
    if digest.duties:
        number = len(digest.duties)
        parts.append(ngettext("%d review", "%d reviews", number) % number)
    if not parts:
        parts.append(_("Something waits for you") if digest.duty_waits else _("News for you"))
    words = ", ".join(parts)
    return f"TLP:GREEN {words}" if digest.level == Level.GREEN else words


def digest_context(digest: Digest, subscription: DigestSubscription) -> dict:
    stop = reverse("sharing:digest_unsubscribe", args=[unsubscribe_token(subscription)])
    return {
        "digest": digest,
        "level": digest.level,
        "language": get_language(),
        "reader": digest.reader,
        "own_sector": own_sector(digest.reader),
        "heading": heading_of(digest),
        "why_this_mail": why_this_mail(subscription),
        "subject": subject_of(digest),
        "home_address": absolute(reverse("sharing:home")),
        "newcomers_address": absolute(reverse("accounts:invitations")),
        "inbox_address": absolute(reverse("sharing:inbox")),
        "often_address": absolute(reverse("sharing:digest_preview")),
        "stop_address": absolute(stop),
    }


def heading_of(digest: Digest) -> str:
    """The finding, as a title."""
    number, name = len(digest.suggestions), digest.reader.get_short_name()
    if number:
        return ngettext(
            "One lesson from another sector fits your work, %(name)s.",
            "%(number)d lessons from other sectors fit your work, %(name)s.",
            number,
        ) % {"number": number, "name": name}
    if digest.fresh:
        return _("New in what you follow, %(name)s.") % {"name": name}
    return _("Something waits for you, %(name)s.") % {"name": name}


def why_this_mail(subscription: DigestSubscription) -> str:
    if subscription.frequency == Frequency.DAILY:
        return _("You get this mail every day because you asked for it.")
    return _("You get this mail every week because you asked for it.")


def own_sector(reader):
    membership = reader.memberships.select_related("sector").order_by("-role", "pk").first()
    return membership.sector if membership else None


def digest_html(context: dict) -> str:
    """The styles stand in the tags and above them: there alone can they answer to the dark and to a phone."""
    return css_inline.inline(render_to_string("emails/digest.html", context), keep_style_tags=True)


def digest_message(
    digest: Digest, delivery: DigestDelivery, subscription: DigestSubscription
) -> DigestMail:
    """The message for one delivery, with one-click unsubscribing (RFC 8058)."""
    context = digest_context(digest, subscription)
    message = DigestMail(
        subject=context["subject"],
        body=render_to_string("emails/digest.txt", context),
        to=[digest.reader.email],
        headers={
            "Message-ID": delivery.message_id,
            "List-Unsubscribe": f"<{context['stop_address']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Content-Language": digest.reader.language,
        },
    )
    message.attach_alternative(digest_html(context), "text/html")
    return message
