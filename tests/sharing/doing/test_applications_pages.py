"""Recording where an organisation stands, on the entry's page and on a page of its own."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from sharing.models import Application, Barrier, Level, Step
from tests.factories import make_entry, make_organisation, make_sector, make_user

pytestmark = pytest.mark.django_db

SAID = {
    "adapted": "Two shifts only.",
    "in_our_terms": "An alarm is a call-out.",
    "came_of_it": "Quiet nights.",
    "figures": "187 to 61",
    "evidence": "https://example.org/report",
    "reason": "",
}


def here(entry):
    return f"/entries/{entry.public_id}/-/application/"


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_short_form_leaves_the_rest_as_it_is(client, ada, cleo):
    entry = make_entry(ada)
    client.force_login(cleo)
    whole = SAID | {"step": "piloting", "result": "worked", "is_unnamed": "on", "whole": "1"}
    assert client.post(here(entry), whole).status_code == 302
    assert client.post(here(entry), {"step": "in_use", "reason": ""}).status_code == 302
    application = Application.objects.get()
    assert (application.step, application.result) == (Step.IN_USE, "worked")
    assert (application.adapted, application.is_unnamed) == ("Two shifts only.", True)
    client.post(here(entry), whole | {"step": "in_use", "is_unnamed": "", "adapted": ""})
    application.refresh_from_db()
    assert (application.adapted, application.is_unnamed) == ("", False)


def test_stopped_without_a_reason_says_so_beside_the_field_and_loses_nothing(client, ada, cleo):
    entry = make_entry(ada)
    client.force_login(cleo)
    html = client.post(here(entry), SAID | {"step": "stopped", "whole": "1"}).content.decode()
    assert html.count("Say in one sentence what made you stop.") == 2  # above, and beside it
    for text in SAID.values():
        assert text in html
    start = html.index('value="stopped"')
    assert "checked" in html[start - 80 : start + 120]
    assert not Application.objects.exists()


def test_an_error_in_the_short_form_names_nobody_and_takes_nothing_back(client, ada, cleo):
    """The page that asks again is the whole form: it holds what was said before."""
    entry = make_entry(cleo, home="energy")
    client.force_login(ada)
    whole = SAID | {"step": "piloting", "result": "worked", "is_unnamed": "on", "whole": "1"}
    client.post(here(entry), whole)
    for short in ({"step": "stopped"}, {}):
        html = client.post(here(entry), short).content.decode()
        assert SAID["adapted"] in html
        box = re.search(r'<input[^>]*name="is_unnamed"[^>]*>', html)[0]
        assert "checked" in box
        assert re.search(r'<input[^>]*value="worked"[^>]*checked', html)
    assert Application.objects.get(entry=entry).is_unnamed


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"step": ""}, "Choose a step."),
        ({"step": "nonsense"}, "Choose a step."),
        ({"evidence": "javascript:alert(1)"}, "Give an address that begins with https://."),
        ({"figures": "x" * 301}, "Make this 1 character shorter."),
    ],
)
def test_what_is_wrong_is_said(client, ada, cleo, sent, said):
    entry = make_entry(ada)
    client.force_login(cleo)
    html = client.post(here(entry), SAID | {"step": "piloting"} | sent).content.decode()
    assert said in html


def test_who_may_not_record_is_refused_and_who_does_not_see_it_finds_nothing(
    client, ada, finn, cleo
):
    entry = make_entry(ada)
    client.force_login(finn)
    page(client, here(entry), 403)
    assert "Where does your organisation stand?" not in page(client, entry.get_absolute_url())
    client.force_login(cleo)
    page(client, here(make_entry(ada, level=Level.AMBER)), 404)


def test_the_entry_shows_the_stairs_you_cautions_and_notes(client, ada, cleo):
    entry = make_entry(ada)
    near = make_user("nina", make_organisation("Water board", "water"), water=Role.READER)
    said = {"in_our_terms": "An alarm is a call-out."}
    Application.objects.record(entry, by=cleo, step=Step.PILOTING, **said)
    stopped = {"reason": "The supplier charged for each change."}
    Application.objects.record(entry, by=near, step=Step.STOPPED, **stopped)
    client.force_login(cleo)
    html = page(client, entry.get_absolute_url())
    for part in ("<em>You</em>", "1 stopped", *said.values(), *stopped.values(), "Water board"):
        assert part in html
    html = page(client, f"/entries/{entry.public_id}/-/applications/")
    for part in (
        *said.values(),
        *stopped.values(),
        "Cleo",
        "2 organisations tell where they stand",
    ):
        assert part in html


def test_a_visitor_sees_none_of_it(client, ada, cleo):
    entry = make_entry(ada, level=Level.CLEAR)
    Application.objects.record(entry, by=cleo, step=Step.PILOTING, adapted="Two shifts only.")
    html = page(client, entry.get_absolute_url())
    for part in ("Two shifts only.", "Grid operator", "where it stands", "Where does your"):
        assert part not in html


@pytest.mark.parametrize(
    ("unnamed", "said"), [(0, "1 organisation"), (2, "1 organisation"), (3, "4 organisations")]
)
def test_fewer_than_three_unnamed_are_not_told_from_those_who_only_consider(
    client, ada, cleo, unnamed, said
):
    """The total on the entry is not broken down by a number in a list either."""
    entry = make_entry(ada)
    Application.objects.record(entry, by=cleo, step=Step.PILOTING)
    for number in range(unnamed):
        organisation = make_organisation(f"Works {number}", "water")
        worker = make_user(f"worker{number}", organisation, water=Role.READER)
        Application.objects.record(entry, by=worker, step=Step.IN_USE, is_unnamed=True)
    client.force_login(ada)
    for address in ("/explore/", "/sectors/health/"):
        assert f"Piloted or in use at {said}<" in page(client, address)


def test_one_that_stays_unnamed_stands_on_no_page_of_others(client, ada, cleo, dirk, finn):
    entry = make_entry(ada)
    Application.objects.record(
        entry, by=cleo, step=Step.STOPPED, is_unnamed=True, reason="Everybody knows us."
    )
    for address in (entry.get_absolute_url(), f"/entries/{entry.public_id}/-/applications/"):
        client.force_login(finn)
        html = page(client, address)
        assert "And 1 that stays unnamed." in html
        for part in ("Grid operator", "Everybody knows us.", "1 stopped"):
            assert part not in html
        client.force_login(dirk)
        assert "Everybody knows us." in page(client, address)


def test_barriers_on_the_way_are_those_that_the_reader_sees(client, ada, cleo):
    entry = make_entry(ada)
    town = make_organisation("Town", "government")
    about = {"text": "x", "kind": "legal", "party": "government", "entry": entry}
    Barrier.objects.report(by=ada, title="In the open", **about)
    Barrier.objects.report(
        by=ada, title="In a circle", level=Level.AMBER, addressed_to=town, **about
    )
    assert make_sector("health").slug == "health"
    for person, is_seen in ((cleo, False), (ada, True)):
        client.force_login(person)
        html = page(client, entry.get_absolute_url())
        assert "In the open" in html
        assert ("In a circle" in html) == is_seen


def test_the_entry_takes_as_many_queries_however_many_apply_it(client, ada, finn):
    entry = make_entry(ada)
    client.force_login(finn)
    for number in range(3):
        apply(entry, number)
    few = queries_of(client, entry)
    for number in range(3, 9):
        apply(entry, number)
    assert len(queries_of(client, entry)) == len(few)


def apply(entry, number):
    organisation = make_organisation(f"Organisation {number}", "water")
    person = make_user(f"person{number}", organisation, water=Role.READER)
    Application.objects.record(entry, by=person, step=Step.IN_USE, came_of_it="It works.")


def queries_of(client, entry):
    page(client, entry.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        page(client, entry.get_absolute_url())
    return list(queries)


def test_the_history_keeps_what_was_told_and_the_one_who_told_is_asked_for_a_talk(
    client, ada, cleo, finn
):
    entry = make_entry(cleo, home="energy")
    for words in ({"came_of_it": "Quiet nights.", "figures": "187 to 61"}, {"came_of_it": "Loud."}):
        Application.objects.record(entry, by=ada, step=Step.PILOTING, **words)
    address = f"/entries/{entry.public_id}/-/applications/"
    client.force_login(ada)
    mine = page(client, address)
    assert "Quiet nights." in mine
    assert "187 to 61" in mine
    talk = f"/people/{ada.public_id}/talk/?entry={entry.public_id}"
    assert talk not in mine
    client.force_login(finn)
    assert talk in page(client, address)
    Application.objects.record(entry, by=ada, step=Step.PILOTING, is_unnamed=True)
    assert talk not in page(client, address)
    assert ada.public_id not in page(client, address)


def test_who_is_at_no_organisation_reads_what_is_needed_and_whom_to_ask(client, ada, finn, gus):
    entry = make_entry(ada)
    client.force_login(finn)
    said = "you are at none here yet"
    assert said in page(client, entry.get_absolute_url())
    assert here(entry) in page(client, entry.get_absolute_url())
    refused = page(client, here(entry), 403)
    assert said in refused
    assert gus.shown_name in refused
    assert "/account/email/" in refused
    assert "nobody publishes or approves their own words" not in refused
    assert client.post(here(entry), {"step": "piloting"}).status_code == 403
    assert not Application.objects.exists()


def test_who_is_at_an_organisation_and_visitors_read_nothing_of_that(client, ada, cleo):
    entry = make_entry(ada, level=Level.CLEAR)
    assert "at none here yet" not in page(client, entry.get_absolute_url())
    client.force_login(cleo)
    assert "at none here yet" not in page(client, entry.get_absolute_url())


def test_a_form_that_stood_open_does_not_undo_unseen_what_a_colleague_recorded(
    client, ada, ben, cleo
):
    entry = make_entry(cleo, home="energy")
    client.force_login(ada)
    opened = re.search('name="seen" value="([^"]+)"', page(client, here(entry)))[1]
    Application.objects.record(entry, by=ben, step=Step.PILOTING, is_unnamed=True, adapted="Less.")
    mine = SAID | {"step": "in_use", "result": "worked", "whole": "1", "seen": opened}
    again = client.post(here(entry), mine).content.decode()
    assert "A colleague recorded something else meanwhile" in again
    assert "Less." in again
    assert SAID["adapted"] in again
    assert Application.objects.get().is_unnamed
    mine["seen"] = re.search('name="seen" value="([^"]+)"', again)[1]
    for _click in range(2):
        assert client.post(here(entry), mine).status_code == 302
    assert Application.objects.get().step == Step.IN_USE
