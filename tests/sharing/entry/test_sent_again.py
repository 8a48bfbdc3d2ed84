"""What was sent a second time, too late, or after going back: done once, and nothing typed is lost."""

from __future__ import annotations

import pytest

from accounts.models import Party
from sharing.models import Notification, Status, UnsavedText
from tests.factories import make_entry, make_sector

from .typed import token_in, url

pytestmark = pytest.mark.django_db
TYPED = "Half a thought, typed by hand."


def test_a_comment_on_what_is_not_in_review_any_more_is_kept(as_ada, ada, ben, cleo, dirk):
    read = make_entry(cleo, home="energy", status=Status.DRAFT)
    read.submit(by=cleo, reviewers=[ada, ben])
    read.approve(by=ben)
    read.publish(read.current_revision, by=dirk)
    answer = as_ada.post(url("entry_approve", read.public_id), {"comment": TYPED, "revision": "1"})
    assert answer.status_code == 302
    assert UnsavedText.objects.get().fields["comment"] == [TYPED]


def test_a_comment_on_what_its_reviewer_sees_no_more_is_kept(as_ada, ada, ben, cleo):
    read = make_entry(cleo, home="energy", status=Status.DRAFT)
    read.submit(by=cleo, reviewers=[ada, ben])
    read.ask_for_changes(by=ben, comment="Who is we?")
    address = url("entry_approve", read.public_id)
    assert as_ada.post(address, {"comment": TYPED, "revision": "1"}).status_code == 404
    assert UnsavedText.objects.get().fields["comment"] == [TYPED]


@pytest.mark.parametrize("answer", ["entry_approve", "entry_ask_for_changes"])
def test_an_answer_that_is_sent_twice_is_given_once(as_ada, ada, ben, cleo, answer):
    read = make_entry(cleo, home="energy", status=Status.DRAFT)
    read.submit(by=cleo, reviewers=[ada, ben])
    sent = {"comment": TYPED, "revision": "1"}
    clicks = [as_ada.post(url(answer, read.public_id), sent) for _click in range(2)]
    assert [(one.status_code, one.url) for one in clicks] == [(302, url("reviews"))] * 2
    assert Notification.objects.filter(user=cleo, actor=ada).count() == 1
    assert not UnsavedText.objects.exists()


@pytest.mark.parametrize("form", ["question_new", "barrier_new"])
def test_who_goes_back_and_types_another_thing_makes_another(as_ada, form):
    data = sent_to(as_ada, form)
    first = as_ada.post(url(form), data)
    other = as_ada.post(url(form), data | {"title": "Another", "text": ""})
    assert (other.status_code, UnsavedText.objects.count()) == (200, 1)
    other = as_ada.post(url(form), data | {"title": "Another", "text": "Thing."})
    assert other.status_code == 302
    assert other.url != first.url
    assert "Another" in as_ada.get(other.url).text


def sent_to(client, form: str) -> dict:
    data = {"title": "A law of last century", "text": "No.", "level": 1, "language": "en"}
    data |= {"home_sector": make_sector("health").pk, "kind": "legal", "party": Party.GOVERNMENT}
    return data | {"token": token_in(client.get(url(form)))}


@pytest.mark.parametrize("form", ["question_new", "barrier_new"])
def test_a_second_click_finds_what_the_first_one_made(as_ada, form):
    data = sent_to(as_ada, form)
    first, second = (as_ada.post(url(form), data) for _click in range(2))
    assert (second.status_code, second.url) == (302, first.url)
    assert not UnsavedText.objects.exists()
