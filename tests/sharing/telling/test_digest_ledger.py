"""Each digest is sent once: the ledger, its leases, and workers that die."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from sharing.digests import send_due, went_out
from sharing.models import DigestDelivery, DigestSubscription, Frequency, forget_erased
from tests.factories import make_entry
from tests.sharing.telling.subscribed import subscribe

pytestmark = pytest.mark.django_db


def test_nothing_is_sent_twice(ada, finn):
    make_entry(ada)
    subscribe(finn)
    send_due()
    assert not send_due()
    send_due(timezone.now() + timedelta(days=8))
    assert len(mail.outbox) == 1
    states = list(DigestDelivery.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["sent", "empty"]


def test_the_next_one_is_due_a_whole_period_later(ada, finn):
    subscription = subscribe(finn)
    due = subscription.due_at
    send_due(due + timedelta(days=16))
    subscription.refresh_from_db()
    assert subscription.due_at == due + timedelta(days=21)


def test_a_worker_that_died_while_building_is_taken_over(ada, finn):
    make_entry(ada)
    subscription = subscribe(finn)
    now = timezone.now()
    assert subscription.claim(now) is not None
    assert not send_due(now + timedelta(minutes=1)), "the lease still runs"
    assert send_due(now + timedelta(minutes=11)) == {"sent": 1}
    assert len(mail.outbox) == 1


def test_a_worker_that_died_while_sending_sends_nothing_again_and_loses_nothing(ada, finn):
    entry = make_entry(ada)
    subscription = subscribe(finn)
    now = timezone.now()
    delivery = subscription.claim(now)
    delivery.begin_sending(subscription, [entry.pk])
    assert not send_due(now + timedelta(minutes=11))
    assert mail.outbox == []
    assert DigestDelivery.objects.get().state == "uncertain"
    assert send_due(now + timedelta(days=8)) == {"sent": 1}
    assert entry.title in mail.outbox[0].body


def test_what_is_being_sent_or_was_broken_off_went_out_already(ada, finn):
    entry = make_entry(ada)
    subscription = subscribe(finn)
    now = timezone.now()
    delivery = subscription.claim(now)
    assert went_out(entry).members == 0
    delivery.begin_sending(subscription, [entry.pk])
    assert went_out(entry).members == 1
    send_due(now + timedelta(minutes=11))
    assert went_out(entry).members == 1


def test_what_was_broken_off_is_uncertain_though_its_member_wants_none_any_more(ada, finn):
    entry = make_entry(ada)
    subscription = subscribe(finn)
    now = timezone.now()
    subscription.claim(now).begin_sending(subscription, [entry.pk])
    subscription.choose(Frequency.OFF)
    assert not send_due(now + timedelta(minutes=9))
    assert DigestDelivery.objects.get().state == "sending", "its worker may be at it yet"
    assert not send_due(now + timedelta(minutes=11))
    assert DigestDelivery.objects.get().state == "uncertain"
    assert mail.outbox == []


def test_what_was_broken_off_is_uncertain_though_its_member_was_erased(ada, finn, gus):
    subscription = subscribe(finn)
    now = timezone.now()
    subscription.claim(now).begin_sending(subscription, [make_entry(ada).pk])
    finn.erase(by=gus)
    forget_erased()
    assert not send_due(now + timedelta(minutes=11))
    assert DigestDelivery.objects.get().state == "uncertain"


def test_a_worker_that_is_slower_than_its_lease_ends_nothing_that_was_given_up(ada, finn):
    subscription = subscribe(finn)
    now = timezone.now()
    slow = subscription.claim(now)
    slow.begin_sending(subscription, [make_entry(ada).pk])
    send_due(now + timedelta(minutes=11))
    slow.finish(subscription)
    assert DigestDelivery.objects.get().state == "uncertain"
    subscription.refresh_from_db()
    assert subscription.covered_until == slow.since, "what it told is told again"


def test_a_worker_killed_while_it_takes_over_leaves_nobody_without_digests(ada, finn, monkeypatch):
    entry = make_entry(ada)
    subscription = subscribe(finn)
    now = timezone.now()
    subscription.claim(now).begin_sending(subscription, [entry.pk])
    with monkeypatch.context() as dying:
        dying.setattr(DigestSubscription, "move_on", killed)
        with pytest.raises(SystemExit):
            subscription.claim(now + timedelta(minutes=11))
    assert DigestDelivery.objects.get().state == "sending", "both or neither"
    assert not send_due(now + timedelta(minutes=12))
    assert send_due(now + timedelta(days=8)) == {"sent": 1}


def killed(*args, **kwargs):
    raise SystemExit


@pytest.mark.parametrize(("state", "told"), [("sent", True), ("empty", True), ("uncertain", False)])
def test_a_period_that_is_over_and_yet_due_is_moved_on_from(state, told, finn):
    subscription = subscribe(finn)
    now = timezone.now()
    delivery = subscription.claim(now)
    DigestDelivery.objects.update(state=state, sent_at=now, leased_until=now)
    assert not send_due(now + timedelta(days=1))
    subscription.refresh_from_db()
    assert subscription.due_at == delivery.period + timedelta(days=7)
    assert subscription.covered_until == (delivery.until if told else delivery.since)


def test_two_workers_at_once_have_one_of_them_claim(finn):
    subscription = subscribe(finn)
    other = DigestSubscription.objects.get(pk=subscription.pk)
    now = timezone.now()
    assert subscription.claim(now)
    assert other.claim(now) is None


def test_a_slow_worker_whose_lease_was_taken_over_sends_nothing(ada, finn):
    entry = make_entry(ada)
    subscription = subscribe(finn)
    now = timezone.now()
    slow = subscription.claim(now)
    quick = subscription.claim(now + timedelta(minutes=11))
    assert quick is not None
    assert not slow.begin_sending(subscription, [entry.pk])
    assert quick.begin_sending(subscription, [entry.pk])


def test_a_slow_worker_whose_lease_was_taken_over_ends_no_period(finn):
    subscription = subscribe(finn)
    now = timezone.now()
    slow = subscription.claim(now)
    assert subscription.claim(now + timedelta(minutes=11))
    due = subscription.due_at
    slow.leave_empty(subscription, "nothing new")
    subscription.refresh_from_db()
    assert (subscription.due_at, DigestDelivery.objects.get().state) == (due, "building")
