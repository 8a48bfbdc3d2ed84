"""What was asked and answered, in one list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sharing import insights
from sharing.insights import wanted_lessons
from sharing.models import Asked, Entry, Figures, Level, Question
from tests.factories import make_entry
from tests.sharing.doing.raising import ask

pytestmark = pytest.mark.django_db


def test_every_question_that_was_answered_is_listed_by_when_it_was_asked(client, ada, cleo):
    question, waiting, earlier = ask(ada), ask(ada, title="Who knows?"), ask(ada, title="Long ago?")
    for one in (question, earlier):
        one.answer_with(by=cleo, text="We did, in May.")
    long_ago = timezone.now() - timedelta(days=200)
    Question.objects.filter(pk=earlier.pk).update(created_at=long_ago)
    client.force_login(cleo)
    address = reverse("sharing:questions_answered")
    html = client.get(address).text
    assert question.title in html
    assert earlier.title in html
    assert waiting.title not in html
    html = client.get(address, {"period": "quarter"}).text
    assert question.title in html
    assert earlier.title not in html


def test_where_nothing_was_answered_the_page_says_so(client, cleo):
    client.force_login(cleo)
    html = client.get("/wanted/-/answered/?period=x").text
    assert "No question was answered yet" in html
    assert "Choose a longer time" not in html
    html = client.get("/wanted/-/answered/?period=quarter").text
    assert "Nothing that was asked in this time was answered" in html


def test_an_answer_out_of_sight_answers_nothing(client, ada, ben, cleo):
    question = ask(ada)
    question.answer_with(by=ben, entry=make_entry(ben, level=Level.AMBER))
    client.force_login(cleo)
    assert question.title not in client.get(reverse("sharing:questions_answered")).text
    client.force_login(ada)
    assert question.title in client.get(reverse("sharing:questions_answered")).text


def test_a_question_for_some_is_listed_for_them_and_is_in_no_figure(client, ada, ben, cleo):
    question = ask(ada, level=Level.AMBER)
    question.answer_with(by=ben, text="We did, in May.")
    address = reverse("sharing:questions_answered")
    client.force_login(ben)
    assert question.title in client.get(address).text
    assert question.title not in client.get(address, {"counted": "1"}).text
    client.force_login(cleo)
    assert question.title not in client.get(address).text


def test_the_answered_questions_take_the_same_queries_however_many_there_are(
    client, ada, cleo, django_assert_max_num_queries
):
    for number in range(5):
        ask(ada, title=f"Question {number}?").answer_with(by=cleo, text="We did.")
    client.force_login(cleo)
    with django_assert_max_num_queries(8):
        client.get(reverse("sharing:questions_answered"))


@pytest.mark.parametrize("verb", [Entry.archive, Entry.pull_back])
def test_an_entry_that_is_archived_or_pulled_back_answers_nothing_any_more(
    client, ada, ben, cleo, verb
):
    question, entry = ask(ada), make_entry(cleo, home="energy")
    question.answer_with(by=cleo, entry=entry)
    question.settle(question.answers.get(), by=ada)
    assert not wanted_lessons(ben).exists()
    verb(entry, by=cleo)
    assert wanted_lessons(ben).get() == question
    insights.refresh()
    assert Figures.objects.first().numbers["questions"] == {"asked": 1, "answered": 0}
    client.force_login(ben)
    assert question.title not in client.get(reverse("sharing:questions_answered")).text
    assert "No answer yet" in client.get(reverse("sharing:questions")).text
    question.answer_with(by=ben, text="We did, in May.")
    assert not wanted_lessons(ben).exists()


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
