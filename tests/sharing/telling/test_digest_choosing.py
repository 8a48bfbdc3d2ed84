"""A member chooses how often, sees what would come, and stops it in one click."""

from __future__ import annotations

import email.policy
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sharing.digests import send_due
from sharing.models import DigestDelivery, DigestSubscription, Frequency
from tests.factories import make_entry
from tests.sharing.telling.subscribed import subscribe

pytestmark = pytest.mark.django_db


def test_a_digest_is_off_until_the_member_says_so(ada, finn):
    make_entry(ada)
    DigestSubscription.objects.of(finn)
    assert not send_due()
    assert mail.outbox == []


def test_one_click_stops_it_without_signing_in(ada, finn):
    make_entry(ada)
    subscription = subscribe(finn)
    send_due()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.match(r"<http://localhost(.*)>", headers["List-Unsubscribe"]).group(1)
    visitor = Client(enforce_csrf_checks=True)
    assert visitor.get(path).status_code == 200
    subscription.refresh_from_db()
    assert subscription.frequency == Frequency.WEEKLY, "reading the page changes nothing"
    visitor.post(path, {"List-Unsubscribe": "One-Click"})
    subscription.refresh_from_db()
    assert subscription.frequency == Frequency.OFF


def test_the_address_that_stops_it_is_whole_however_long_it_is(ada, finn, settings):
    settings.SITE_URL = f"https://{'a-long-name-of-a-ministry.' * 4}example"
    make_entry(ada)
    subscribe(finn)
    send_due()
    sent = mail.outbox[0].message(policy=email.policy.SMTP).as_bytes()
    header = next(line for line in sent.split(b"\r\n") if line.startswith(b"List-Unsubscribe: "))
    assert (
        header.decode() == f"List-Unsubscribe: {mail.outbox[0].extra_headers['List-Unsubscribe']}"
    )
    assert max(map(len, sent.split(b"\r\n"))) < 998


def test_a_forged_token_stops_nothing(finn, client):
    subscription = subscribe(finn)
    path = reverse("sharing:digest_unsubscribe", args=[f"{subscription.pk}:forged"])
    assert client.post(path).status_code == 404
    subscription.refresh_from_db()
    assert subscription.frequency == Frequency.WEEKLY


def test_the_preview_shows_what_the_mail_would_say(ada, finn, client):
    entry = make_entry(ada)
    client.force_login(finn)
    assert client.get(reverse("sharing:digest_preview")).status_code == 200
    frame = client.get(reverse("sharing:digest_frame"))
    assert entry.title in frame.content.decode()
    assert "'unsafe-inline'" in frame["Content-Security-Policy"]
    assert "script-src" not in frame["Content-Security-Policy"]
    assert not DigestSubscription.objects.exists(), "a page that is read writes nothing"


def test_a_member_chooses_how_often(finn, client):
    client.force_login(finn)
    client.post(reverse("sharing:digest_preview"), {"frequency": "daily"})
    assert DigestSubscription.objects.get().frequency == Frequency.DAILY


def test_a_choice_made_on_an_old_page_makes_no_digest_due_that_went(ada, finn):
    make_entry(ada)
    old = subscribe(finn)
    send_due()
    sent = DigestSubscription.objects.get()
    old.choose(Frequency.DAILY)
    now = DigestSubscription.objects.get()
    assert now.frequency == Frequency.DAILY
    assert now.covered_until == sent.covered_until
    assert not send_due()


def days_ago(number: float) -> None:
    """What was sent, and what is due after it, shifts so many days back."""
    days = timedelta(days=number)
    DigestDelivery.objects.update(period=F("period") - days, until=F("until") - days)
    DigestSubscription.objects.update(due_at=F("due_at") - days)


def test_from_weekly_to_daily_the_next_comes_a_day_after_the_last(ada, finn):
    make_entry(ada)
    subscription = subscribe(finn)
    last = subscription.due_at
    send_due()
    subscription.choose(Frequency.DAILY)
    assert subscription.due_at == last + timedelta(days=1)
    subscription.choose(Frequency.WEEKLY)
    assert subscription.due_at == last + timedelta(days=1), "what was promised stays"


def test_from_weekly_to_daily_a_next_that_would_have_been_is_due_now_and_once(ada, finn):
    make_entry(ada)
    subscription = subscribe(finn)
    send_due()
    days_ago(3)
    before = timezone.now()
    subscription.choose(Frequency.DAILY)
    assert before <= subscription.due_at <= timezone.now()
    for frequency in (Frequency.WEEKLY, Frequency.DAILY):
        subscription.choose(frequency)
    send_due()
    assert not send_due()
    subscription.refresh_from_db()
    assert timedelta(hours=23) < subscription.due_at - timezone.now() <= timedelta(days=1)
    assert DigestDelivery.objects.count() == 2


def test_from_weekly_to_daily_what_went_late_counts_from_when_it_went(ada, finn):
    make_entry(ada)
    subscription = subscribe(finn)
    send_due(subscription.due_at + timedelta(days=6, hours=23))
    days_ago(6.98)
    subscription.refresh_from_db()
    planned = subscription.due_at
    subscription.choose(Frequency.DAILY)
    assert subscription.due_at == planned


def test_what_is_in_a_workers_hands_stays_due_when_the_period_gets_shorter(ada, finn):
    entry = make_entry(ada)
    subscription = subscribe(finn)
    delivery = subscription.claim(timezone.now())
    delivery.begin_sending(subscription, [entry.pk])
    DigestSubscription.objects.get().choose(Frequency.DAILY)
    delivery.finish(subscription)
    now = DigestSubscription.objects.get()
    assert now.due_at == delivery.period + timedelta(days=1)
    assert now.covered_until == delivery.until


def test_switching_on_in_two_tabs_switches_on_once(ada, finn):
    make_entry(ada)
    old = DigestSubscription.objects.of(finn)
    subscribe(finn)
    assert send_due() == {"sent": 1}
    old.choose(Frequency.WEEKLY)
    assert not send_due()
