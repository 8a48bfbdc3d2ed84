"""Answers: with an entry, a few words, or an offer to talk."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sharing import search as search_index
from sharing.forms.questions import AnswerForm
from sharing.models import (
    Answer,
    Asked,
    Level,
    Notification,
    Question,
    UnsavedText,
)
from tests.factories import make_entry
from tests.sharing.doing.pages import page_for
from tests.sharing.doing.raising import about_outages, ask, somebody

pytestmark = pytest.mark.django_db


def test_an_answer_reaches_who_asked_and_who_wants_it_too(ada, cleo, dirk):
    question = ask(ada)
    question.want(by=dirk)
    question.answer_with(by=cleo, text="We did, twice.")
    told = Notification.objects.filter(kind="question_answered")
    assert {row.user_id for row in told} == {ada.pk, dirk.pk}


def test_an_answer_by_a_hidden_entry_is_not_there_for_who_may_not_read_it(client, ada, cleo, dirk):
    question = ask(ada)
    entry = make_entry(cleo, home="energy", level=Level.AMBER)
    question.answer_with(by=cleo, entry=entry, text="Look at this one.")
    seen = page_for(client, dirk, question.get_absolute_url())
    unseen = page_for(client, ada, question.get_absolute_url())
    assert entry.title in seen
    assert entry.title not in unseen
    assert "Look at this one" not in unseen
    assert "No answer yet" in unseen
    assert not Notification.objects.filter(user=ada, kind="question_answered").exists()
    wanted = Question.objects.visible_to(ada).unanswered_for(ada)
    assert question in wanted
    assert question not in Question.objects.visible_to(dirk).unanswered_for(dirk)


def test_an_empty_answer_is_refused_and_nothing_typed_is_lost(client, ada, cleo):
    question = ask(ada)
    with pytest.raises(ValidationError):
        question.answer_with(by=cleo)
    client.force_login(cleo)
    answer = client.post(
        question.get_absolute_url(), {"entry_add": "No such thing", "text": "Kept"}
    )
    html = answer.content.decode()
    assert "Kept" in html
    assert "No such thing" in html
    assert not Answer.objects.exists()


def test_an_answer_that_helped_is_said_twice_and_taken_back_once(client, ada, cleo):
    question = ask(ada)
    answer = question.answer_with(by=cleo, text="Yes.")
    client.force_login(ada)
    for pressed, is_it in (("1", True), ("1", True), ("0", False), ("0", False)):
        settle = reverse("sharing:question_settle", args=[question.public_id, answer.pk])
        client.post(settle, {"on": pressed})
        answer.refresh_from_db()
        assert answer.is_it is is_it


def test_who_asks_does_not_answer_and_nobody_else_settles(ada, cleo):
    question = ask(ada)
    with pytest.raises(PermissionDenied):
        question.answer_with(by=ada, text="I know it myself.")
    answer = question.answer_with(by=cleo, text="Twice.")
    with pytest.raises(PermissionDenied):
        question.settle(answer, by=cleo)
    question.settle(answer, by=ada)
    assert question.answers.get().is_it


def test_an_answer_through_the_page_points_to_an_entry_by_words_of_its_title(client, ada, cleo):
    question, entry = ask(ada), about_outages(cleo)
    client.force_login(cleo)
    client.post(question.get_absolute_url(), {"entry_add": "without screens"})
    assert question.answers.get().entry == entry


def test_words_that_only_come_near_a_title_are_asked_about(client, ada, cleo):
    question = ask(cleo, sector="energy")
    entry = make_entry(
        ada, words={"title": "A night on paper", "problem": "The screens went dark."}
    )
    search_index.refresh()
    client.force_login(ada)
    here = question.get_absolute_url()
    html = client.post(here, {"entry_add": "screens dark"}).content.decode()
    assert "Is it one of these?" in html
    assert entry.title in html
    assert Answer.objects.count() == 0
    assert 'name="entry_asked" value="screens dark"' in html
    again = {"entry_add": "screens dark", "entry_asked": "screens dark"}  # as a browser sends it
    assert "Is it one of these?" in client.post(here, again).text
    assert Answer.objects.count() == 0
    client.post(here, again | {"entry": entry.public_id})
    assert Answer.objects.get().entry == entry


@pytest.mark.parametrize(
    "typed", ["a\0b", "; ".join(["qa", "qb"] * 200), "https://elsewhere.example/entries/dark1234/"]
)
def test_what_is_no_title_is_searched_once_at_most_and_refused(
    client, ada, cleo, django_assert_max_num_queries, typed
):
    question = ask(cleo, sector="energy")
    make_entry(ada, words={"title": "A night on paper", "problem": "The screens went dark."})
    search_index.refresh()
    client.force_login(ada)
    with django_assert_max_num_queries(40):
        html = client.post(question.get_absolute_url(), {"entry_add": typed}).text
    assert "We found no entry for" in html


def test_an_entry_that_i_may_not_read_cannot_be_pointed_to(client, ada, cleo):
    question = ask(cleo, sector="energy")
    hidden = make_entry(cleo, home="energy", level=Level.AMBER, words={"title": "Hidden away"})
    client.force_login(ada)
    for typed in ("Hidden away", hidden.public_id):
        html = client.post(question.get_absolute_url(), {"entry_add": typed}).content.decode()
        assert "We found no entry for" in html
    assert not Answer.objects.exists()


def test_only_who_asked_and_the_stewards_withdraw(ada, cleo, eva):
    question = ask(ada)
    with pytest.raises(PermissionDenied):
        question.withdraw(by=cleo)
    question.withdraw(by=eva)
    assert question not in Question.objects.current()


def test_an_answer_out_of_sight_leaves_no_trace_on_the_question(client, ada, cleo, dirk):
    question = ask(cleo, sector="energy", level=Level.CLEAR)
    entry = make_entry(ada, level=Level.AMBER)
    entry.named_people.add(cleo)
    Asked.objects.create(user=dirk, question=question, entry=make_entry(ada))
    answer = question.answer_with(by=ada, entry=entry)

    def seen(user, address):
        client.force_login(user) if user else client.logout()
        page = client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)

    here = question.get_absolute_url()
    asked = [(None, here), (dirk, here), (dirk, "/wanted/")]
    before = [seen(*each) for each in asked]
    question.settle(answer, by=cleo)
    assert [seen(*each) for each in asked] == before
    assert "<b>Answered</b>" in seen(cleo, here)


def test_what_is_no_longer_wanted_is_neither_answered_nor_watched(ada, cleo):
    question = ask(ada)
    question.withdraw(by=ada)
    seen = Question.objects.with_abilities(cleo).get()
    assert (seen.can_answer, seen.can_save) == (False, False)
    with pytest.raises(PermissionDenied):
        question.answer_with(by=cleo, text="We do it each May.")
    with pytest.raises(PermissionDenied):
        question.want(by=cleo)
    question.want(by=cleo, on=False)


def test_an_answer_to_what_was_withdrawn_meanwhile_is_not_lost_and_told_to_nobody(
    client, ada, cleo
):
    question = ask(ada)
    question.withdraw(by=ada)
    client.force_login(cleo)
    answer = client.post(question.get_absolute_url(), {"text": "We do it each May."})
    assert answer.status_code == 409
    assert "no longer wanted" in answer.text
    assert "We do it each May.</textarea>" in answer.text
    assert "<button>Answer</button>" not in answer.text
    assert not question.answers.exists()
    assert not Notification.objects.filter(kind="question_answered").exists()
    assert UnsavedText.objects.of(cleo).get().fields["text"] == ["We do it each May."]
    client.force_login(ada)
    assert client.post(question.get_absolute_url(), {"text": "Me."}).status_code == 403


def test_a_question_that_is_withdrawn_while_its_answer_is_sent_takes_none(
    client, monkeypatch, ada, cleo
):
    question, clean = ask(ada), AnswerForm.clean

    def meanwhile(form):
        Question.objects.get().withdraw(by=ada)
        return clean(form)

    monkeypatch.setattr(AnswerForm, "clean", meanwhile)
    client.force_login(cleo)
    answer = client.post(question.get_absolute_url(), {"text": "We do it each May."})
    assert answer.status_code == 409
    assert "We do it each May.</textarea>" in answer.text


def test_an_answer_for_everyone_asks_no_more_queries_for_more_who_wait(ada, cleo, dirk, eva):
    def queries_of_an_answer(text: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            question.answer_with(by=cleo, text=text)
        return len(queries)

    question = ask(ada)
    question.want(by=dirk)
    few = queries_of_an_answer("We did, twice.")
    for person in (eva, *(somebody("water") for _ in range(3))):
        question.want(by=person)
    assert queries_of_an_answer("And once more.") == few
