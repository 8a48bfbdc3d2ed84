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
    Introduction,
    Level,
    Notification,
    Reach,
    Review,
    Status,
)
from tests.factories import make_entry, make_user
from tests.sharing.doing.raising import ask, report
from tests.sharing.telling.subscribed import subscribe

pytestmark = pytest.mark.django_db


def text_of(message) -> str:
    return " ".join(
        [
            message.subject,
            message.body,
            message.alternatives[0].content,
            *message.extra_headers.values(),
        ]
    )


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


def test_a_stranger_in_the_sector_of_nobody_gets_no_one_elses_news(ada, cleo):
    make_entry(ada)
    stranger = make_user("zoe", mobility=Role.READER)
    subscribe(stranger)
    assert (
        build_digest(stranger, since=timezone.now() - timedelta(days=1), until=timezone.now()).fresh
        == []
    )
    assert Entry.objects.count() == 1


def test_a_barrier_that_waits_for_me_is_in_the_mail_and_one_above_green_without_words(
    tess, ada, town
):
    subscribe(tess)
    report(ada, title="No legal basis to share dates", addressed_to=town)
    report(ada, title="Secret pumps stop", level=Level.AMBER, addressed_to=town)
    send_due()
    text = text_of(mail.outbox[0])
    assert "No legal basis to share dates" in text
    assert "Secret pumps" not in text
    assert "Something waits for you" in text


def test_a_barrier_made_from_an_entry_that_became_stricter_is_in_no_mail(tess, ada, town):
    subscribe(tess)
    entry = make_entry(ada)
    report(ada, title="No legal basis to share dates", entry=entry, addressed_to=town)
    Entry.objects.filter(pk=entry.pk).update(level=Level.AMBER)
    send_due()
    assert "No legal basis" not in text_of(mail.outbox[0])


def test_an_answer_to_my_question_is_in_the_mail(ada, cleo):
    subscribe(ada)
    question = ask(ada, title="Who rehearsed a night without screens?")
    question.answer_with(by=cleo, text="We did, in May.")
    send_due()
    text = text_of(mail.outbox[0])
    assert question.title in text
    assert "We did" not in text


def test_a_barrier_made_stricter_just_before_sending_is_left_out(tess, ada, town):
    subscribe(tess)
    barrier = report(ada, addressed_to=town)
    digest = build_digest(tess, since=timezone.now() - timedelta(days=1), until=timezone.now())
    assert [item.about for item in digest.news] == [barrier]
    type(barrier).objects.filter(pk=barrier.pk).update(level=Level.AMBER, addressed_to=town)
    assert digest.asked_again().news == []


def test_a_request_for_a_talk_is_something_that_waits_without_a_name(ada, cleo):
    subscribe(ada)
    Introduction.objects.ask(ada, by=cleo, text="How did the nights go?")
    send_due()
    text = text_of(mail.outbox[0])
    assert "Something waits for you" in text
    assert "Cleo" not in text


def test_a_steward_is_told_that_somebody_waits_to_be_let_in_and_nobody_else_is(eva, ben, db):
    for person in (eva, ben):
        subscribe(person)
    newcomer = make_user("newcomer")
    User.objects.filter(pk=newcomer.pk).update(admitted_at=None)
    assert send_due() == {"sent": 1, "empty": 1}
    assert mail.outbox[0].to == [eva.email]
    assert "Somebody waits to be let in" in text_of(mail.outbox[0])
    assert "newcomer@" not in text_of(mail.outbox[0])


def test_who_is_no_member_any_more_just_before_sending_gets_nothing(ada, finn):
    make_entry(ada, level=Level.AMBER)
    now = timezone.now()
    digest = build_digest(finn, since=now - timedelta(days=1), until=timezone.now())
    assert digest.more_waits
    finn.memberships.all().delete()
    assert not digest.asked_again()
    User.objects.filter(pk=finn.pk).update(is_active=False)
    assert not digest.asked_again()


def test_an_entry_that_was_pulled_back_is_told_and_not_asked_whether_it_is_still_true(ada, ben):
    subscribe(ada)
    entry = make_entry(ada)
    Entry.objects.filter(pk=entry.pk).update(review_due_at=timezone.now() - timedelta(days=1))
    Notification.objects.tell([ada.pk], "overdue", entry=entry)
    entry.pull_back(by=ben)
    send_due()
    text = text_of(mail.outbox[0])
    assert "pulled back" in text
    assert "is it still true?" not in text
