"""What was asked and answered, in one list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sharing.models import Level, Question
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
