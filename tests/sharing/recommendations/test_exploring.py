"""One place of ten explores: on average, for a week, and noted where it was shown."""

from __future__ import annotations

import logging
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sharing.digests import build_digest, builder
from sharing.models import DigestDelivery
from sharing.recommendations import exploring, for_you

HOME = 6


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


@pytest.fixture
def explores(monkeypatch):
    """A week in which a list of this member explores, however short it is."""
    monkeypatch.setattr(exploring, "_drawn", lambda *about: 0.0)


@pytest.mark.parametrize(("limit", "expected"), [(3, 0.3), (6, 0.6), (10, 1), (20, 2), (25, 2.5)])
def test_on_average_one_place_of_ten_explores_however_long_the_list(limit, expected):
    members = [User(pk=pk) for pk in range(1, 1001)]
    explored = [exploring.places(member, limit) for member in members]
    assert sum(explored) / len(members) == pytest.approx(expected, abs=0.06)
    assert max(explored) - min(explored) <= 1


def test_a_list_explores_in_its_share_of_the_weeks_and_not_for_some_members_alone(monkeypatch):
    explored = []
    for week in range(1, 53):
        day = date.fromisocalendar(2026, week, 1)
        monkeypatch.setattr(timezone, "localdate", lambda day=day: day)
        explored.append(exploring.places(User(pk=1), HOME))
    assert 20 <= sum(explored) <= 42


def test_the_last_place_of_a_short_list_explores_and_stays_for_the_week(
    community, finn, monkeypatch
):
    monkeypatch.setattr(exploring, "places", lambda user, limit: 1)
    found = for_you(finn, HOME)
    assert [one.is_exploring for one in found] == [False] * 5 + [True]
    assert [one.entry.pk for one in for_you(finn, HOME)] == [one.entry.pk for one in found]
    assert "further down" in found[-1].reason.plain


def noted(caplog) -> list[str]:
    return [line for line in caplog.messages if line.startswith("explored")]


def test_what_explores_is_noted_where_it_is_shown_once(
    client, community, finn, explores, caplog, django_assert_max_num_queries
):
    caplog.set_level(logging.INFO)
    client.force_login(finn)
    [tried] = [one.entry for one in for_you(finn, HOME) if one.is_exploring]
    assert not noted(caplog), "it was only weighed"
    for _again in range(2):
        with django_assert_max_num_queries(12):
            page = client.get("/").content.decode()
        assert page.count("It stands further down") == 1
    [line] = noted(caplog)
    assert line.startswith(f"explored on home: member {finn.public_id}, entry {tried.public_id}")


def test_each_list_that_shows_it_notes_it(client, community, finn, explores, caplog, monkeypatch):
    monkeypatch.setattr("sharing.views.suggestions.MOST", 10)
    caplog.set_level(logging.INFO)
    client.force_login(finn)
    for _again in range(2):
        client.get(reverse("sharing:suggestions"))
    [line] = noted(caplog)
    assert line.startswith("explored on suggestions")
    client.get("/")
    assert len(noted(caplog)) == 2


def test_a_mail_explores_nothing_and_notes_nothing(community, finn, explores, caplog, monkeypatch):
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(builder, "PER_SECTION", 1)
    now = timezone.now()
    first, second, tried = for_you(finn, 3)
    assert tried.is_exploring
    moments = dict.fromkeys(("period", "since", "until", "leased_until", "sent_at"), now)
    state = DigestDelivery.State.SENT
    sent = DigestDelivery.objects.create(user=finn, state=state, **moments)
    sent.entries.set([first.entry, second.entry])
    [told] = build_digest(finn, since=now, until=now).suggestions
    assert not told.is_exploring
    assert "further down" not in told.reason.plain
    assert not noted(caplog)
