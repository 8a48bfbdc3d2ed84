"""Questions: asked at a level, told to who may know by what is open, answered within rights."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from sharing.knowing import route
from sharing.knowing.routing import knowers
from sharing.models import (
    Application,
    Asked,
    EmptySearch,
    Level,
    Notification,
    Question,
    Step,
)
from tests.factories import by_members, make_entry, make_sector, make_theme, make_user
from tests.sharing.doing.pages import page_for
from tests.sharing.doing.raising import about_outages, ask

pytestmark = pytest.mark.django_db


def sees(question, user) -> bool:
    return Question.objects.visible_to(user).filter(pk=question.pk).exists()


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


def test_who_wrote_about_it_in_another_sector_is_told_with_the_reason(client, ada, cleo):
    entry = about_outages(cleo)
    question = ask(ada)
    assert route(question) == 1
    told = Notification.objects.get(user=cleo, kind="question_for_you")
    assert told.question == question
    html = page_for(client, cleo, reverse("sharing:questions"))
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
    assert "You may know this" not in page_for(client, cleo, reverse("sharing:questions"))


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
    EmptySearch.objects.create(text="exit plan", language="en", **by_members(3), last_on=today)
    EmptySearch.objects.create(text="my own secret", language="en", **by_members(2), last_on=today)
    html = page_for(client, ada, reverse("sharing:questions"))
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


def test_nobody_answers_twice_with_the_same_entry(ada, cleo):
    question, entry = ask(ada), about_outages(cleo)
    question.answer_with(by=cleo, entry=entry, text="This one.")
    with pytest.raises(ValidationError, match="already"):
        question.answer_with(by=cleo, entry=entry, text="This one, I said.")
    assert question.answers.count() == 1


@pytest.mark.parametrize("chosen", ["a/b", "", "zzzzzzzzzz"])
def test_nobody_chooses_the_id_of_a_question(client, ada, chosen):
    client.force_login(ada)
    form = {
        "title": "Who rehearsed it?",
        "text": "A night.",
        "home_sector": make_sector("health").pk,
    }
    form |= {"language": "en", "level": int(Level.GREEN), "token": chosen, "public_id": chosen}
    answer = client.post(reverse("sharing:question_new"), form)
    question = Question.objects.get()
    assert answer.status_code == 302
    assert question.public_id != chosen
    assert client.get("/wanted/").status_code == 200


def test_the_page_counts_what_it_lists(client, ada, cleo, dirk):
    """Also a question that I was asked and that has an answer, and a search in vain."""
    entry = about_outages(cleo)
    for title in ("One?", "Two?", "Three?"):
        question = ask(ada, title=title)
    question.answer_with(by=dirk, text="Perhaps.")
    Asked.objects.create(question=question, user=cleo, entry=entry)
    today = timezone.localdate()
    search = EmptySearch.objects.create(
        text="screens", language="en", **by_members(3), last_on=today
    )
    Asked.objects.create(search=search, user=cleo, entry=entry)
    html = page_for(client, cleo, "/wanted/")
    assert "<h1>4 lessons wanted</h1>" in html
    assert html.partition("<aside")[0].count("<h3") == 4


def test_its_form_names_those_who_read_it_at_amber_and_no_others(client, ada):
    html = page_for(client, ada, reverse("sharing:question_new"))
    assert "Members with a role in its home sector, and your organisation." in html
    assert "people you name" not in html


def test_who_asked_it_says_it_in_other_words(client, ada, cleo):
    question = ask(ada, text="Mrs Jansen of the ward objects.")
    address = reverse("sharing:question_reword", args=[question.public_id])
    for person, status in ((cleo, 403), (ada, 200)):
        client.force_login(person)
        assert client.get(address).status_code == status
    client.post(address, {"title": "Who knows?", "text": "Somebody objects."})
    assert "Somebody objects." in client.get(question.get_absolute_url()).content.decode()


def test_an_entry_about_a_chosen_theme_is_asked_about_first(ada, cleo, dirk):
    alarms, night = about_outages(cleo), about_outages(dirk)
    night.themes.add(theme := make_theme("alarms"))
    asked = {}
    for name, themes in (("none", ()), ("chosen", (theme,))):
        question = ask(ada, title=f"Who rehearsed a night without screens ({name})?", themes=themes)
        asked[name] = [one.entry_id for one in knowers(question)]
    assert set(asked["none"]) == {alarms.pk, night.pk}
    assert asked["chosen"][0] == night.pk


def test_entries_that_nobody_reads_move_nobody_who_is_asked(ada, cleo, dirk):
    near, theme = about_outages(cleo), make_theme("alarms")
    question = ask(ada, themes=(theme,))
    before = [one.entry_id for one in knowers(question)]
    hidden = make_entry(dirk, home="energy", level=Level.RED)
    hidden.themes.add(theme)
    assert [one.entry_id for one in knowers(question)] == before == [near.pk]
