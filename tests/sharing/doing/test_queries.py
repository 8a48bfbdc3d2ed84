"""Pages from knowing to doing ask as much of the database for many as for few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation
from sharing.insights import count
from sharing.models import (
    Application,
    Barrier,
    Introduction,
    Period,
    Question,
    Situation,
    Standard,
    Step,
)
from tests.factories import make_entry, make_organisation, make_sector, make_theme, make_user

pytestmark = pytest.mark.django_db


class Place:
    """One of each, and what can be added to it."""

    def __init__(self, ada, cleo):
        self.ada, self.cleo, self.number = ada, cleo, 0
        self.theme = make_theme("queries")
        self.standard = Standard.objects.create(
            slug="tls", name="TLS", keeper="IETF", url="https://ietf.example", apply_or_explain=True
        )
        self.entry = make_entry(ada, themes=[self.theme], standards=[self.standard])
        self.barrier = self.report()
        self.question = self.ask()
        self.situation = Situation.objects.create(
            user=ada, title="Sharing data", text="We share data with a neighbour.", language="en",
            watched_since=timezone.now() - timedelta(days=1),
        )  # fmt: skip

    def report(self) -> Barrier:
        return Barrier.objects.report(
            by=self.ada, title=f"Barrier {self.number}", text="x", kind="incentives",
            party="government", entry=self.entry, standards=[self.standard],
            who_pays="We", who_gains="They",
        )  # fmt: skip

    def ask(self) -> Question:
        return Question.objects.ask(
            by=self.ada, title=f"Question {self.number}", text="x", themes=[self.theme],
            home_sector=make_sector("health"),
        )  # fmt: skip

    def somebody(self):
        self.number += 1
        sector = ("energy", "water", "mobility")[self.number % 3]
        name = f"Queries {self.number}"
        return make_user(f"queries{self.number}", make_organisation(name, sector))

    def grow(self) -> None:
        """One more of everything that these pages tell of."""
        person = self.somebody()
        more = make_entry(self.ada, themes=[self.theme], standards=[self.standard])
        for entry in (self.entry, more):
            Application.objects.record(
                entry, by=person, step=Step.IN_USE, in_our_terms="Ours.", came_of_it="Much."
            )
        Application.objects.record(more, by=self.ada, step=Step.IN_USE)
        self.report()
        self.barrier.meet(by=person)
        self.barrier.add_way_around(more, by=self.ada)
        self.ask()
        self.question.answer_with(by=person, entry=more, text="This one.")
        Introduction.objects.ask(self.ada, by=person, text="How did it go?")
        Situation.objects.create(
            user=self.ada, title=f"Sharing {self.number}", text="We share data.", language="en"
        )

    def addresses(self) -> dict[str, str]:
        organisation = Organisation.objects.get(pk=self.ada.organisation_id)
        return {
            "board": "/barriers/",
            "barrier": self.barrier.get_absolute_url(),
            "wanted": "/wanted/",
            "question": self.question.get_absolute_url(),
            "brief": self.situation.get_absolute_url(),
            "insights": "/insights/",
            "crossing": "/insights/crossings/health/energy/",
            "sector": "/sectors/health/",
            "theme": self.theme.get_absolute_url(),
            "organisation": organisation.get_absolute_url(),
            "standard": "/standards/tls/",
            "applications": f"/entries/{self.entry.public_id}/",
            "talks": "/talks/",
            "situations": "/before-you-start/",
            "standards": "/standards/",
            "feed": "/barriers/feed/",
            "export": "/barriers/export/",
            "asked": "/wanted/-/asked/",
            "searches": "/wanted/-/searched/",
        }


@pytest.fixture
def place(ada, cleo):
    return Place(ada, cleo)


QUERIES = {
    "board": 9,
    "barrier": 12,
    "wanted": 8,
    "question": 9,
    "brief": 10,
    "insights": 6,
    "crossing": 9,
    "sector": 16,
    "theme": 14,
    "organisation": 17,
    "standard": 8,
    "applications": 10,
    "talks": 4,
    "situations": 5,  # one of them for what was typed and not sent
    "standards": 6,
    "feed": 3,
    "export": 4,
    "asked": 5,
    "searches": 4,
}


def test_a_page_asks_as_much_for_many_as_for_few(client, place):
    client.force_login(place.ada)
    grow(place, 3)
    asked(client, place)  # what a process makes once, is made
    assert asked(client, place) == QUERIES
    grow(place, 4)
    assert asked(client, place) == QUERIES


def grow(place, times: int) -> None:
    for _number in range(times):
        place.grow()
    count(Period.YEAR)


def asked(client, place) -> dict[str, int]:
    addresses = place.addresses()
    return {name: queries_of(client, addresses[name]) for name in QUERIES}


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
