"""One mail per member and period, with what is new for them, within what a mail may say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role, User
from sharing.digests import build_digest, send_due, went_out
from sharing.models import (
    DigestDelivery,
    DigestSubscription,
    Entry,
    Level,
    Reach,
    Review,
    Status,
)
from tests.factories import make_entry, make_user
from tests.sharing.telling.subscribed import subscribe, text_of

pytestmark = pytest.mark.django_db


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


def test_a_digest_is_dark_where_its_reader_wants_it_dark(ada, finn):
    make_entry(ada)
    subscribe(finn)
    send_due()
    assert "prefers-color-scheme: dark" in mail.outbox[0].alternatives[0].content


def test_an_empty_digest_is_not_sent_and_the_reason_is_logged(finn):
    subscribe(finn)
    assert send_due() == {"empty": 1}
    assert mail.outbox == []
    assert DigestDelivery.objects.get().reason == "nothing new"


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


def test_of_each_entry_the_newest_is_told_once(ada, finn, cleo):
    often, once = make_entry(ada), make_entry(ada)
    for by in (finn, cleo, finn):
        often.tell([ada.pk], "approved", by=by)
    often.tell([ada.pk], "published", by=finn)
    once.tell([ada.pk], "approved", by=finn)
    now = timezone.now()
    digest = build_digest(ada, since=now - timedelta(days=1), until=now + timedelta(hours=1))
    told = sorted((each.entry_id, each.kind) for each in digest.news)
    assert told == [(often.pk, "published"), (once.pk, "approved")]


def test_a_stranger_in_the_sector_of_nobody_gets_no_one_elses_news(ada, cleo):
    make_entry(ada)
    stranger = make_user("zoe", mobility=Role.READER)
    subscribe(stranger)
    assert (
        build_digest(stranger, since=timezone.now() - timedelta(days=1), until=timezone.now()).fresh
        == []
    )
    assert Entry.objects.count() == 1
