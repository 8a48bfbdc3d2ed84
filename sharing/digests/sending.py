"""Due, claim, build, reach the server, ask permission again, ledger, send: any number of workers at once."""

from __future__ import annotations

import logging
import smtplib
from collections import Counter
from contextlib import closing

from django.core.mail import mailers
from django.utils import timezone, translation

from sharing.models import DigestDelivery, DigestSubscription

from .builder import Digest, build_digest
from .mail import digest_message

log = logging.getLogger(__name__)

# The server said no before it took a word: certainly nothing went out, and another try does no harm.
NOT_SENT = (smtplib.SMTPHeloError, smtplib.SMTPSenderRefused)


class Ends(Counter):
    """How many digests were sent, empty, postponed, broken off or failed; and how many were overtaken, by
    another worker or by what their member chose meanwhile."""

    def __str__(self) -> str:
        return ", ".join(f"{number} {end}" for end, number in sorted(self.items())) or "0"


def send_due(now=None) -> Ends:
    """Send every digest that is due; returns what became of them."""
    for delivery in DigestDelivery.objects.broken_off(now or timezone.now()):
        delivery.give_up(now or timezone.now())
    done, rows = Ends(), DigestSubscription.objects.select_related("user")
    for pk in list(
        DigestSubscription.objects.due(now or timezone.now()).values_list("pk", flat=True)
    ):
        subscription = rows.filter(pk=pk).first()  # as it is when its turn comes
        if subscription and (end := attempt(subscription, now or timezone.now())):
            done[end] += 1
    return done


def attempt(subscription: DigestSubscription, now) -> str | None:
    """One member's digest; returns what became of it, None when it was not to be had.

    Whatever goes wrong with it stops no other member's. If sending had not begun, the next run tries
    it again; this one does not.
    """
    delivery = None
    try:
        if delivery := subscription.claim(now):
            return deliver(subscription, delivery)
    except Exception:
        log.exception("digest of subscription %s failed", subscription.pk)
        if delivery:
            delivery.let_go()
        return "failed"
    return None


def deliver(subscription: DigestSubscription, delivery: DigestDelivery) -> str:
    """Bring one claimed digest to its end; returns what became of it."""
    reader = subscription.user
    with translation.override(reader.language), timezone.override(reader.time_zone):
        digest = build_digest(reader, since=delivery.since, until=delivery.until)
        if not digest:
            return leave_empty(subscription, delivery, "nothing new")
        return send(digest, subscription, delivery)


def leave_empty(subscription, delivery, reason: str) -> str:
    delivery.leave_empty(subscription, reason)
    log.info("digest of member %s not sent: %s", subscription.user.public_id, reason)
    return "empty"


def send(digest: Digest, subscription, delivery) -> str:
    """Reach the mail server first, which may take its time, and ask permission again; then begin: what fails
    before the ledger says SENDING sent nothing."""
    with closing(mailers.default) as mailer:
        try:
            mailer.open()
        except (smtplib.SMTPException, OSError) as error:
            return postpone(delivery, error)
        digest = digest.asked_again()
        if not digest:
            return leave_empty(subscription, delivery, "no longer readable")
        message = digest_message(digest, delivery, subscription)
        if not delivery.begin_sending(subscription, digest.entry_ids):
            return "overtaken"
        return hand_over(message, mailer, subscription, delivery)


def hand_over(message, mailer, subscription, delivery) -> str:
    try:
        mailer.send_messages([message])
    except smtplib.SMTPRecipientsRefused:
        delivery.give_back()
        return leave_empty(subscription, delivery, "address refused")
    except NOT_SENT as error:
        delivery.give_back()
        return postpone(delivery, error)
    except (smtplib.SMTPException, OSError) as error:
        # Perhaps it left. The row stays SENDING, and becomes UNCERTAIN when its lease ends.
        log.warning("digest %s broken off: %s", delivery.pk, type(error).__name__)
        return "broken off"
    delivery.finish(subscription)
    return "sent"


def postpone(delivery, error: Exception) -> str:
    """The row is BUILDING, and its lease keeps others from knocking on the same door meanwhile."""
    log.warning("digest %s not sent: %s", delivery.pk, type(error).__name__)
    return "postponed"
