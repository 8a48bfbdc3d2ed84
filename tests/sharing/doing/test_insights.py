"""Figures: of open things alone, and no unnamed organisation to be found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sharing.insights import count, figures_of, refresh
from sharing.insights.reading import Numbers
from sharing.models import (
    Application,
    ApplicationStep,
    Barrier,
    BarrierKind,
    Entry,
    Figures,
    Level,
    Period,
    Question,
    Result,
    Status,
    Step,
)
from tests.factories import make_entry, make_sector
from tests.sharing.doing.raising import apply, somebody

pytestmark = pytest.mark.django_db


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
    assert found == {"asked": 2, "answered": 1}


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
    assert asked == [4, 4]


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


def test_titles_name_all_who_are_equal_and_none_where_they_are_many(ada, cleo):
    sectors = [make_sector(slug) for slug in ("health", "water", "energy", "finance", "justice")]
    named = [
        Figures(numbers={"crossings": [[one.pk, sectors[2].pk, 2] for one in givers]})
        for givers in (sectors[:2], [s for s in sectors if s != sectors[2]])
    ]
    two, four = (Numbers(figures, sectors).title for figures in named)
    assert two == "Health care and Water give most. Energy takes most."
    assert four == "4 sectors give as much as each other. Energy takes most."


def test_what_older_code_counted_is_not_shown_and_counted_again(ada):
    count(Period.YEAR)
    Figures.objects.update(counted_as=0)
    assert figures_of() is None
    assert refresh() == 3
    assert figures_of() is not None
