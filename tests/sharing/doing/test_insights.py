"""Figures: the same for every member, of open things alone, no unnamed organisation to be found."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from sharing.insights import TABLES, count, figures_of, refresh
from sharing.insights.reading import Numbers
from sharing.models import (
    Application,
    ApplicationStep,
    Barrier,
    BarrierKind,
    EmptySearch,
    Entry,
    Figures,
    Level,
    Period,
    Question,
    Result,
    Status,
    Step,
)
from tests.factories import make_entry, make_organisation, make_sector, make_user
from tests.sharing.doing.raising import ask

pytestmark = pytest.mark.django_db
NUMBERS = iter(range(1000))


def somebody(sector: str) -> User:
    number = next(NUMBERS)
    user = make_user(f"p{number}", make_organisation(f"{sector} {number}", sector))
    return User.objects.get(pk=user.pk)


def apply(entry, sector="energy", step=Step.IN_USE, **said) -> Application:
    return Application.objects.record(entry, by=somebody(sector), step=step, **said)


def cells(period=Period.YEAR) -> dict[tuple[str, str], int]:
    count(period)
    return {(f.giver.slug, f.taker.slug): f.number for f in figures_of(period).flows()}


def test_a_crossing_counts_once_from_home_sector_to_home_sector(ada):
    entry = make_entry(ada)
    apply(entry)
    apply(entry, "water", Step.PILOTING)
    apply(entry, "health")
    apply(entry, "mobility", Step.CONSIDERING)
    assert cells() == {("health", "energy"): 1, ("health", "water"): 1}


@pytest.mark.parametrize("level", [Level.AMBER, Level.STRICT, Level.RED])
def test_what_is_not_open_moves_no_figure(ada, level):
    apply(make_entry(ada))
    before = count(Period.YEAR).numbers
    entry = make_entry(ada)
    application = apply(entry)
    Question.objects.ask(
        by=ada, title="?", text="?", home_sector=make_sector("health"), level=Level.AMBER
    )
    Entry.objects.filter(pk=entry.pk).update(level=level)
    Application.objects.filter(pk=application.pk).update(level=level)
    after = count(Period.YEAR).numbers
    assert {k: v for k, v in after.items() if k not in ("since", "until")} == {
        k: v for k, v in before.items() if k not in ("since", "until")
    }


def test_an_application_that_was_written_at_a_stricter_level_does_not_count(ada):
    application = apply(make_entry(ada))
    Application.objects.filter(pk=application.pk).update(level=Level.AMBER)
    assert cells() == {}


def test_an_entry_that_is_no_longer_published_does_not_count(ada):
    entry = make_entry(ada)
    apply(entry)
    Entry.objects.filter(pk=entry.pk).update(status=Status.ARCHIVED)
    assert cells() == {}


def test_unnamed_organisations_count_from_three_in_a_field(ada):
    entries = [make_entry(ada) for _number in range(3)]
    for entry in entries[:2]:
        apply(entry, is_unnamed=True)
    apply(entries[0])
    assert cells() == {("health", "energy"): 1}
    apply(entries[2], is_unnamed=True)
    assert cells() == {("health", "energy"): 4}


def test_one_unnamed_organisation_with_three_entries_is_still_one(ada):
    person = somebody("energy")
    for _number in range(3):
        Application.objects.record(make_entry(ada), by=person, step=Step.IN_USE, is_unnamed=True)
    assert cells() == {}


def test_no_period_less_another_tells_of_fewer_than_three_unnamed(ada):
    entry = make_entry(ada)
    for _number in range(3):
        apply(entry, is_unnamed=True)
    assert cells(Period.ALL) == cells(Period.YEAR) == {("health", "energy"): 3}
    older = apply(entry, is_unnamed=True)
    long_ago = timezone.now() - timedelta(days=500)
    ApplicationStep.objects.filter(application=older).update(at=long_ago)
    Application.objects.filter(pk=older.pk).update(created_at=long_ago)
    assert cells(Period.ALL) == cells(Period.YEAR) == {("health", "energy"): 3}
    whole, year = count(Period.ALL).numbers, count(Period.YEAR).numbers
    assert whole["stairs"] == year["stairs"] == [3, 3, 3, 0]
    assert year["crossings_before"] == []


def test_a_crossing_belongs_to_the_period_in_which_it_began(ada):
    application = apply(make_entry(ada))
    long_ago = timezone.now() - timedelta(days=500)
    ApplicationStep.objects.filter(application=application).update(at=long_ago)
    assert cells(Period.YEAR) == {}
    assert cells(Period.ALL) == {("health", "energy"): 1}
    assert count(Period.YEAR).numbers["crossings_before"]


def test_the_stairs_count_who_came_further_on_each_stair_before(ada):
    entry = make_entry(ada)
    apply(entry, step=Step.CONSIDERING)
    apply(entry, step=Step.PILOTING)
    person = somebody("water")
    Application.objects.record(entry, by=person, step=Step.SCALED)
    Application.objects.record(entry, by=person, step=Step.STOPPED, reason="No money.")
    assert count(Period.YEAR).numbers["stairs"] == [3, 2, 1, 1]


def test_why_organisations_stopped_counts_each_once(ada):
    entry = make_entry(ada)
    met = somebody("water")
    Barrier.objects.report(
        by=met, title="b", text="b", kind=BarrierKind.LEGAL, party="government", entry=entry
    )
    Application.objects.record(
        entry, by=met, step=Step.STOPPED, reason="A law.", result=Result.FAILED
    )
    apply(entry, step=Step.STOPPED, reason="Broken.", result=Result.FAILED)
    apply(entry, step=Step.STOPPED, reason="Else.")
    found = count(Period.YEAR).numbers["stopped"]
    assert found == {"barrier": 1, "failed": 1, "otherwise": 0, "unsaid": 1}


def test_a_question_is_answered_when_everyone_can_read_an_answer(ada, cleo):
    questions = [
        Question.objects.ask(by=ada, title="?", text="?", home_sector=make_sector("health"))
        for _number in range(2)
    ]
    questions[0].answer_with(by=cleo, text="Yes.")
    hidden = make_entry(cleo, home="energy", level=Level.AMBER)
    questions[1].answer_with(by=cleo, entry=hidden)
    found = count(Period.YEAR).numbers["questions"]
    assert found == {"asked": 2, "answered": 1, "waiting": 1}


# The pages


def test_titles_say_what_the_numbers_say(client, ada):
    entry = make_entry(ada)
    apply(entry)
    apply(entry)
    count(Period.YEAR)
    client.force_login(ada)
    html = client.get(reverse("sharing:insights")).content.decode()
    assert "<h1>Health care gives most. Energy takes most.</h1>" in html
    assert "100 of 100 practices that somebody looks at come into use" in html
    assert "/insights/crossings/health/energy/" in html


def test_every_member_gets_the_same_page(client, ada, cleo, gus):
    apply(make_entry(ada))
    make_entry(ada, level=Level.AMBER)
    count(Period.YEAR)
    pages = []
    for user in (ada, cleo, gus):
        client.force_login(user)
        html = client.get(reverse("sharing:insights")).content.decode()
        pages.append(html.partition("<main")[2].partition("</main>")[0])
    assert pages[0] == pages[1] == pages[2]


@pytest.mark.parametrize("name", ["insights", "insights_method"])
def test_visitors_and_strangers_get_no_figures(client, name):
    address = reverse(f"sharing:{name}")
    assert client.get(address).status_code == 302
    stranger = make_user("nobody")
    User.objects.filter(pk=stranger.pk).update(admitted_at=None)
    client.force_login(User.objects.get(pk=stranger.pk))
    assert client.get(address).status_code in (302, 403)


def test_before_anything_is_counted_the_page_says_so(client, ada):
    client.force_login(ada)
    assert "Not counted yet" in client.get(reverse("sharing:insights")).content.decode()


@pytest.mark.parametrize("name", TABLES)
def test_each_figure_is_a_file_that_tells_its_level(client, ada, name):
    apply(make_entry(ada))
    EmptySearch.objects.create(text="night shift", language="en", count=3, last_on=date.today())
    ask(ada)
    count(Period.YEAR)
    client.force_login(ada)
    answer = client.get(reverse("sharing:insights_file", args=[name]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "TLP:GREEN"
    assert len(rows) > 2
    assert len(rows[1]) == len(rows[2])
    assert "attachment" in answer["Content-Disposition"]


def test_no_file_holds_a_question_that_not_everybody_reads(client, ada, cleo):
    ask(ada, title="Who else has such pumps?", level=Level.AMBER)
    ask(ada, title="Who lets nurses sleep?")
    count(Period.YEAR)
    for reader in (ada, cleo):
        client.force_login(reader)
        file = client.get(reverse("sharing:insights_file", args=["wanted"])).content.decode()
        assert "nurses" in file
        assert file.splitlines()[0].endswith(f"TLP:GREEN,{timezone.localdate().isoformat()}")
        assert "pumps" not in file


def test_the_list_behind_a_number_names_nobody_who_stays_unnamed(client, ada, cleo):
    entry = make_entry(ada)
    named = apply(entry)
    unnamed = apply(entry, is_unnamed=True)
    client.force_login(cleo)
    html = client.get(
        reverse("sharing:insights_crossing", args=["health", "energy"])
    ).content.decode()
    assert named.organisation.name in html
    assert unnamed.organisation.name not in html


def test_the_list_behind_a_number_holds_what_began_in_its_period(client, ada, cleo):
    application = apply(make_entry(ada))
    before = timezone.now() - timedelta(days=500)
    ApplicationStep.objects.filter(application=application).update(at=before)
    for period in Period:
        count(period)
    client.force_login(cleo)
    address = reverse("sharing:insights_crossing", args=["health", "energy"])
    for period, is_there in (("year", False), ("all", True)):
        html = client.get(address, {"period": period}).content.decode()
        assert (application.organisation.name in html) is is_there


def test_the_page_counts_nothing(client, ada, django_assert_max_num_queries):
    for _number in range(5):
        apply(make_entry(ada))
    count(Period.YEAR)
    client.force_login(ada)
    with django_assert_max_num_queries(11):
        client.get(reverse("sharing:insights"))


def test_the_sweep_counts_again_what_is_old(ada):
    assert refresh() == 3
    assert refresh() == 0
    Figures.objects.update(computed_at=timezone.now() - timedelta(hours=2))
    assert refresh() == 3


def test_the_sweep_goes_through_the_applications_once_for_all_periods(ada):
    apply(make_entry(ada))
    with CaptureQueriesContext(connection) as one:
        count(Period.YEAR)
    apart = [count(period).numbers["crossings"] for period in Period]
    Figures.objects.all().delete()
    with CaptureQueriesContext(connection) as all_three:
        refresh()
    assert [Figures.objects.get(period=period).numbers["crossings"] for period in Period] == apart
    through = 'FROM "sharing_application" '
    asked = [sum(through in query["sql"] for query in ran) for ran in (one, all_three)]
    assert asked == [3, 3]


def test_counting_asks_as_much_for_many_as_for_few(ada, django_assert_num_queries):
    apply(make_entry(ada))
    count(Period.YEAR)
    with CaptureQueriesContext(connection) as few:
        count(Period.YEAR)
    for _number in range(8):
        apply(make_entry(ada), "water")
    with django_assert_num_queries(len(few)):
        count(Period.YEAR)


def test_counting_reads_no_member(ada):
    apply(make_entry(ada))
    with CaptureQueriesContext(connection) as asked:
        count(Period.YEAR)
    assert not [q for q in asked.captured_queries if "accounts_user" in q["sql"]]


@pytest.mark.parametrize("kind", BarrierKind)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_each_kind_of_barrier_has_a_sentence_of_its_own(kind, language):
    with translation.override(language):
        said = Numbers(Figures(numbers={"barriers": {kind.value: {"open": 1}}}), []).barriers_title
    assert said.endswith("in the way most" if language == "en" else "het vaakst in de weg")
