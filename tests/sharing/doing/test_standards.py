"""Open standards: who keeps each, and what of what the reader sees names it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Role
from sharing.models import Application, Barrier, Level, Standard, Status, Step
from tests.factories import make_entry, make_organisation, make_user
from tests.sharing.doing.raising import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def tls(db):
    return Standard.objects.create(
        slug="tls", name="TLS", keeper="IETF", url="https://ietf.example", apply_or_explain=True
    )


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def named_by(author, standard, **about):
    return make_entry(author, standards=[standard], **about)


def test_a_reader_sees_the_entries_and_barriers_that_they_may(client, ada, cleo, tls):
    clear = named_by(ada, tls, level=Level.CLEAR)
    amber = named_by(ada, tls, level=Level.AMBER)
    red = named_by(ada, tls, level=Level.RED)
    draft = named_by(ada, tls, status=Status.DRAFT)
    Barrier.objects.report(
        by=ada, title="Two formats", text="x", kind="standards", party="business",
        home_sector=clear.home_sector, standards=[tls],
    )  # fmt: skip
    html = page(client, "/standards/tls/")
    for part in ("TLS", "IETF", "https://ietf.example", clear.title, "Health care"):
        assert part in html
    assert "Two formats" not in html
    client.force_login(ada)
    html = page(client, "/standards/tls/")
    for part in (clear.title, amber.title, "Two formats"):
        assert part in html
    for hidden in (red, draft):
        assert hidden.title not in html
    client.force_login(cleo)
    assert amber.title not in page(client, "/standards/tls/")
    assert "1 entry" in page(client, "/standards/")


def test_a_sector_uses_it_by_an_application_that_names_its_organisation(client, ada, finn, tls):
    entry = named_by(ada, tls)
    for number, (sector, is_unnamed) in enumerate((("water", False), ("energy", True))):
        organisation = make_organisation(f"Organisation {number}", sector)
        person = make_user(f"person{number}", organisation, **{sector: Role.READER})
        Application.objects.record(entry, by=person, step=Step.IN_USE, is_unnamed=is_unnamed)
    client.force_login(finn)
    html = page(client, "/standards/tls/")
    assert "Water" in html
    assert "Energy" not in html


def test_a_standard_that_is_not_there_is_not_found(client, db):
    assert client.get("/standards/none/").status_code == 404


def test_its_page_takes_as_many_queries_with_many_entries(
    client, ada, tls, django_assert_max_num_queries
):
    for _number in range(12):
        named_by(ada, tls)
    client.force_login(ada)
    page(client, "/standards/tls/")
    with django_assert_max_num_queries(10):
        page(client, "/standards/tls/")
    with django_assert_max_num_queries(7):
        page(client, "/standards/")


def test_all_barriers_that_name_it_stand_in_a_list_of_their_own(client, ada, tls):
    for number in range(8):
        Barrier.objects.report(
            by=ada, title=f"Two formats {number}", text="x", kind="standards", party="business",
            home_sector=make_entry(ada).home_sector, standards=[tls],
        )  # fmt: skip
    report(ada, title="No law")
    client.force_login(ada)
    html = page(client, "/standards/tls/")
    assert html.count("Two formats") == 6
    address = "/barriers/?standard=tls&amp;state=any"
    assert address in html
    assert f'<a href="{address}">8 barriers</a>' in page(client, "/standards/")
    html = page(client, address.replace("&amp;", "&"))
    assert html.count("Two formats") == 8
    assert "No law" not in html
    assert 'Only barriers that name <a href="/standards/tls/">TLS</a>.' in html


def test_what_still_waits_stands_before_what_was_answered(client, ada, tls):
    for number, answered_at in enumerate([timezone.now(), None]):
        one = report(ada, title=f"Format {number}", standards=[tls])
        state = "answered" if answered_at else "open"
        Barrier.objects.filter(pk=one.pk).update(answered_at=answered_at, state=state)
    client.force_login(ada)
    html = page(client, "/standards/tls/")
    assert html.index("Format 1") < html.index("Format 0")
