"""The board of barriers, its feed and its export."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from sharing.models import Barrier, Level
from sharing.spreadsheets import csv_file
from tests.sharing.doing.pages import page, page_for
from tests.sharing.doing.raising import in_days, report

pytestmark = pytest.mark.django_db


def titles(html):
    return re.findall(r'<h4[^>]*><a href="[^"]*">([^<]*)</a>', html)


def test_the_board_shows_what_the_reader_may_see(client, ada, cleo, town):
    report(ada, title="Clear one", level=Level.CLEAR)
    report(ada, title="Green one")
    report(ada, title="Amber one", level=Level.AMBER, addressed_to=town)
    assert titles(page(client, "/barriers/")) == ["Clear one"]
    client.force_login(cleo)
    html = page(client, "/barriers/")
    assert titles(html) == ["Clear one", "Green one"]
    assert '<span class="count">2</span>' in html
    client.force_login(ada)
    html = page(client, "/barriers/")
    assert titles(html) == ["Clear one", "Green one", "Amber one"]
    assert "TLP:AMBER" in html


def test_one_column_says_what_it_holds_and_nothing_of_the_others(client, ada, cleo, tess):
    about = {"kind": "incentives", "who_pays": "The ward", "who_gains": "The insurer"}
    report(ada, title="Open one", **about).meet(by=cleo)
    solved = report(ada, title="Solved one", **about)
    solved.pick_up(by=tess, first_answer="We look.", answer_due=in_days(3))
    solved.solve(by=tess, solved_with="A new law.", change="law")
    client.force_login(ada)
    html = page(client, "/barriers/", kind="incentives")
    assert "<h1>1 barrier waits for somebody</h1>" in html
    assert "The same wrong incentive" in html
    html = page(client, "/barriers/", kind="incentives", state="done")
    assert "<h1>Answered or solved</h1>" in html
    assert "Open one" not in html


def test_the_board_takes_as_many_queries_with_many_barriers(
    client, ada, cleo, django_assert_max_num_queries
):
    for number in range(15):
        report(ada, title=f"Barrier {number}").meet(by=cleo)
    client.force_login(ada)
    page(client, "/barriers/")
    with django_assert_max_num_queries(11):
        page(client, "/barriers/")


def test_the_feed_holds_what_is_clear_also_for_members(client, ada, settings):
    report(ada, title="Clear one", level=Level.CLEAR)
    report(ada, title="Green one")
    client.force_login(ada)
    html = page(client, "/barriers/feed/")
    assert "Clear one" in html
    assert "Green one" not in html
    Barrier.objects.filter(title="Clear one").update(state="answered")
    assert "Clear one" not in page(client, "/barriers/feed/")
    Barrier.objects.filter(title="Clear one").update(state="open")
    settings.CLOSED_SITE = True
    assert "Clear one" not in page(client, "/barriers/feed/")


def test_the_export_states_its_strictest_level_and_holds_no_formula(client, ada, cleo, town):
    report(ada, title='=HYPERLINK("x")')
    report(ada, title="Amber one", level=Level.AMBER, addressed_to=town)
    for person, level, number in ((cleo, "TLP:GREEN", 1), (ada, "TLP:AMBER", 2)):
        client.force_login(person)
        rows = list(csv.reader(io.StringIO(page(client, "/barriers/export/"))))
        assert rows[0][1] == level
        assert len(rows) == number + 2
        assert rows[2][1].startswith("'=")
    client.logout()
    page(client, "/barriers/export/", 302)


@pytest.mark.parametrize("sign", list("=+-@\t\r\n＝＋－＠"))
def test_no_cell_of_a_table_is_computed_by_a_spreadsheet(sign):
    rows = csv_file("a.csv", [[f"{sign}1+1", "1=1", -1]]).content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(rows, newline=""))) == [f"'{sign}1+1", "1=1", "-1"]


def test_the_feed_holds_what_the_board_was_asked_for(client, ada):
    report(ada, title="Of the law", level=Level.CLEAR)
    report(ada, title="Of money", level=Level.CLEAR, kind="funding")
    feed = page(client, "/barriers/feed/?kind=funding")
    assert "Of money" in feed
    assert "Of the law" not in feed


def test_the_board_shows_those_that_have_waited_so_long(client, ada):
    report(ada, title="An old one")
    old = timezone.now() - timedelta(days=100)
    Barrier.objects.update(created_at=old)
    report(ada, title="A new one")
    client.force_login(ada)
    for age, title, other in (("0", "A new one", "An old one"), ("2", "An old one", "A new one")):
        board = page(client, "/barriers/", age=age)
        assert title in board
        assert other not in board
    assert "A new one" in page(client, "/barriers/", age="nonsense")


def test_the_board_shows_those_reported_in_a_time(client, ada):
    report(ada, title="An old one")
    Barrier.objects.update(created_at=timezone.now() - timedelta(days=200))
    report(ada, title="A new one")
    client.force_login(ada)
    assert "An old one" not in page(client, "/barriers/", raised="quarter")
    assert "An old one" in page(client, "/barriers/", raised="year")


@pytest.mark.parametrize("address", ["/barriers/?sector=%00", "/barriers/feed/?sector=%00"])
def test_a_sign_that_no_text_holds_is_no_error(client, ada, address):
    client.force_login(ada)
    assert client.get(address).status_code == 200


def test_an_incentive_that_sectors_share_stands_once_in_a_list_of_its_column(client, ada, cleo):
    barrier = report(ada, kind="incentives", who_pays="We", who_gains="They")
    barrier.meet(by=cleo)
    html = page_for(client, ada, "/barriers/", kind="incentives", state="open")
    assert html.partition('<h2 id="board"')[2].count(f'href="{barrier.get_absolute_url()}"') == 1
