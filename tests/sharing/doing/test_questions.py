"""Questions: asked at a level, told to who may know by what is open, answered within rights."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from sharing import search
from sharing import search as search_index
from sharing.knowing import route
from sharing.models import (
    Answer,
    Application,
    Asked,
    EmptySearch,
    Level,
    Notification,
    Question,
    Step,
)
from tests.factories import make_entry, make_sector, make_user
from tests.sharing.doing.raising import ask

pytestmark = pytest.mark.django_db


def sees(question, user) -> bool:
    return Question.objects.visible_to(user).filter(pk=question.pk).exists()


def page(client, user, address, status=200, **data) -> str:
    client.force_login(user)
    answer = client.get(address, data)
    assert answer.status_code == status
    return answer.content.decode()


# Who sees it


def test_a_question_is_shown_to_members_by_default(ada, cleo, visitor):
    question = ask(ada)
    assert sees(question, cleo)
    assert not sees(question, visitor)


def test_a_clear_question_is_shown_to_visitors_without_people_and_answers(client, ada, cleo):
    question = ask(ada, level=Level.CLEAR)
    question.answer_with(by=cleo, text="Yes, each winter.")
    html = client.get(question.get_absolute_url()).content.decode()
    assert question.title in html
    assert "Ada" not in html
    assert "each winter" not in html
    assert "answer so far" not in html


def test_an_amber_question_is_shown_in_its_sector_its_organisation_and_to_who_asked(
    ada, ben, cleo, finn, gus, hospital
):
    question = ask(ada, level=Level.AMBER)
    colleague = make_user("hal", hospital)
    assert all(sees(question, one) for one in (ada, ben, finn, colleague, gus))
    assert not sees(question, cleo)


@pytest.mark.parametrize("level", [Level.STRICT, Level.RED])
def test_no_question_is_stricter_than_amber(ada, level):
    with pytest.raises(ValidationError):
        ask(ada, level=level)


def test_a_question_from_an_entry_is_at_least_as_strict(ada):
    entry = make_entry(ada, level=Level.AMBER)
    with pytest.raises(ValidationError):
        ask(ada, entry=entry, level=Level.GREEN)
    with pytest.raises(ValidationError):
        ask(ada, entry=entry, level=Level.AMBER, sector="energy")
    assert ask(ada, entry=entry, level=Level.AMBER).entry == entry


def test_nothing_is_asked_from_a_strict_entry(ada):
    with pytest.raises(ValidationError):
        ask(ada, entry=make_entry(ada, level=Level.STRICT), level=Level.AMBER)


def test_visitors_ask_nothing(visitor, db):
    with pytest.raises(PermissionDenied):
        ask(visitor)


def test_sending_the_form_twice_asks_once(ada):
    assert ask(ada, public_id="abcdefghij") == ask(ada, public_id="abcdefghij")


# Who is told


def about_outages(writer, **fields):
    entry = make_entry(
        writer,
        home="energy",
        words={
            "title": "Rehearse a night without screens",
            "problem": "An outage of screens on a night shift was never rehearsed.",
        },
        **fields,
    )
    search.refresh()
    return entry


def test_who_wrote_about_it_in_another_sector_is_told_with_the_reason(client, ada, cleo):
    entry = about_outages(cleo)
    question = ask(ada)
    assert route(question) == 1
    told = Notification.objects.get(user=cleo, kind="question_for_you")
    assert told.question == question
    html = page(client, cleo, reverse("sharing:questions"))
    assert "You may know this" in html
    assert f"You wrote <b>{entry.title}</b>." in html
    assert [s.slug for s in question.asked_sectors.all()] == ["energy"]


def test_who_applied_it_is_told_unless_their_organisation_stays_unnamed(ada, cleo):
    entry = about_outages(cleo)
    water = make_user("wim", None)
    rail = make_user("ria", None)
    from tests.factories import make_organisation

    User.objects.filter(pk=water.pk).update(organisation=make_organisation("Water board", "water"))
    User.objects.filter(pk=rail.pk).update(organisation=make_organisation("Railway", "mobility"))
    water, rail = User.objects.get(pk=water.pk), User.objects.get(pk=rail.pk)
    Application.objects.record(entry, by=water, step=Step.IN_USE)
    Application.objects.record(entry, by=rail, step=Step.IN_USE, is_unnamed=True)
    route(ask(ada))
    asked = set(Asked.objects.values_list("user", "is_applied"))
    assert (water.pk, True) in asked
    assert rail.pk not in {user for user, _applied in asked}


def test_what_is_not_open_to_the_community_routes_nothing(ada, cleo):
    about_outages(cleo, level=Level.AMBER)
    assert route(ask(ada)) == 0
    assert not Asked.objects.exists()


def test_an_amber_question_is_told_to_nobody_who_may_not_see_it(ada, cleo):
    about_outages(cleo)
    assert route(ask(ada, level=Level.AMBER)) == 0


def test_a_question_is_routed_once(ada, cleo):
    about_outages(cleo)
    question = ask(ada)
    route(question)
    assert route(question) == 0
    assert Notification.objects.filter(user=cleo, kind="question_for_you").count() == 1


def test_at_most_twelve_people_are_told(ada, grid):
    for number in range(15):
        about_outages(make_user(f"w{number}", grid, energy=Role.CONTRIBUTOR))
    assert route(ask(ada)) <= 12


def test_not_me_takes_it_off_my_list(client, ada, cleo):
    about_outages(cleo)
    question = ask(ada)
    route(question)
    client.force_login(cleo)
    client.post(reverse("sharing:question_not_me", args=[question.public_id]))
    assert "You may know this" not in page(client, cleo, reverse("sharing:questions"))


# Answers


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
    seen = page(client, dirk, question.get_absolute_url())
    unseen = page(client, ada, question.get_absolute_url())
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


def test_who_asks_does_not_answer_and_nobody_else_settles(ada, cleo):
    question = ask(ada)
    with pytest.raises(PermissionDenied):
        question.answer_with(by=ada, text="I know it myself.")
    answer = question.answer_with(by=cleo, text="Twice.")
    with pytest.raises(PermissionDenied):
        question.settle(answer, by=cleo)
    question.settle(answer, by=ada)
    question.refresh_from_db()
    assert question.settled_at


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
    client.post(here, again | {"entry": entry.pk})
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


# Pages


def test_asking_through_the_page_routes_and_thanks(client, ada, cleo):
    about_outages(cleo)
    client.force_login(ada)
    health = make_sector("health")
    answer = client.post(
        reverse("sharing:question_new"),
        {"title": "Who rehearsed a night without screens?", "text": "For our ward.",
         "home_sector": health.pk, "language": "en", "level": Level.GREEN},
        follow=True,
    )  # fmt: skip
    assert "We asked 1 member who may know." in answer.content.decode()


def test_an_error_stands_beside_its_field_and_keeps_what_was_typed(client, ada):
    client.force_login(ada)
    answer = client.post(reverse("sharing:question_new"), {"title": "x" * 150, "text": "Kept"})
    html = answer.content.decode()
    assert "Make this 10 characters shorter." in html
    assert "Kept" in html


def test_searches_that_found_nothing_three_times_are_wanted_lessons(client, ada):
    today = timezone.localdate()
    EmptySearch.objects.create(text="exit plan", language="en", count=3, last_on=today)
    EmptySearch.objects.create(text="my own secret", language="en", count=2, last_on=today)
    html = page(client, ada, reverse("sharing:questions"))
    assert "exit plan" in html
    assert "my own secret" not in html


def test_the_wanted_page_asks_as_much_for_one_as_for_twelve(
    client, ada, cleo, django_assert_max_num_queries
):
    about_outages(cleo)
    for number in range(12):
        route(ask(ada, title=f"Who rehearsed a night without screens, part {number}?"))
    client.force_login(cleo)
    with django_assert_max_num_queries(14):
        client.get(reverse("sharing:questions"))


def test_a_question_page_asks_as_much_for_many_answers(
    client, ada, cleo, dirk, django_assert_max_num_queries
):
    question = ask(ada)
    for number in range(8):
        question.answer_with(
            by=cleo, text=f"Answer {number}.", entry=make_entry(cleo, home="energy")
        )
    client.force_login(dirk)
    with django_assert_max_num_queries(16):
        client.get(question.get_absolute_url())
