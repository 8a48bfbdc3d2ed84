"""What is done is not new any more: in the inbox, in its count and in the digest, by one rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from sharing.context_processors import unread
from sharing.digests import build_digest, send_due
from sharing.models import Asked, Concern, Entry, Introduction, Level, Notification, Status
from tests.factories import make_entry, make_pending, make_user
from tests.sharing.doing.raising import ask, in_days, report
from tests.sharing.telling.subscribed import subscribe, text_of

pytestmark = pytest.mark.django_db
Kind = Notification.Kind


def inbox(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("sharing:inbox")).content.decode()


def fresh(user) -> User:
    return User.objects.get(pk=user.pk)


def news_of(reader) -> list[str]:
    now = timezone.now()
    digest = build_digest(fresh(reader), since=now - timedelta(days=1), until=now)
    return [item.kind for item in digest.news]


def told(user, kind) -> int:
    return Notification.objects.filter(user=user, kind=kind).count()


def test_a_review_that_was_given_is_no_longer_new(client, ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    assert unread(fresh(cleo)) == 1
    assert "One thing is new" in inbox(client, cleo)
    entry.approve(by=cleo)
    page = inbox(client, cleo)
    assert unread(fresh(cleo)) == 0
    assert "You have read everything" in page
    assert "New:" not in page
    assert "Done" in page


def test_a_review_that_lapsed_with_its_round_is_no_longer_new(ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.take_back(by=ada)
    assert unread(fresh(cleo)) == 0


def test_a_barrier_that_a_colleague_picked_up_is_no_longer_new(client, ada, tess, town):
    colleague = make_user("tom", town, government=Role.EDITOR)
    barrier = report(ada, addressed_to=town)
    assert (unread(fresh(tess)), unread(fresh(colleague))) == (1, 1)
    barrier.pick_up(by=colleague, first_answer="We look.", answer_due=in_days(30))
    assert (unread(fresh(tess)), unread(fresh(colleague))) == (0, 0)


def test_a_question_a_concern_a_talk_and_a_suggestion_that_were_answered_are_no_longer_new(
    ada, ben, cleo, eva
):
    question = ask(cleo)
    Asked.objects.create(question=question, user=ada, entry=make_entry(ada))
    Notification.objects.tell([ada.pk], "question_for_you", question=question)
    assert unread(fresh(ada)) == 1
    question.answer_with(by=ada, text="I know.")
    assert unread(fresh(ada)) == 0
    talk = Introduction.objects.ask(ben, by=cleo, text="May I call you?")
    concern = Concern.objects.report(make_entry(ada), by=cleo, text="Is this still allowed?")
    assert (unread(fresh(ben)), unread(fresh(eva))) == (1, 1)
    talk.decline(by=ben, answer="No.")
    concern.answer_with("The law says so.", by=eva)
    assert (unread(fresh(ben)), unread(fresh(eva))) == (0, 0)
    pending = make_pending(make_entry(ada), cleo)
    Notification.objects.tell([ben.pk], "revision_pending", entry=pending.entry)
    assert unread(fresh(ben)) == 1
    pending.refuse(by=ben)
    assert unread(fresh(ben)) == 0


def test_changes_that_were_made_and_what_is_still_true_are_no_longer_new(ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.ask_for_changes(by=cleo, comment="Say who paid.")
    assert unread(fresh(ada)) == 1
    entry.submit(by=ada, reviewers=[cleo])
    assert unread(fresh(ada)) == 0
    old = make_entry(ada)
    Entry.objects.filter(pk=old.pk).update(review_due_at=timezone.now() - timedelta(days=1))
    Notification.objects.tell([ada.pk], "overdue", entry=old)
    assert unread(fresh(ada)) == 1
    Entry.objects.get(pk=old.pk).renew(by=ada)
    assert unread(fresh(ada)) == 0


def test_the_count_of_what_is_new_is_one_query(ada, cleo, django_assert_num_queries):
    make_entry(ada, status=Status.DRAFT).submit(by=ada, reviewers=[cleo])
    reader = fresh(cleo)
    assert reader.standing.is_member
    with django_assert_num_queries(1):
        assert unread(reader) == 1


# A lesson that waits to be published


@pytest.fixture
def approved(ada, cleo):
    """Of Ada, in health care, approved by an outside reader."""
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.approve(by=cleo)
    return entry


def test_editors_of_its_sector_hear_that_it_waits_to_be_published(client, ben, approved):
    assert told(ben, Kind.TO_PUBLISH) == 1
    page = inbox(client, ben)
    assert "Approved, and waits for you to publish it" in page
    assert approved.title in page
    assert news_of(ben) == ["to_publish"]
    approved.publish(approved.current_revision, by=ben)
    assert unread(fresh(ben)) == 0
    assert news_of(ben) == []


def test_it_stands_on_their_home_page_until_it_is_published(client, ben, approved):
    client.force_login(ben)
    assert "You may publish" in client.get("/").content.decode()
    approved.publish(approved.current_revision, by=ben)
    assert "You may publish" not in client.get("/").content.decode()


def test_each_hears_it_once_a_wording(ada, ben, cleo, dirk):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo, dirk])
    entry.approve(by=cleo)
    entry.approve(by=dirk)
    assert told(ben, Kind.TO_PUBLISH) == 1
    words = entry.current_revision.words | {"lesson": "Put otherwise."}
    entry.revise(by=ada, base=entry.current_revision.number, words=words, comment="")
    assert unread(fresh(ben)) == 0  # nobody approved this wording
    entry.approve(by=cleo)
    assert told(ben, Kind.TO_PUBLISH) == 2
    assert unread(fresh(ben)) == 1


def test_pulled_back_it_waits_for_nobody_until_it_is_approved_again_and_is_told_once(
    ada, ben, cleo, dirk, approved
):
    approved.publish(approved.current_revision, by=ben)
    approved.pull_back(by=ada)
    assert Kind.TO_PUBLISH not in news_of(ben)  # of what was approved before it was pulled back
    approved.assign([cleo, dirk], by=ada)
    approved.approve(by=cleo)
    approved.approve(by=dirk)
    assert told(ben, Kind.TO_PUBLISH) == 2
    assert news_of(ben).count(Kind.TO_PUBLISH) == 1


def test_taken_back_and_asked_again_it_is_told_again(ada, ben, cleo, approved):
    approved.take_back(by=ada)
    approved.submit(by=ada, reviewers=[cleo])
    assert unread(fresh(ben)) == 0
    approved.approve(by=cleo)
    assert told(ben, Kind.TO_PUBLISH) == 2
    assert unread(fresh(ben)) == 1


def test_nobody_hears_it_before_an_outside_reader_approved(ada, ben, eva):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[eva])
    entry.approve(by=eva)
    assert told(ben, Kind.TO_PUBLISH) == 0


def test_who_wrote_it_and_who_just_approved_it_do_not_hear_it(ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT, co_authors=[ben])
    entry.submit(by=ada, reviewers=[cleo])
    entry.approve(by=cleo)
    assert told(ben, Kind.TO_PUBLISH) == told(ada, Kind.TO_PUBLISH) == 0


def test_where_home_has_no_other_editor_those_of_its_also_sectors_hear_it(ben, cleo, dirk):
    water = make_user("wim", water=Role.CONTRIBUTOR)
    entry = make_entry(ben, status=Status.DRAFT, also=["energy"])
    entry.submit(by=ben, reviewers=[water])
    entry.approve(by=water)
    assert told(dirk, Kind.TO_PUBLISH) == 1
    assert told(cleo, Kind.TO_PUBLISH) == 0
    make_user("hans", health=Role.EDITOR)
    other = make_entry(ben, status=Status.DRAFT, also=["energy"])
    other.submit(by=ben, reviewers=[water])
    other.approve(by=water)
    assert Notification.objects.filter(user=dirk, entry=other, kind=Kind.TO_PUBLISH).count() == 0


def test_whoever_hears_it_may_publish_it(ben, approved):
    assert Entry.objects.with_abilities(ben).get(pk=approved.pk).can_publish
    for row in Notification.objects.filter(kind=Kind.TO_PUBLISH):
        assert Entry.objects.with_abilities(fresh(row.user)).get(pk=approved.pk).can_publish


def test_above_green_the_mail_says_only_that_something_waits(ada, ben, eva):
    subscribe(ben)
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER)
    entry.submit(by=ada, reviewers=[eva])
    entry.approve(by=eva)
    send_due()
    text = text_of(mail.outbox[0])
    assert entry.title not in text
    assert "Something waits for you" in text


# What asks for an owner


def test_what_has_no_owner_asks_for_one_until_somebody_takes_it_over(ada, eva):
    entry = make_entry(ada)
    Entry.objects.filter(pk=entry.pk).update(owner=None)
    Notification.objects.tell([eva.pk], "owner_wanted", entry=entry)
    assert unread(fresh(eva)) == 1
    assert news_of(eva) == ["owner_wanted"]
    entry.take_over(by=eva)
    assert unread(fresh(eva)) == 0


# One line a thing


def test_a_digest_says_one_thing_of_an_entry_the_newest(ada, cleo):
    entry = make_entry(ada)
    for kind in ("approved", "published", "archived"):
        entry.tell([ada.pk], kind, by=cleo)
    assert news_of(ada) == ["archived"]


def test_what_is_asked_comes_before_what_happened(ada, cleo, eva):
    entry = make_entry(ada)
    Concern.objects.report(entry, by=cleo, text="Is this still allowed?")
    entry.tell([eva.pk], "pulled_back", by=cleo)
    assert news_of(eva) == ["concern"]


def test_a_barrier_that_moved_says_how(client, ada, tess):
    subscribe(ada)
    barrier = report(ada)
    barrier.pick_up(by=tess, first_answer="We look.", answer_due=in_days(30))
    assert "A barrier was picked up:" in inbox(client, ada)
    barrier.answer_with(by=tess, answer="It may be done.")
    page = inbox(client, ada)
    assert "A barrier was answered:" in page
    assert page.count("A barrier was") == 1
    assert "2 times" not in page
    send_due()
    text = mail.outbox[0].body
    assert ": Answered" in text
    assert text.count(barrier.title) == 1
