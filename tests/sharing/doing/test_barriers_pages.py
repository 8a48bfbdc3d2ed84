"""The board of barriers, one barrier, and the forms around it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Party, Role
from sharing.models import Barrier, Level
from tests.factories import make_entry, make_organisation, make_sector, make_user
from tests.sharing.doing.pages import page
from tests.sharing.doing.raising import in_days, report

pytestmark = pytest.mark.django_db


def titles(html):
    return re.findall(r'<h4[^>]*><a href="[^"]*">([^<]*)</a>', html)


FORM = {
    "title": "We may not tell the town that a patient goes home",
    "text": "The patient waits.",
    "kind": "legal",
    "party": Party.GOVERNMENT.value,
    "level": "1",
    "language": "en",
}


def filled(**more):
    return FORM | {"home_sector": make_sector("health").pk} | more


def test_filters_by_kind_party_sector_and_state(client, ada, cleo, tess):
    report(ada, title="Law")
    taken = report(ada, title="Taken", kind="funding")
    taken.pick_up(by=tess, first_answer="x", answer_due=timezone.localdate() + timedelta(days=3))
    report(cleo, title="Wire", kind="technical", party="business", home_sector=make_sector("water"))
    client.force_login(ada)
    for query, found in (
        ({"kind": "funding"}, ["Taken"]),
        ({"party": "business"}, ["Wire"]),
        ({"sector": "water"}, ["Wire"]),
        ({"state": "picked"}, ["Taken"]),
        ({"kind": "no such kind", "party": "x", "state": "y"}, ["Law", "Wire", "Taken"]),
        ({"sector": "nowhere"}, []),
    ):
        assert titles(page(client, "/barriers/", **query)) == found
    Barrier.objects.get(title="Law").meet(by=cleo)
    assert titles(page(client, "/barriers/", sector="energy")) == ["Law"]


def test_its_form_names_those_who_read_it_at_amber_and_no_others(client, ada):
    client.force_login(ada)
    html = page(client, "/barriers/new/")
    assert "your organisation, and the one it is addressed to." in html
    assert "people you name" not in html


def test_incentives_that_two_sectors_share_show_who_pays_and_who_gains(client, ada, cleo):
    about = {"kind": "incentives", "who_pays": "The ward", "who_gains": "The insurer"}
    shared, _alone = report(ada, title="Shared", **about), report(ada, title="Alone", **about)
    shared.meet(by=cleo)
    client.force_login(ada)
    html = page(client, "/barriers/", kind="incentives")
    assert html.count("The insurer") == 1
    assert re.findall(r'<h3><a href="[^"]*">([^<]*)</a>', html) == ["Shared"]


def test_a_shared_incentive_is_found_behind_many_that_are_not(client, ada, cleo):
    about = {"kind": "incentives", "who_pays": "The ward", "who_gains": "The insurer"}
    shared = report(ada, title="Shared", **about)
    shared.meet(by=cleo)
    for number in range(21):
        report(ada, title=f"Alone {number}", **about)
    client.force_login(ada)
    html = page(client, "/barriers/", kind="incentives")
    assert shared.title in html.partition("The same wrong incentive")[2].partition("</section>")[0]


@pytest.mark.parametrize("number", [1, 12])
def test_a_barrier_takes_as_many_queries_however_many_meet_it(
    client, ada, cleo, number, django_assert_max_num_queries
):
    barrier = report(ada)
    for each in range(number):
        works = make_user(
            f"w{each}", make_organisation(f"Works {each}", "water"), water=Role.READER
        )
        barrier.meet(by=works)
        barrier.add_way_around(make_entry(cleo, home="energy"), by=ada)
        barrier.standards.create(slug=f"standard-{each}", name=f"Standard {each}")
    client.force_login(ada)
    page(client, barrier.get_absolute_url())
    with django_assert_max_num_queries(12):
        html = page(client, barrier.get_absolute_url())
    assert html.count(">Works ") == min(number, 8)


def test_a_barrier_of_today_says_so(client, ada, tess):
    barrier = report(ada)
    client.force_login(ada)
    assert "Open since today" in page(client, barrier.get_absolute_url())
    barrier.pick_up(by=tess, first_answer="We look into it.", answer_due=in_days(30))
    assert "Picked up today" in page(client, barrier.get_absolute_url())
    Barrier.objects.update(picked_up_at=timezone.now() - timedelta(days=3))
    assert "Picked up 3 days ago" in page(client, barrier.get_absolute_url())


def test_a_visitor_reads_an_open_one_without_people_and_company(client, ada, cleo, town):
    barrier = report(ada, level=Level.CLEAR)
    barrier.meet(by=cleo)
    html = page(client, barrier.get_absolute_url())
    assert barrier.title in html
    assert "Grid operator" not in html
    assert "Who is asked" not in html
    amber = report(ada, level=Level.AMBER, addressed_to=town)
    page(client, amber.get_absolute_url(), 404)
    page(client, report(ada).get_absolute_url(), 404)


def test_a_visitor_learns_from_no_filter_who_meets_it(client, ada, cleo):
    report(ada, title="Clear one", level=Level.CLEAR).meet(by=cleo)
    assert titles(page(client, "/barriers/", sector="health")) == ["Clear one"]
    assert titles(page(client, "/barriers/", sector="energy")) == []
    client.force_login(ada)
    assert titles(page(client, "/barriers/", sector="energy")) == ["Clear one"]


def test_the_entry_it_comes_from_is_linked_for_who_may_see_that(client, ada, cleo):
    entry = make_entry(ada, level=Level.GREEN)
    barrier = report(ada, entry=entry)
    type(entry).objects.filter(pk=entry.pk).update(level=Level.AMBER)
    for person, is_seen in ((cleo, False), (ada, True)):
        client.force_login(person)
        assert (entry.title in page(client, barrier.get_absolute_url())) == is_seen
        assert (entry.public_id in page(client, barrier.get_absolute_url())) == is_seen


def test_reporting_from_an_entry_and_nothing_typed_is_lost(client, ada):
    entry = make_entry(ada)
    client.force_login(ada)
    html = page(client, "/barriers/new/", entry=entry.public_id)
    assert f'name="entry" value="{entry.public_id}"' in html
    wrong = filled(title="", entry=entry.public_id)
    html = client.post("/barriers/new/", wrong).content.decode()
    assert "Say in one sentence what stands in the way." in html
    assert "The patient waits." in html
    assert client.post("/barriers/new/", filled(entry=entry.public_id)).status_code == 302
    assert Barrier.objects.get().entry == entry


def test_an_incentive_asks_who_pays_and_who_gains(client, ada):
    client.force_login(ada)
    html = client.post("/barriers/new/", filled(kind="incentives", who_pays="Us")).content.decode()
    assert "Say who gains." in html
    assert "Say who pays." not in html


def test_amber_asks_for_an_organisation_by_name(client, ada, town):
    client.force_login(ada)
    html = client.post("/barriers/new/", filled(level="2")).content.decode()
    assert "At TLP:AMBER name the organisation that could act." in html
    sent = filled(level="2", addressed_to_add="Town")
    assert client.post("/barriers/new/", sent).status_code == 302
    assert Barrier.objects.get().addressed_to == town


def test_nothing_is_reported_from_what_is_hidden_or_too_strict(client, ada, cleo):
    strict = make_entry(ada, level=Level.STRICT)
    client.force_login(cleo)
    page(client, "/barriers/new/", 404, entry=strict.public_id)
    client.force_login(ada)
    page(client, "/barriers/new/", 403, entry=strict.public_id)


def test_one_that_says_the_same_is_shown_before_another_is_made(client, ada, cleo):
    first = report(cleo, title="We may not tell the town when a patient goes home")
    for number in range(8):
        report(cleo, title=f"Something else {number}", text="Nothing to do with it.")
    client.force_login(ada)
    html = client.post("/barriers/new/", filled()).content.decode()
    assert "Is it one of these?" in html
    assert first.title in html
    assert Barrier.objects.filter(reporter=ada).count() == 0
    assert client.post("/barriers/new/", filled(shown=first.public_id)).status_code == 302
    assert Barrier.objects.filter(reporter=ada).count() == 1


def test_while_typing_only_what_the_reader_sees_is_suggested(client, ada, cleo, town):
    amber = report(ada, title="Secret pumps stop", level=Level.AMBER, addressed_to=town)
    address, typed = "/barriers/similar/", {"title": "secret pumps stop"}
    client.force_login(cleo)
    assert amber.title not in client.post(address, typed).text
    client.force_login(ada)
    assert amber.title in client.post(address, typed).text


def test_what_is_typed_of_a_barrier_stands_in_no_address(client, ada):
    client.force_login(ada)
    assert client.get("/barriers/similar/", {"title": "secret pumps stop"}).status_code == 405
    assert 'hx-post="/barriers/similar/"' in client.get("/barriers/new/").text


def test_a_member_without_an_organisation_reports_and_meets_nothing(client, finn, ada):
    client.force_login(finn)
    assert client.post("/barriers/new/", filled()).status_code == 302
    assert "We meet this too" not in page(client, report(ada).get_absolute_url())
    other = make_user("otto", make_organisation("Other", "water"), water=Role.READER)
    client.force_login(other)
    assert "We meet this too" in page(client, Barrier.objects.first().get_absolute_url())


def test_the_page_says_what_was_merged_into_it(client, ada, eva):
    stays, goes = report(ada, title="Kept in words"), report(ada, title="Said the same")
    goes.merge_into(stays, by=eva)
    client.force_login(ada)
    html = client.get(goes.get_absolute_url(), follow=True).content.decode()
    assert "What you asked for was merged into this barrier." in html
    assert "Another barrier that says the same was merged into it" in html
    assert "Said the same" not in html  # nobody could correct those words any more


def test_its_reporter_changes_the_words_and_withdraws_it_on_the_page(client, ada, cleo):
    barrier = report(ada)
    for person, status in ((cleo, 403), (ada, 200)):
        client.force_login(person)
        for act in ("reword", "withdraw"):
            page(client, f"{barrier.get_absolute_url()}{act}/", status)
    words = {"state": "open", "title": "Shorter", "text": ""}
    wrong = client.post(f"{barrier.get_absolute_url()}reword/", words)
    assert "Say what goes wrong, in a few sentences." in wrong.content.decode()
    client.post(f"{barrier.get_absolute_url()}reword/", words | {"text": "It waits."})
    barrier.refresh_from_db()
    assert (barrier.title, barrier.text) == ("Shorter", "It waits.")
    client.post(f"{barrier.get_absolute_url()}withdraw/", {"state": "open"})
    assert "Withdrawn" in page(client, barrier.get_absolute_url())


def test_a_correction_is_not_undone_by_an_older_tab(client, ada, eva):
    barrier = report(ada, text="Mrs Jansen objects.")
    address = f"{barrier.get_absolute_url()}reword/"
    client.force_login(ada)
    seen = re.search(r'name="seen" value="(\w+)"', page(client, address))[1]
    barrier.reword(by=eva, text="Somebody objects.")
    old_tab = {"state": "open", "seen": seen, "title": barrier.title, "text": "Mrs Jansen objects!"}
    html = client.post(address, old_tab).content.decode()
    assert "Somebody else changed these words meanwhile" in html
    assert "Somebody objects." in html
    assert "Mrs Jansen objects!" in html
    again = re.search(r'name="seen" value="(\w+)"', html)[1]
    assert client.post(address, old_tab | {"seen": again}).status_code == 302
