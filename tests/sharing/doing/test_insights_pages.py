"""The pages and files of Insights: the same for every member, and no words that somebody may not read."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from sharing.insights import TABLES, count
from sharing.insights.count import searches
from sharing.insights.reading import Numbers
from sharing.models import (
    ApplicationStep,
    BarrierKind,
    EmptySearch,
    Entry,
    Figures,
    Level,
    Period,
    Step,
)
from tests.factories import by_members, make_entry, make_user
from tests.links_of_insights import main_of
from tests.sharing.doing.raising import apply, ask, report

pytestmark = pytest.mark.django_db


def test_titles_say_what_the_numbers_say(client, ada):
    entry = make_entry(ada)
    apply(entry)
    apply(entry)
    count(Period.YEAR)
    client.force_login(ada)
    html = client.get(reverse("sharing:insights")).content.decode()
    assert "<h1>Health care gives most. Energy takes most.</h1>" in html
    assert "it comes into use 100 times" in html
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


def test_nothing_lies_beyond_the_last_stair(client, ada):
    count(Period.YEAR)
    client.force_login(ada)
    for stair, is_last in ((Step.IN_USE, False), (Step.SCALED, True)):
        html = client.get(reverse("sharing:insights_stair", args=[int(stair)])).content.decode()
        assert ("or further" not in html) == is_last


def test_before_anything_is_counted_the_page_says_so(client, ada):
    client.force_login(ada)
    assert "Not counted yet" in client.get(reverse("sharing:insights")).content.decode()


@pytest.mark.parametrize("name", TABLES)
def test_each_figure_is_a_file_that_tells_its_level(client, ada, name):
    apply(make_entry(ada))
    EmptySearch.objects.create(
        text="night shift", language="en", **by_members(3), last_on=date.today()
    )
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
        assert file.splitlines()[0].endswith(timezone.localdate().isoformat())
        assert "pumps" not in file


def test_the_list_behind_a_number_names_nobody_who_stays_unnamed(client, ada, cleo):
    entry = make_entry(ada)
    named = apply(entry)
    unnamed = apply(entry, is_unnamed=True)
    count(Period.YEAR)
    client.force_login(cleo)
    html = client.get(
        reverse("sharing:insights_crossing", args=["health", "energy"])
    ).content.decode()
    assert named.organisation.name in html
    assert unnamed.organisation.name not in html


@pytest.mark.parametrize(("unnamed", "said"), [(2, False), (3, True)])
def test_the_list_says_the_figure_where_it_counts_who_stays_unnamed(
    client, ada, cleo, unnamed, said
):
    entry = make_entry(ada)
    apply(entry)
    for _number in range(unnamed):
        apply(entry, is_unnamed=True)
    count(Period.YEAR)
    client.force_login(cleo)
    page = listed(client, "insights_crossing", "health", "energy")
    assert ("With them there are 4." in page) is said


def test_no_list_tells_of_an_unnamed_organisation_that_counts_in_no_cell(client, ada, cleo):
    """Also where something else that was counted went out of sight."""
    entry, hidden = make_entry(ada), make_entry(ada)
    apply(hidden)
    for _number in range(3):
        apply(entry, is_unnamed=True)
    count(Period.YEAR)
    Entry.objects.filter(pk=hidden.pk).update(level=Level.AMBER)
    client.force_login(cleo)
    pages = [main_of(listed(client, "insights_gives", "health"))]
    apply(entry, "water", is_unnamed=True)
    pages.append(main_of(listed(client, "insights_gives", "health")))
    assert pages[0] == pages[1]


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


@pytest.mark.parametrize("kind", BarrierKind)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_each_kind_of_barrier_has_a_sentence_of_its_own(kind, language):
    with translation.override(language):
        said = Numbers(Figures(numbers={"barriers": {kind.value: {"open": 1}}}), []).barriers_title
    assert said.endswith("in the way most" if language == "en" else "het vaakst in de weg")


def listed(client, name: str, *args) -> str:
    return client.get(reverse(f"sharing:{name}", args=args)).content.decode()


def test_each_stair_leads_to_who_came_so_far(client, ada, cleo):
    piloting, using = (apply(make_entry(ada), step=step) for step in (Step.PILOTING, Step.IN_USE))
    count(Period.YEAR)
    client.force_login(cleo)
    assert reverse("sharing:insights_stair", args=[3]) in listed(client, "insights")
    pilots, users = listed(client, "insights_stair", 2), listed(client, "insights_stair", 3)
    assert piloting.organisation.name in pilots
    assert using.organisation.name in pilots
    assert piloting.organisation.name not in users
    assert client.get(reverse("sharing:insights_stair", args=[7])).status_code == 404


def test_each_reason_to_stop_leads_to_who_stopped_for_it(client, ada, cleo):
    entry = make_entry(ada)
    stopped = apply(entry, step=Step.STOPPED, reason="It beeped.", result="failed")
    unnamed = apply(
        entry, step=Step.STOPPED, reason="So did ours.", result="failed", is_unnamed=True
    )
    count(Period.YEAR)
    client.force_login(cleo)
    page = listed(client, "insights_stopped", "failed")
    assert stopped.organisation.name in page
    assert unnamed.organisation.name not in page
    assert stopped.organisation.name not in listed(client, "insights_stopped", "barrier")


def test_every_total_leads_to_what_it_counts(client, ada, cleo):
    entry = make_entry(ada)
    crossed, elsewhere = apply(entry), apply(entry, sector="water")
    stopped = apply(entry, step=Step.STOPPED, reason="It beeped.", result="failed")
    count(Period.YEAR)
    client.force_login(cleo)
    page = listed(client, "insights")
    for name, args, shown, left_out in (
        ("insights_crossings", [], (crossed, elsewhere), ()),
        ("insights_gives", ["health"], (crossed, elsewhere), ()),
        ("insights_takes", ["energy"], (crossed,), (elsewhere,)),
        ("insights_all_stopped", [], (stopped,), (crossed, elsewhere)),
    ):
        assert reverse(f"sharing:{name}", args=args) in page
        there = listed(client, name, *args)
        assert all(one.organisation.name in there for one in shown)
        assert not any(one.organisation.name in there for one in left_out)


def test_the_board_behind_a_figure_holds_what_it_counts(client, ada, ben, town):
    counted, kept = (
        report(ada, title="No legal basis"),
        report(ada, title="Pumps", level=Level.AMBER, addressed_to=town),
    )
    client.force_login(ben)
    assert kept.title in listed(client, "barriers")
    page = client.get(reverse("sharing:barriers"), {"counted": "1"}).text
    assert counted.title in page
    assert kept.title not in page


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "No question of this time waits for an answer"),
        (1, "The one of this time"),
        (2, "All 2 of this time"),
    ],
)
def test_wanted_lessons_are_said_to_be_as_many_as_they_are(client, ada, number, said):
    for _number in range(number):
        ask(ada)
    count(Period.YEAR)
    client.force_login(ada)
    page = listed(client, "insights")
    assert said in page
    assert ("answer=no" in page) is (number > 0)


def test_a_search_made_once_is_in_no_figure():
    EmptySearch.objects.create(text="mine alone", **by_members(1), last_on=timezone.localdate())
    EmptySearch.objects.create(text="quantum", **by_members(3), last_on=timezone.localdate())
    assert searches(None) == 1


def test_every_file_names_its_period(client, ada):
    report(ada)
    count(Period.QUARTER)
    client.force_login(ada)
    for name in TABLES:
        answer = client.get(reverse("sharing:insights_file", args=[name]), {"period": "quarter"})
        assert "quarter" in answer["Content-Disposition"]
        assert "Three months" in answer.content.decode().splitlines()[0]
