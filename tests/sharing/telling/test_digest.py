"""One mail per member and period, with what is new for them, within what a mail may say."""

from __future__ import annotations

import email.policy
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from sharing.digests import build_digest, send_due, went_out
from sharing.models import (
    DigestDelivery,
    DigestSubscription,
    Entry,
    Frequency,
    Level,
    Reach,
    Review,
    Status,
)
from tests.factories import make_entry, make_user

pytestmark = pytest.mark.django_db


def subscribe(user, frequency=Frequency.WEEKLY) -> DigestSubscription:
    DigestSubscription.objects.of(user).choose(frequency)
    return DigestSubscription.objects.get(user=user)


def text_of(message) -> str:
    return " ".join(
        [
            message.subject,
            message.body,
            message.alternatives[0].content,
            *message.extra_headers.values(),
        ]
    )


def test_a_digest_is_off_until_the_member_says_so(ada, finn):
    make_entry(ada)
    DigestSubscription.objects.of(finn)
    assert not send_due()
    assert mail.outbox == []


def test_a_member_is_told_what_is_new_in_their_sector(ada, finn):
    entry = make_entry(ada, level=Level.CLEAR)
    subscribe(finn)
    assert send_due() == {"sent": 1}
    message = mail.outbox[0]
    assert message.to == [finn.email]
    assert entry.title in message.body
    assert entry.title in message.alternatives[0].content
    assert f"/entries/{entry.public_id}/" in message.body
    assert "title" not in message.body.split(entry.public_id)[1].split()[0]


