"""What was asked, all of it or what was answered or not, in one list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sharing import insights
from sharing.insights import wanted_lessons
from sharing.models import Asked, Entry, Figures, Level, Period, Question
from tests.factories import make_entry
from tests.sharing.doing.raising import ask

pytestmark = pytest.mark.django_db
ASKED = reverse("sharing:questions_asked")
ANSWERED, WAITING = f"{ASKED}?answer=yes", f"{ASKED}?answer=no"


def test_every_question_that_was_answered_is_listed_by_when_it_was_asked(client, ada, cleo):
    question, waiting, earlier = ask(ada), ask(ada, title="Who knows?"), ask(ada, title="Long ago?")
    for one in (question, earlier):
        one.answer_with(by=cleo, text="We did, in May.")
    long_ago = timezone.now() - timedelta(days=200)
    Question.objects.filter(pk=earlier.pk).update(created_at=long_ago)
    client.force_login(cleo)
    address = ANSWERED
    html = client.get(address).text
    assert question.title in html
    assert earlier.title in html
    assert waiting.title not in html
    html = client.get(f"{address}&period=quarter").text
    assert question.title in html
    assert earlier.title not in html


def test_what_nobody_answered_and_all_that_was_asked_are_lists_of_their_own(client, ada, cleo):
    question, waiting = ask(ada), ask(ada, title="Who knows?")
    question.answer_with(by=cleo, text="We did, in May.")
    client.force_login(cleo)
    html = client.get(WAITING).text
    assert "1 question waits for an answer" in html
    assert waiting.title in html
    assert question.title not in html
    html = client.get(ASKED).text
    assert "2 questions were asked" in html
    assert waiting.title in html
    assert question.title in html


def test_where_there_is_none_the_page_says_so(client, cleo):
    client.force_login(cleo)
    for address in (f"{ANSWERED}&period=x", f"{WAITING}&period=quarter", f"{ASKED}?answer=x"):
        assert "No question here" in client.get(address).text


def test_an_answer_out_of_sight_answers_nothing(client, ada, ben, cleo):
    question = ask(ada)
    question.answer_with(by=ben, entry=make_entry(ben, level=Level.AMBER))
    client.force_login(cleo)
    assert question.title not in client.get(ANSWERED).text
    client.force_login(ada)
    assert question.title in client.get(ANSWERED).text
    counted = f"{WAITING}&counted=1"
    assert question.title in client.get(counted).text


def test_a_question_for_some_is_listed_for_them_and_is_in_no_figure(client, ada, ben, cleo):
    question = ask(ada, level=Level.AMBER)
    question.answer_with(by=ben, text="We did, in May.")
    address = ANSWERED
    client.force_login(ben)
    assert question.title in client.get(address).text
    assert question.title not in client.get(f"{address}&counted=1").text
    client.force_login(cleo)
    assert question.title not in client.get(address).text


def test_the_answered_questions_take_the_same_queries_however_many_there_are(
    client, ada, cleo, django_assert_max_num_queries
):
    for number in range(5):
        ask(ada, title=f"Question {number}?").answer_with(by=cleo, text="We did.")
    client.force_login(cleo)
    with django_assert_max_num_queries(8):
        client.get(ANSWERED)


@pytest.mark.parametrize("verb", [Entry.archive, Entry.pull_back])
def test_an_entry_that_is_archived_or_pulled_back_answers_nothing_any_more(
    client, ada, ben, cleo, verb
):
    question, entry = ask(ada), make_entry(cleo, home="energy")
    question.answer_with(by=cleo, entry=entry)
    question.settle(question.answers.get(), by=ada)
    assert not list(wanted_lessons(ben, Period.ALL))
    verb(entry, by=cleo)
    assert list(wanted_lessons(ben, Period.ALL)) == [question]
    insights.refresh()
    assert Figures.objects.first().numbers["questions"] == {"asked": 1, "answered": 0}
    client.force_login(ben)
    assert question.title not in client.get(ANSWERED).text
    assert "No answer yet" in client.get(reverse("sharing:questions")).text
    question.answer_with(by=ben, text="We did, in May.")
    assert not list(wanted_lessons(ben, Period.ALL))


def test_who_was_asked_is_asked_again_once_what_helped_is_archived(client, ada, ben, cleo):
    question, entry = ask(ada), make_entry(cleo, home="energy")
    Asked.objects.create(user=ben, question=question, entry=make_entry(ben))
    question.answer_with(by=cleo, entry=entry)
    question.settle(question.answers.get(), by=ada)
    client.force_login(ben)
    assert "I know this" not in client.get(reverse("sharing:questions")).text
    entry.archive(by=cleo)
    assert "I know this" in client.get(reverse("sharing:questions")).text
    page = client.get(question.get_absolute_url()).text
    assert entry.title in page
    assert "Archived" in page


def test_a_question_that_waits_for_me_is_not_listed_as_just_answered_too(client, ada, ben, cleo):
    question, other = ask(ada), ask(ada, title="And how long did it take?")
    Asked.objects.create(user=ben, question=question, entry=make_entry(ben))
    for one in (question, other):
        one.answer_with(by=cleo, text="We did, in May.")
    client.force_login(ben)
    page = client.get(reverse("sharing:questions")).text
    assert page.count(question.title) == 1
    assert other.title in page.split("Just answered")[1]
