"""A digest asks what is still asked of its reader, and nothing that became of itself what it should."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role, User
from sharing.digests import build_digest
from sharing.digests.news import news_between
from sharing.models import Application, Concern, Entry, Level, Notification, Status, Step
from tests.factories import make_entry, make_pending, make_user
from tests.sharing.doing.raising import ask

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def digest_of(reader: User):
    """A digest of the last day."""
    now = timezone.now()
    return build_digest(User.objects.get(pk=reader.pk), since=now - DAY, until=now)


def news_of(reader: User) -> list[str]:
    return [item.kind for item in digest_of(reader).news]


# Concerns


@pytest.fixture
def concern(ada, cleo, eva):
    """About an entry of Ada's; its steward Eva is told."""
    return Concern.objects.report(make_entry(ada), by=cleo, text="Is this still allowed?")


def test_a_concern_is_told_until_somebody_answered_it(concern, eva):
    assert news_of(eva) == ["concern"]
    concern.answer_with("The law says so.", by=eva)
    assert news_of(eva) == []


def test_nobody_waits_in_silence_for_a_steward_when_the_concern_is_answered(concern, eva):
    Entry.objects.filter(pk=concern.entry_id).update(level=Level.AMBER)
    Concern.objects.filter(pk=concern.pk).update(level=Level.AMBER)
    digest = digest_of(eva)
    assert digest.duty_waits
    concern.answer_with("The law says so.", by=eva)
    assert not digest.asked_again().duty_waits


def test_who_is_no_steward_any_more_is_not_asked_about_a_concern(concern, eva):
    eva.memberships.update(role=Role.EDITOR)
    assert news_of(eva) == []


# Questions


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


def test_an_answer_out_of_sight_that_helped_takes_no_question_away(ada, ben, cleo):
    question = ask(ada)
    hidden = make_entry(ben, level=Level.AMBER)
    answer = question.answer_with(by=ben, entry=hidden)
    question.settle(answer, by=ada)
    Notification.objects.tell([cleo.pk], "question_for_you", question=question)
    assert news_of(cleo) == ["question_for_you"]


# "How is it going?"


@pytest.fixture
def piloting(ada, cleo):
    """Cleo's organisation pilots an entry, and she is asked how it goes."""
    entry = make_entry(ada)
    Application.objects.record(entry, by=cleo, step=Step.PILOTING)
    Notification.objects.tell([cleo.pk], "how_is_it", entry=entry)
    return entry


def test_how_it_is_going_is_asked_until_somebody_of_us_told(piloting, cleo):
    assert news_of(cleo) == ["how_is_it"]
    Application.objects.record(piloting, by=cleo, step=Step.IN_USE)
    assert news_of(cleo) == []


def test_what_another_organisation_tells_is_no_answer_of_ours(piloting, cleo, tess):
    Application.objects.record(piloting, by=tess, step=Step.IN_USE)
    assert news_of(cleo) == ["how_is_it"]


def test_how_it_is_going_is_not_asked_of_what_was_archived(piloting, cleo):
    Entry.objects.filter(pk=piloting.pk).update(status=Status.ARCHIVED, archived_at=timezone.now())
    assert news_of(cleo) == []


def test_who_left_the_organisation_is_not_asked_how_it_is_going(piloting, cleo, town):
    User.objects.filter(pk=cleo.pk).update(organisation=town)
    assert news_of(cleo) == []


# Entries


def test_an_owner_is_asked_for_until_there_is_one(ada, eva):
    entry = make_entry(ada)
    Entry.objects.filter(pk=entry.pk).update(owner=None)
    Notification.objects.tell([eva.pk], "owner_wanted", entry=entry)
    assert news_of(eva) == ["owner_wanted"]
    Entry.objects.filter(pk=entry.pk).update(owner=eva)
    assert news_of(eva) == []


def test_what_was_archived_needs_no_owner(ada, eva):
    entry = make_entry(ada, status=Status.ARCHIVED)
    Entry.objects.filter(pk=entry.pk).update(owner=None)
    Notification.objects.tell([eva.pk], "owner_wanted", entry=entry)
    assert news_of(eva) == []


def test_changes_are_asked_for_until_the_entry_is_sent_in_again(ada):
    entry = make_entry(ada)
    Notification.objects.tell([ada.pk], "changes_asked", entry=entry)
    assert news_of(ada) == []
    Entry.objects.filter(pk=entry.pk).update(status=Status.DRAFT)
    assert news_of(ada) == ["changes_asked"]


def test_another_wording_is_told_until_it_is_decided_upon(ada, ben, cleo):
    entry = make_entry(ada)
    mine = make_pending(entry, ben, lesson="Of Ben.")
    theirs = make_pending(entry, cleo, lesson="Of Cleo.")
    Notification.objects.tell([ben.pk], "revision_pending", entry=entry)
    assert "revision_pending" in news_of(ben)
    theirs.refuse(by=ben)
    assert "revision_pending" not in news_of(ben)
    assert mine.state == "pending"  # his own is for others to decide upon


# Cost


def test_news_is_one_query_however_much_there_is(ada, eva, cleo, django_assert_num_queries):
    gone = make_user("gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for _ in range(3):
        entry = make_entry(ada)
        Concern.objects.report(entry, by=cleo, text="Is this still allowed?")
        Entry.objects.filter(pk=entry.pk).update(owner=gone)
        Notification.objects.tell([eva.pk], "owner_wanted", entry=entry)
    now = timezone.now()
    assert eva.standing.is_steward  # read before
    with django_assert_num_queries(1):
        found = news_between(eva, now - DAY, now)
        assert len(found) == 6
        assert not any(item.is_done for item in found)