def test_nothing_is_sent_twice(ada, finn):
    make_entry(ada)
    subscribe(finn)
    send_due()
    assert not send_due()
    send_due(timezone.now() + timedelta(days=8))
    assert len(mail.outbox) == 1
    states = list(DigestDelivery.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["sent", "empty"]


def test_an_empty_digest_is_not_sent_and_the_reason_is_logged(finn):
    subscribe(finn)
    assert send_due() == {"empty": 1}
    assert mail.outbox == []
    assert DigestDelivery.objects.get().reason == "nothing new"


def test_the_next_one_is_due_a_whole_period_later(ada, finn):
    subscription = subscribe(finn)
    due = subscription.due_at
    send_due(due + timedelta(days=16))
    subscription.refresh_from_db()
    assert subscription.due_at == due + timedelta(days=21)


def test_green_words_carry_their_level_in_the_subject_and_above_the_text(ada, finn):
    make_entry(ada, level=Level.GREEN)
    subscribe(finn)
    send_due()
    message = mail.outbox[0]
    assert message.subject.startswith("TLP:GREEN ")
    assert message.body.startswith("TLP:GREEN")


def test_clear_words_carry_no_green_label(ada, finn):
    make_entry(ada, level=Level.CLEAR)
    subscribe(finn)
    send_due()
    assert "TLP:GREEN" not in text_of(mail.outbox[0])


@pytest.mark.parametrize("number", [1, 3])
def test_amber_lessons_are_one_line_without_number_or_level(ada, finn, number):
    hidden = [make_entry(ada, level=Level.AMBER) for _ in range(number)]
    subscribe(finn)
    send_due()
    text = text_of(mail.outbox[0])
    assert "More waits for you" in text
    assert "AMBER" not in text
    for entry in hidden:
        assert entry.title not in text
        assert entry.public_id not in text


def test_red_is_in_no_mail_at_all(ada, finn):
    entry = make_entry(ada, level=Level.RED)
    entry.named_people.add(finn)
    subscribe(finn)
    assert send_due() == {"empty": 1}


def test_a_review_above_green_is_something_that_waits(ada, finn):
    entry = make_entry(ada, level=Level.AMBER, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[finn])
    subscribe(finn)
    send_due()
    text = text_of(mail.outbox[0])
    assert "Something waits for you" in text
    assert entry.title not in text
    assert "/inbox/" in text


def test_a_review_at_green_is_told_with_its_day(ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    subscribe(cleo)
    send_due()
    assert entry.title in mail.outbox[0].body
    assert Review.objects.get().due_at.strftime("%Y") in text_of(mail.outbox[0]) or "Before" in (
        mail.outbox[0].body
    )


def test_permission_is_asked_again_just_before_sending(ada, finn, monkeypatch):
    entry = make_entry(ada)
    subscribe(finn)
    digest = build_digest(finn, since=timezone.now() - timedelta(days=1), until=timezone.now())
    assert digest.fresh
    entry.share(Reach(Level.STRICT, entry.home_sector_id), by=ada)
    assert not digest.asked_again()


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("status", Status)
def test_a_mail_holds_no_word_that_its_reader_may_not_be_mailed(
    level, status, ada, ben, cleo, dirk, eva, finn, gus
):
    entry = make_entry(ada, level=level, status=status, also=["energy"])
    people = [ada, ben, cleo, dirk, eva, finn, gus]
    for person in people:
        subscribe(person)
        person.followed_sectors.set([entry.home_sector])
    send_due()
    by_address = {p.email: p for p in people}
    for message in mail.outbox:
        reader = by_address[message.to[0]]
        allowed = level <= Level.GREEN and entry.is_visible_to(reader)
        for word in (*entry.current_revision.words.values(), entry.public_id):
            assert not word or allowed or word not in text_of(message)


def test_a_deactivated_member_gets_nothing(ada, finn):
    make_entry(ada)
    subscribe(finn)
    finn.deactivate(by=finn)
    assert not send_due()


def test_a_mail_is_in_the_language_of_its_reader(ada, finn):
    make_entry(ada)
    finn.language = "nl"
    finn.save()
    subscribe(finn)
    send_due()
    assert mail.outbox[0].extra_headers["Content-Language"] == "nl"
    assert '<html lang="nl"' in mail.outbox[0].alternatives[0].content


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


def test_who_pulls_back_sees_how_many_had_it_by_mail(ada, ben, finn):
    entry = make_entry(ada)
    for person in (ben, finn):
        subscribe(person)
    send_due()
    assert went_out(entry).members == 2
    assert went_out(make_entry(ada)).members == 0


def test_a_digest_takes_the_same_queries_for_ten_entries_as_for_one(ada, finn):
    def count() -> int:
        reader = User.objects.get(pk=finn.pk)
        with CaptureQueriesContext(connection) as queries:
            build_digest(reader, since=timezone.now() - timedelta(days=1), until=timezone.now())
        return len(queries)

    make_entry(ada)
    few = count()
    for _ in range(9):
        make_entry(ada)
    assert count() == few


def test_an_entry_is_told_once(ada, finn):
    make_entry(ada)
    subscription = subscribe(finn)
    send_due()
    DigestSubscription.objects.update(covered_until=subscription.covered_until)
    send_due(timezone.now() + timedelta(days=8))
    assert len(mail.outbox) == 1


def test_the_same_about_the_same_entry_is_told_once(ada, finn, cleo):
    often, once = make_entry(ada), make_entry(ada)
    for by in (finn, cleo, finn):
        often.tell([ada.pk], "approved", by=by)
    often.tell([ada.pk], "published", by=finn)
    once.tell([ada.pk], "approved", by=finn)
    now = timezone.now()
    digest = build_digest(ada, since=now - timedelta(days=1), until=now + timedelta(hours=1))
    told = sorted((each.entry_id, each.kind) for each in digest.news)
    assert told == [(often.pk, "approved"), (often.pk, "published"), (once.pk, "approved")]


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
    delivery.begin_sending([entry.pk])
    assert not send_due(now + timedelta(minutes=11))
    assert mail.outbox == []
    assert DigestDelivery.objects.get().state == "uncertain"
    assert send_due(now + timedelta(days=8)) == {"sent": 1}
    assert entry.title in mail.outbox[0].body


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
    assert not slow.begin_sending([entry.pk])
    assert quick.begin_sending([entry.pk])


def test_a_stranger_in_the_sector_of_nobody_gets_no_one_elses_news(ada, cleo):
    make_entry(ada)
    stranger = make_user("zoe", mobility=Role.READER)
    subscribe(stranger)
    assert (
        build_digest(stranger, since=timezone.now() - timedelta(days=1), until=timezone.now()).fresh
        == []
    )
    assert Entry.objects.count() == 1
