"""One run of digests: what members choose meanwhile holds, and trouble costs nobody else anything."""

from __future__ import annotations

import errno
import smtplib
import socket
import ssl
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.logs import IdsOnly
from sharing.digests import sending, went_out
from sharing.models import DigestDelivery, DigestSubscription, Frequency, Level, Reach
from sharing.models.telling.digests import LEASE
from tests.factories import make_entry
from tests.sharing.telling.subscribed import subscribe

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def while_building(monkeypatch):
    """Do something while the digest of a member is built, the first time."""

    def arrange(user, act) -> None:
        acts = [act]

        def build(reader, **moments):
            if reader == user and acts:
                acts.pop()()
            return built(reader, **moments)

        built = sending.build_digest
        monkeypatch.setattr(sending, "build_digest", build)

    return arrange


def chooser(user, frequency):
    return lambda: DigestSubscription.objects.of(user).choose(frequency)


def members_mailed() -> list[str]:
    return [to for message in mail.outbox for to in message.to]


# What members choose while it runs


def test_who_stops_it_while_others_are_sent_theirs_is_not_mailed(ada, finn, ben, while_building):
    make_entry(ada)
    subscribe(finn)
    subscribe(ben)
    while_building(finn, chooser(ben, Frequency.OFF))
    assert sending.send_due() == {"sent": 1}
    assert members_mailed() == [finn.email]
    assert not DigestDelivery.objects.filter(user=ben).exists()


def test_who_stops_it_while_their_own_is_built_is_not_mailed_and_loses_nothing(
    ada, finn, while_building
):
    entry = make_entry(ada)
    subscribe(finn)
    while_building(finn, chooser(finn, Frequency.OFF))
    assert sending.send_due() == {"overtaken": 1}
    assert mail.outbox == []
    assert not sending.send_due(timezone.now() + timedelta(days=30))
    subscribe(finn)
    assert sending.send_due() == {"sent": 1}
    assert entry.title in mail.outbox[0].body


def test_who_wants_it_more_often_while_it_is_built_has_it_in_the_next_run(
    ada, finn, while_building
):
    make_entry(ada)
    due = subscribe(finn).due_at
    while_building(finn, chooser(finn, Frequency.DAILY))
    assert sending.send_due() == {"overtaken": 1}
    assert sending.send_due() == {"sent": 1}
    assert "every day" in mail.outbox[0].body
    assert DigestSubscription.objects.get().due_at == due + timedelta(days=1)


def test_who_stops_it_and_starts_again_while_it_is_built_has_one(ada, finn, while_building):
    def twice() -> None:
        chooser(finn, Frequency.OFF)()
        chooser(finn, Frequency.WEEKLY)()

    make_entry(ada)
    subscribe(finn)
    while_building(finn, twice)
    sending.send_due()
    sending.send_due()
    sending.send_due()
    assert members_mailed() == [finn.email]


def test_a_lease_begins_when_its_member_has_their_turn_however_long_the_run(ada, ben, finn):
    make_entry(ada)
    subscribe(finn)
    subscribe(ben)
    assert sending.send_due() == {"sent": 2}
    first, second = DigestDelivery.objects.order_by("pk")
    assert second.leased_until - LEASE >= first.sent_at


# A mail server that is not to be had


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(socket.EAI_AGAIN, "no such name"),
        OSError(errno.EHOSTUNREACH, "no route to host"),
        OSError(errno.ENETUNREACH, "no network"),
        ConnectionRefusedError(),
        TimeoutError(),
        ssl.SSLCertVerificationError(),
        smtplib.SMTPServerDisconnected(),
    ],
    ids=lambda error: error.strerror or type(error).__name__,
)
def test_where_the_mail_server_is_not_reached_the_same_period_is_tried_again(
    error, ada, finn, settings, monkeypatch
):
    def unreachable(*args):
        raise error

    make_entry(ada)
    period = subscribe(finn).due_at
    now = timezone.now()
    mailers = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": {"host": "mail.invalid"}}}
    with monkeypatch.context() as down:
        down.setattr(smtplib.SMTP, "_get_socket", unreachable)
        assert sending.send_due(now) == {"postponed": 1}
        assert not sending.send_due(now + timedelta(minutes=1)), "not knocked on all the time"
    settings.MAILERS = mailers
    assert sending.send_due(now + timedelta(minutes=11)) == {"sent": 1}
    assert DigestDelivery.objects.get().period == period


@pytest.mark.parametrize("change", ["pull back", "made narrower", "deactivate"])
def test_what_is_taken_back_while_the_mail_server_is_slow_is_not_mailed(
    change, ada, gus, finn, monkeypatch
):
    entry = make_entry(ada)
    subscribe(finn)

    def slow(self) -> None:
        if change == "pull back":
            entry.pull_back(by=ada)
        elif change == "made narrower":
            entry.share(Reach(Level.STRICT, entry.home_sector_id), by=ada)
        else:
            finn.deactivate(by=gus)

    monkeypatch.setattr(locmem.EmailBackend, "open", slow)
    assert sending.send_due() == {"empty": 1}
    assert not mail.outbox
    assert went_out(entry).members == 0


def test_what_breaks_off_once_sending_began_is_not_sent_again(ada, finn, monkeypatch):
    def broken(self, messages):
        raise smtplib.SMTPServerDisconnected

    make_entry(ada)
    subscribe(finn)
    now = timezone.now()
    with monkeypatch.context() as down:
        down.setattr(mail.backends.locmem.EmailBackend, "send_messages", broken)
        assert sending.send_due(now) == {"broken off": 1}
    assert not sending.send_due(now + timedelta(minutes=11))
    assert DigestDelivery.objects.get().state == "uncertain"


# Trouble with one member


def test_trouble_with_one_digest_stops_no_other_and_is_tried_in_the_next_run(
    ada, finn, ben, while_building, caplog
):
    def trouble() -> None:
        raise ValueError("secret title")

    make_entry(ada)
    subscribe(finn)
    subscribe(ben)
    while_building(finn, trouble)
    assert sending.send_due() == {"failed": 1, "sent": 1}
    assert members_mailed() == [ben.email]
    written = "".join(IdsOnly().format(record) for record in caplog.records)
    assert "ValueError" in written
    for word in ("secret", finn.email, finn.shown_name):
        assert word not in written
    assert sending.send_due() == {"sent": 1}
    assert members_mailed() == [ben.email, finn.email]


def test_a_digest_that_fails_every_time_is_tried_once_a_run(ada, finn, monkeypatch):
    tries = []

    def trouble(reader, **moments):
        tries.append(reader)
        raise ValueError

    subscribe(finn)
    monkeypatch.setattr(sending, "build_digest", trouble)
    assert sending.send_due() == {"failed": 1}
    assert sending.send_due() == {"failed": 1}
    assert tries == [finn, finn]


def test_who_is_due_is_listed_once_a_run_however_many_they_are(ada, finn, ben):
    for user in (ada, finn, ben):
        subscribe(user)
    with CaptureQueriesContext(connection) as queries:
        sending.send_due()
    listed = [
        one for one in queries if 'ORDER BY "sharing_digestsubscription"."due_at"' in one["sql"]
    ]
    assert len(listed) == 1
