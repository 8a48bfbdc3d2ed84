"""An organisation's page leads to all of what it learns and wrote, as far as its reader may know."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from sharing.models import Application, Entry, Level, Step
from tests.factories import make_entry, make_organisation, make_user
from tests.sharing.doing.pages import page, page_for

pytestmark = pytest.mark.django_db


def learns(client, user, organisation, **asked) -> str:
    address = reverse("sharing:organisation_learns", args=[organisation.public_id])
    return page_for(client, user, address, **asked)


def wrote(organisation) -> str:
    return reverse("sharing:organisation_wrote", args=[organisation.public_id])


def test_each_stair_leads_to_the_practices_that_stand_on_it(client, ada, cleo, grid):
    piloted, used = make_entry(ada), make_entry(ada)
    for entry, step in ((piloted, Step.PILOTING), (used, Step.IN_USE)):
        Application.objects.record(entry, by=cleo, step=step)
    html = page_for(client, ada, grid.get_absolute_url())
    all_of_it = reverse("sharing:organisation_learns", args=[grid.public_id])
    assert f'<a href="{all_of_it}">All 2 practices</a>' in html
    assert f'{all_of_it}?step={Step.PILOTING}"><b>1</b>' in html
    html = learns(client, ada, grid, step=Step.PILOTING.value)
    assert piloted.title in html
    assert used.title not in html
    assert "2 practices by others" in learns(client, ada, grid, step="x")


def test_what_it_does_unnamed_is_in_no_list_of_others(client, ada, cleo, grid):
    entry = make_entry(ada)
    Application.objects.record(entry, by=cleo, step=Step.IN_USE, is_unnamed=True)
    assert entry.title not in learns(client, ada, grid)
    assert entry.title in learns(client, cleo, grid)


@pytest.mark.parametrize(("entry", "application"), [("GREEN", "AMBER"), ("AMBER", "GREEN")])
def test_what_it_said_has_the_label_of_the_stricter_level(
    client, ada, cleo, finn, grid, entry, application
):
    said = Application.objects.record(make_entry(ada), by=cleo, step=Step.IN_USE)
    Application.objects.filter(pk=said.pk).update(level=Level[application])
    Entry.objects.filter(pk=said.entry_id).update(level=Level[entry])
    for html in (learns(client, finn, grid), page_for(client, finn, grid.get_absolute_url())):
        assert said.entry.title in html
        assert '<span class="tlp" data-tlp="amber">' in html


def test_what_others_may_not_read_it_learns_from_nothing(client, ada, cleo, grid):
    entry = make_entry(ada)
    Application.objects.record(entry, by=cleo, step=Step.IN_USE)
    type(entry).objects.filter(pk=entry.pk).update(level=Level.RED)
    assert entry.title not in learns(client, User.objects.get(pk=cleo.pk), grid)


def test_all_that_it_wrote_stands_on_a_page_of_its_own_the_most_applied_first(
    client, ada, cleo, hospital
):
    for _number in range(24):
        make_entry(ada)
    applied = make_entry(ada)
    Application.objects.record(applied, by=cleo, step=Step.IN_USE)
    assert f'<a href="{wrote(hospital)}">All 25 entries</a>' in page_for(
        client, cleo, hospital.get_absolute_url()
    )
    html = page_for(client, cleo, wrote(hospital))
    assert html.count('<li class="row') == 20
    assert applied.title in html.partition("</article>")[0]
    assert page_for(client, cleo, wrote(hospital), page=2).count('<li class="row') == 5


def test_visitors_read_what_is_clear_and_nothing_of_who_is_here_besides(
    client, ada, hospital, grid
):
    clear, green = make_entry(ada, level=Level.CLEAR), make_entry(ada)
    html = page(client, wrote(hospital))
    assert clear.title in html
    assert green.title not in html
    assert client.get(wrote(grid)).status_code == 404
    learned = reverse("sharing:organisation_learns", args=[hospital.public_id])
    assert client.get(learned).status_code == 302


@pytest.mark.parametrize("number", [2, 9])
def test_both_lists_ask_as_much_for_many_as_for_few(
    client, ada, cleo, hospital, grid, number, django_assert_num_queries
):
    for _each in range(number):
        Application.objects.record(make_entry(ada), by=cleo, step=Step.IN_USE)
    client.force_login(ada)
    for address, queries in (
        (reverse("sharing:organisation_learns", args=[grid.public_id]), 6),
        (wrote(hospital), 6),
    ):
        with django_assert_num_queries(queries):
            client.get(address)


def test_who_is_asked_first_wrote_what_others_use_and_not_the_most_pages(
    client, ada, ben, cleo, hospital
):
    for _number in range(3):
        make_entry(ben)
    Application.objects.record(make_entry(ada), by=cleo, step=Step.IN_USE)
    people = page_for(client, cleo, hospital.get_absolute_url()).partition("People to ask")[2]
    assert people.index(">Ada<") < people.index(">Ben<")


def test_a_use_that_its_reader_may_not_know_of_moves_nobody(client, ada, ben, cleo, hospital):
    make_entry(ben)
    Application.objects.record(make_entry(ada), by=cleo, step=Step.IN_USE, is_unnamed=True)
    make_entry(ben)
    reader = make_user("rita", make_organisation("Railway", "mobility"))
    people = page_for(client, reader, hospital.get_absolute_url()).partition("People to ask")[2]
    assert people.index(">Ben<") < people.index(">Ada<")
