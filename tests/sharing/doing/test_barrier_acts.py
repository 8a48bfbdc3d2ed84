"""What members do about a barrier, through its pages; and who was not the quickest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from sharing.forms.barrier_acts import MergeForm
from sharing.models import Barrier, Level
from tests.at_once import Meeting, at_once
from tests.factories import make_entry, make_organisation, make_sector, make_user
from tests.sharing.doing.pages import page
from tests.sharing.doing.raising import in_days, report

pytestmark = pytest.mark.django_db


def test_we_meet_this_too_and_no_longer(client, ada, cleo):
    barrier = report(ada)
    client.force_login(cleo)
    for on, number in (("1", 1), ("1", 1), ("0", 0)):
        answer = client.post(f"{barrier.get_absolute_url()}meet/", {"on": on})
        assert answer.status_code == 302
        assert barrier.meets.count() == number
    client.force_login(ada)
    assert client.post(f"{barrier.get_absolute_url()}meet/", {"on": "1"}).status_code == 403


def test_from_picking_up_to_solving_by_forms(client, ada, cleo, tess, town):
    barrier = report(ada)
    here = barrier.get_absolute_url()
    client.force_login(cleo)
    page(client, f"{here}pick-up/", 403)
    client.force_login(tess)
    assert "Pick this up" in page(client, here)
    late = client.post(f"{here}pick-up/", {"first_answer": "We look.", "answer_due": "2020-01-01"})
    assert "Give a date after today" in late.content.decode()
    assert "We look." in late.content.decode()
    due = (timezone.localdate() + timedelta(days=30)).isoformat()
    client.post(f"{here}pick-up/", {"first_answer": "We look.", "answer_due": due})
    assert "Town picked it up" in page(client, here)
    client.post(f"{here}answer/", {"answer": "It is allowed."})
    client.post(f"{here}solve/", {"solved_with": "A law says so.", "change": "law"})
    html = page(client, here)
    for said in ("We look.", "It is allowed.", "A law says so.", "A law or rule"):
        assert said in html


def test_who_was_not_the_quickest_is_told_so_and_loses_nothing(client, ada, cleo, tess, town):
    barrier = report(ada)
    client.force_login(tess)
    here = f"{barrier.get_absolute_url()}pick-up/"
    assert 'name="state" value="open"' in page(client, here)
    barrier.pick_up(by=tess, first_answer="We look into it.", answer_due=in_days(30))
    late = {"first_answer": "So do we.", "answer_due": in_days(20), "state": "open"}
    answer = client.post(here, late)
    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.text
    assert "So do we." in answer.text
    assert Barrier.objects.get().first_answer == "We look into it."
    for state in ("picked_up", "junk"):
        assert client.post(here, late | {"state": state}).status_code == 403
    assert Barrier.objects.get().first_answer == "We look into it."


def test_an_answer_replaces_no_answer_that_its_writer_did_not_see(client, ada, tess, eva):
    barrier, other = report(ada), report(ada, title="The same in other words")
    barrier.pick_up(by=tess, first_answer="We look into it.", answer_due=in_days(30))
    barrier.answer_with("Not before 2028.", by=tess)
    client.force_login(tess)
    here = f"{barrier.get_absolute_url()}answer/"
    answer = client.post(here, {"answer": "In 2027.", "state": "picked_up"})
    assert answer.status_code == 409
    assert "In 2027." in answer.text
    assert client.post(here, {"answer": "In 2027.", "state": "answered"}).status_code == 302
    assert Barrier.objects.get(pk=barrier.pk).answer == "In 2027."
    barrier.merge_into(other, by=eva)
    answer = client.post(here, {"answer": "In 2026.", "state": "answered"})
    assert answer.status_code == 409
    assert "In 2026." in answer.text


def test_a_way_around_by_its_title_or_its_address(client, ada, cleo):
    barrier, entry = report(ada), make_entry(cleo, home="energy")
    hidden = make_entry(cleo, home="energy", level=Level.AMBER)
    client.force_login(ada)
    here = barrier.get_absolute_url()
    for address in (hidden.get_absolute_url(), "nonsense", "https://elsewhere.example/"):
        html = client.post(f"{here}way/", {"entry_add": address}).content.decode()
        assert "We found no entry for" in html
        assert f'value="{address}"' in html
    client.post(f"{here}way/", {"entry_add": f"https://site.example{entry.get_absolute_url()}"})
    assert entry.title in page(client, here)
    other = make_entry(cleo, home="energy", words={"title": "Pumps that tell in time"})
    client.post(f"{here}way/", {"entry_add": "pumps that tell"})
    assert other.title in page(client, here)


def test_the_address_of_a_merged_one_leads_to_the_other(client, ada, eva):
    one, two = report(ada, title="Pumps stop at night"), report(ada, title="Pumps stop at noon")
    client.force_login(eva)
    offered = page(client, f"{one.get_absolute_url()}merge/")
    assert "Pumps stop at noon" in offered
    assert f'value="{two.public_id}"' in offered  # a number in a row would tell of hidden ones
    client.post(f"{one.get_absolute_url()}merge/", {"other": two.public_id})
    answer = client.get(one.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, two.get_absolute_url())


def test_one_is_merged_by_the_address_of_the_other_as_far_as_it_is_seen(client, ada, eva, town):
    one, two = report(ada, title="Pumps stop"), report(ada, title="Nobody may look")
    unseen = report(
        make_user("wim", make_organisation("Water board", "water"), water=Role.READER),
        level=Level.AMBER,
        addressed_to=town,
        home_sector=make_sector("water"),
    )
    client.force_login(eva)
    merge = f"{one.get_absolute_url()}merge/"
    assert "Or the address" not in page(client, merge)  # There is no other to choose from.
    refused = client.post(merge, {"address": ""}).content.decode()
    assert "Paste the address of the other barrier." in refused
    assert "Choose one." not in refused
    for address in ("", "nonsense", unseen.get_absolute_url(), one.get_absolute_url()):
        assert client.post(merge, {"address": address}).status_code == 200
    assert client.post(merge, {"address": two.get_absolute_url()}).status_code == 302
    one.refresh_from_db()
    assert one.merged_into == two


@pytest.mark.django_db(transaction=True)
def test_of_two_that_are_merged_into_each_other_at_once_one_stays(monkeypatch, ada, eva):
    one, two = report(ada, title="Pumps stop at night"), report(ada, title="Pumps stop at noon")
    zoe = make_user("zoe", health=Role.STEWARD)
    both_sent, clean = Meeting(), MergeForm.clean
    monkeypatch.setattr(MergeForm, "clean", lambda form: both_sent.wait() or clean(form))

    def merging(user, goes, stays):
        client = Client(raise_request_exception=False)
        client.force_login(user)
        sent = {"address": stays.get_absolute_url(), "state": "open"}
        return lambda: client.post(f"{goes.get_absolute_url()}merge/", sent).status_code

    assert sorted(at_once(merging(eva, one, two), merging(zoe, two, one))) == [200, 302]
    assert Barrier.objects.standing().count() == 1


def test_who_merges_what_was_merged_meanwhile_is_told_so(monkeypatch, client, ada, eva):
    one, two, three = (report(ada, title=f"Pumps stop, {n}") for n in ("one", "two", "three"))
    clean = MergeForm.clean

    def meanwhile(form):
        Barrier.objects.get(pk=one.pk).merge_into(three, by=eva)
        return clean(form)

    monkeypatch.setattr(MergeForm, "clean", meanwhile)
    client.force_login(eva)
    answer = client.post(
        f"{one.get_absolute_url()}merge/", {"other": two.public_id, "state": "open"}
    )
    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.text
    one.refresh_from_db()
    assert one.merged_into == three


def test_a_page_that_is_only_read_makes_no_writer_wait(client, ada):
    barrier = report(ada)
    client.force_login(ada)
    with CaptureQueriesContext(connection) as queries:
        page(client, f"{barrier.get_absolute_url()}reword/")
    assert not [one for one in queries if one["sql"].startswith(("SAVEPOINT", "BEGIN"))]
