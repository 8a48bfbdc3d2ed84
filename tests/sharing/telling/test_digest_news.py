"""News in a digest: of barriers, questions, talks, newcomers, and what became of entries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from sharing.digests import build_digest, send_due
from sharing.models import (
    Entry,
    Introduction,
    Level,
    Notification,
)
from tests.factories import make_entry, make_user
from tests.sharing.doing.raising import ask, report
from tests.sharing.telling.subscribed import subscribe, text_of

pytestmark = pytest.mark.django_db


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
