"""Sectors, themes and organisations: what each reader may know of them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from sharing.insights import count
from sharing.models import Answer, Application, Level, Period, Question, Step, Theme
from tests.factories import make_entry, make_organisation, make_sector, make_theme, make_user
from tests.sharing.doing.raising import apply, ask, report

pytestmark = pytest.mark.django_db


def seen(client, user, address, status=200) -> str:
    if user is not None:
        client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def of_sector(slug="health"):
    return reverse("sharing:sector_detail", args=[slug])


def test_a_visitor_sees_only_what_is_clear_and_no_people(client, ada, eva, cleo):
    green = make_entry(ada)
    clear = make_entry(ada, level=Level.CLEAR)
    Application.objects.record(clear, by=cleo, step=Step.IN_USE)
    html = seen(client, None, of_sector())
    assert clear.title in html
    assert green.title not in html
    assert "Eva" not in html
    assert "in use at" not in html
    assert "<b>1</b> lesson or practice" in html


def test_a_member_sees_the_stewards_and_what_most_apply_first(client, ada, eva, cleo):
    make_entry(ada)
    applied = make_entry(ada)
    make_entry(ada)
    Application.objects.record(applied, by=cleo, step=Step.IN_USE)
    html = seen(client, cleo, of_sector())
    assert "Eva" in html
    first = html.partition("Most applied")[2].partition("</article>")[0]
    assert applied.title in first
    assert "Piloted or in use at 1 organisation" in first


def test_what_i_may_not_read_is_in_no_number(client, ada, cleo):
    make_entry(ada)
    hidden = make_entry(ada, level=Level.AMBER)
    html = seen(client, cleo, of_sector())
    assert "<b>1</b> lesson or practice" in html
    assert hidden.title not in html
    assert "<b>2</b> lessons and practices" in seen(client, ada, of_sector())


def test_following_a_sector_and_a_theme(client, ada):
    theme = make_theme("open-data")
    client.force_login(ada)
    make_entry(ada)
    client.post(reverse("sharing:sector_follow", args=["health"]), {"on": "1"})
    client.post(reverse("sharing:theme_follow", args=[theme.slug]), {"on": "1"})
    assert [s.slug for s in ada.followed_sectors.all()] == ["health"]
    assert "You follow this" in seen(client, ada, theme.get_absolute_url())
    client.post(reverse("sharing:sector_follow", args=["health"]))
    assert not ada.followed_sectors.exists()


def test_a_theme_names_the_sectors_that_write_about_it(client, ada, cleo):
    theme = make_theme("open-data")
    for writer, home in ((ada, "health"), (cleo, "energy")):
        make_entry(writer, home=home).themes.add(theme)
    hidden = make_entry(ada, level=Level.AMBER)
    hidden.themes.add(theme)
    html = seen(client, cleo, Theme.objects.get(pk=theme.pk).get_absolute_url())
    assert "2 sectors write about it" in html
    assert hidden.title not in html


def test_an_organisation_shows_where_it_stands_and_whom_to_ask(client, ada, cleo, dirk, grid):
    entry = make_entry(ada)
    Application.objects.record(entry, by=cleo, step=Step.PILOTING, came_of_it="Quiet nights.")
    html = seen(client, ada, grid.get_absolute_url())
    assert entry.title in html
    assert "Quiet nights." in html
    assert "Cleo" in html
    assert "@example.org" not in html


def test_an_organisation_that_stays_unnamed_is_not_named_by_its_own_page(client, ada, cleo, grid):
    entry = make_entry(ada)
    Application.objects.record(entry, by=cleo, step=Step.PILOTING, is_unnamed=True)
    assert entry.title not in seen(client, ada, grid.get_absolute_url())
    assert entry.title in seen(client, cleo, grid.get_absolute_url())


def test_visitors_find_an_organisation_only_by_what_it_shares_with_everyone(client, ada, hospital):
    make_entry(ada)
    seen(client, None, hospital.get_absolute_url(), status=404)
    clear = make_entry(ada, level=Level.CLEAR)
    html = seen(client, None, hospital.get_absolute_url())
    assert clear.title in html
    assert "Ada" not in html
    assert "People to ask" not in html


@pytest.mark.parametrize("number", [1, 12])
def test_places_ask_as_much_for_many_as_for_one(
    client, ada, cleo, hospital, number, django_assert_max_num_queries
):
    theme = make_theme("open-data")
    for each in range(number):
        entry = make_entry(ada)
        entry.themes.add(theme)
        member = make_user(f"m{each}", make_organisation(f"Organisation {each}", "water"))
        Application.objects.record(entry, by=User.objects.get(pk=member.pk), step=Step.IN_USE)
    client.force_login(cleo)
    for address in (of_sector(), theme.get_absolute_url(), hospital.get_absolute_url()):
        with django_assert_max_num_queries(18):
            client.get(address)


def test_an_organisation_shows_what_it_asks_and_meets_and_who_its_stewards_are(
    client, ada, eva, cleo, hospital
):
    asked = Question.objects.ask(
        by=ada, title="Who counts beds?", text="We lose track.", home_sector=make_sector("health")
    )
    barrier = report(ada, title="No rule for beds")
    html = seen(client, cleo, hospital.get_absolute_url())
    for shown in (asked.title, barrier.title, "Stewards of Health care", eva.name):
        assert shown in html


def test_an_answered_question_is_not_wanted_in_its_sector(client, ada, cleo):
    health = make_sector("health")
    titles = ("Who counts beds?", "Who counts pumps?")
    first, second = (
        Question.objects.ask(by=ada, title=title, text="We lose track.", home_sector=health)
        for title in titles
    )
    Answer.objects.create(question=first, by=cleo, text="We do.", level=first.level)
    html = seen(client, cleo, of_sector())
    assert second.title in html
    assert first.title not in html


def test_a_theme_tells_what_crossed_by_name_and_whose_stewards_to_ask(client, ada, cleo, eva):
    entry, other = make_entry(ada), make_entry(ada)
    entry.themes.add(theme := make_theme("alarms"))
    named = apply(entry)
    apply(entry, is_unnamed=True)
    apply(other)
    count(Period.YEAR)
    page = seen(client, cleo, theme.get_absolute_url())
    assert "Who learns from whom about it" in page
    assert '1<span class="quiet"> crossing</span>' in page
    assert eva.shown_name in page
    behind = "/insights/crossings/health/energy/?period=year&amp;theme=alarms"
    assert behind in page
    listed = seen(client, cleo, behind.replace("&amp;", "&"))
    assert listed.count(named.organisation.name) == 1


def test_the_rest_of_its_questions_and_barriers_stand_in_lists_of_the_sector(client, ada, cleo):
    here, elsewhere = ask(ada, title="Who knows?"), ask(cleo, title="Who not?", sector="energy")
    report(ada, title="No law")
    html = seen(client, ada, of_sector())
    questions, barriers = (
        "/wanted/-/asked/?answer=no&amp;sector=health",
        "/barriers/?state=waiting&amp;sector=health",
    )
    assert f'<a href="{questions}">All of them</a>' in html
    assert f'<a href="{barriers}">All of them</a>' in html
    html = seen(client, ada, questions.replace("&amp;", "&"))
    assert here.title in html
    assert elsewhere.title not in html
    assert "Only questions about Health care." in html
    assert "No law" in seen(client, ada, barriers.replace("&amp;", "&"))


def test_the_rest_of_the_questions_about_a_theme_stand_in_a_list(client, ada):
    theme = make_theme("alarms")
    here, elsewhere = ask(ada, title="Who knows?", themes=[theme]), ask(ada, title="Who not?")
    questions = "/wanted/-/asked/?answer=no&amp;theme=alarms"
    assert questions in seen(client, ada, theme.get_absolute_url())
    html = seen(client, ada, questions.replace("&amp;", "&"))
    assert here.title in html
    assert elsewhere.title not in html


def test_where_nothing_is_asked_and_nothing_in_the_way_members_are_asked_for_it(client, ada):
    make_entry(ada, level=Level.CLEAR)
    html = seen(client, ada, of_sector())
    assert "No question waits here for an answer." in html
    assert "No barrier stands in the way here." in html
    client.logout()
    assert "No question waits here" not in seen(client, None, of_sector())


def test_what_a_sector_gives_and_takes_leads_to_the_list_of_it(client, ada, cleo):
    apply(make_entry(ada))
    count(Period.YEAR)
    gives = reverse("sharing:insights_gives", args=["health"])
    takes = reverse("sharing:insights_takes", args=["energy"])
    assert f'<a href="{gives}">1 in twelve months</a>' in seen(client, cleo, of_sector())
    assert f'<a href="{takes}">1 in twelve months</a>' in seen(client, cleo, of_sector("energy"))
    for address in (gives, takes):
        assert seen(client, cleo, address).count('<li class="row') == 1
