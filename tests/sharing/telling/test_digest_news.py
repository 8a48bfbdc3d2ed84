"""News in a digest: of barriers, questions, talks, newcomers, and what became of entries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from sharing.digests import build_digest, send_due
from sharing.digests.news import news_between, still_holds
from sharing.models import (
    Application,
    Concern,
    Entry,
    Introduction,
    Level,
    Notification,
    Status,
    Step,
)
from tests.factories import make_entry, make_user
from tests.sharing.doing.raising import ask, report
from tests.sharing.telling.subscribed import subscribe, text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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


@pytest.fixture
def concern(ada, cleo, eva):
    """About an entry of Ada's; its steward Eva is told."""
    return Concern.objects.report(make_entry(ada), by=cleo, text="Is this still allowed?")


def news_of(reader: User) -> list[str]:
    """The kinds of what a digest of the last day tells."""
    now = timezone.now()
    return [item.kind for item in build_digest(reader, since=now - DAY, until=now).news]


def test_a_concern_is_told_until_somebody_answered_it(concern, ben, eva):
    assert news_of(eva) == ["concern"]
    concern.answer_with("The law says so.", by=eva)
    assert news_of(eva) == []


def test_nobody_waits_in_silence_for_a_steward_when_the_concern_is_answered(concern, eva):
    Entry.objects.filter(pk=concern.entry_id).update(level=Level.AMBER)
    Concern.objects.filter(pk=concern.pk).update(level=Level.AMBER)
    day_ago = timezone.now() - DAY
    digest = build_digest(eva, since=day_ago, until=timezone.now())
    assert digest.duty_waits
    concern.answer_with("The law says so.", by=eva)
    assert not digest.asked_again().duty_waits


def test_a_question_for_me_is_told_until_i_answered_or_another_answer_helped(ada, cleo, finn):
    question = ask(ada)
    entry = make_entry(ada)
    for person in (cleo, finn):
        question.asked.create(user=person, entry=entry)
    Notification.objects.tell([cleo.pk, finn.pk], "question_for_you", question=question)
    assert news_of(cleo) == news_of(finn) == ["question_for_you"]
    answer = question.answer_with(by=cleo, text="We did, in May.")
    assert news_of(cleo) == []
    assert news_of(finn) == ["question_for_you"]
    question.settle(answer, by=ada)
    assert news_of(finn) == []


def test_how_it_is_going_is_asked_until_somebody_of_us_told(ada, cleo):
    entry = make_entry(ada)
    Application.objects.record(entry, by=cleo, step=Step.PILOTING)
    Notification.objects.tell([cleo.pk], "how_is_it", entry=entry)
    assert news_of(cleo) == ["how_is_it"]
    Application.objects.record(entry, by=cleo, step=Step.IN_USE)
    assert news_of(cleo) == []


def test_an_owner_is_asked_for_until_there_is_one(ada, eva):
    entry = make_entry(ada)
    Entry.objects.filter(pk=entry.pk).update(owner=None)
    Notification.objects.tell([eva.pk], "owner_wanted", entry=entry)
    assert news_of(eva) == ["owner_wanted"]
    Entry.objects.filter(pk=entry.pk).update(owner=eva)
    assert news_of(eva) == []


def test_changes_are_asked_for_until_the_entry_is_sent_in_again(ada):
    entry = make_entry(ada)
    Notification.objects.tell([ada.pk], "changes_asked", entry=entry)
    assert news_of(ada) == []
    Entry.objects.filter(pk=entry.pk).update(status=Status.DRAFT)
    assert news_of(ada) == ["changes_asked"]


def test_another_wording_is_told_until_it_is_decided_upon(ada, ben):
    entry = make_entry(ada)
    Notification.objects.tell([ben.pk], "revision_pending", entry=entry)
    assert news_of(ben) == []


def test_news_is_one_query_however_much_there_is(ada, eva, cleo, django_assert_num_queries):
    for _ in range(3):
        Concern.objects.report(make_entry(ada), by=cleo, text="Is this still allowed?")
    now = timezone.now()
    assert eva.standing.is_steward  # read before
    with django_assert_num_queries(1):
        assert all(map(still_holds, news_between(eva, now - DAY, now)))
