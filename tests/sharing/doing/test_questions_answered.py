"""What was asked and answered, in one list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sharing.models import Question
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
    assert "Nothing was answered in this time" in client.get("/wanted/-/answered/?period=x").text


def test_the_answered_questions_take_the_same_queries_however_many_there_are(
    client, ada, cleo, django_assert_max_num_queries
):
    for number in range(5):
        ask(ada, title=f"Question {number}?").answer_with(by=cleo, text="We did.")
    client.force_login(cleo)
    with django_assert_max_num_queries(8):
        client.get(reverse("sharing:questions_answered"))
