"""A member chooses how often, sees what would come, and stops it in one click."""

from __future__ import annotations

import email.policy
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from sharing.digests import send_due
from sharing.models import (
    DigestSubscription,
    Frequency,
)
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
    assert (now.due_at, now.covered_until) == (sent.due_at, sent.covered_until)


def test_switching_on_in_two_tabs_switches_on_once(ada, finn):
    make_entry(ada)
    old = DigestSubscription.objects.of(finn)
    subscribe(finn)
    assert send_due() == {"sent": 1}
    old.choose(Frequency.WEEKLY)
    assert not send_due()
