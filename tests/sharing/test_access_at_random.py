"""Communities that nobody would think of: whatever the rows say, rules and oracle agree."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from accounts.models import User
from tests import oracle
from tests.leaks import answers
from tests.leaks.bulk import make_organisations, make_sectors
from tests.leaks.random_communities import ORGANISATIONS, SECTORS, entries, make, people

pytestmark = pytest.mark.django_db

QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck)}
any_community = given(drawn_people=people, drawn_entries=entries)


@pytest.fixture
def ground(db):
    sectors = make_sectors(*SECTORS)
    return sectors, make_organisations(*ORGANISATIONS, sector=sectors["health"])


@settings(max_examples=20, **QUIET)
@any_community
def test_rules_and_oracle_agree_on_any_community(ground, drawn_people, drawn_entries):
    compare(ground, drawn_people, drawn_entries)


@pytest.mark.long
@settings(max_examples=3_000, **QUIET)
@any_community
def test_rules_and_oracle_agree_on_thousands_of_communities(ground, drawn_people, drawn_entries):
    compare(ground, drawn_people, drawn_entries)


@settings(max_examples=5, **QUIET)
@any_community
def test_they_agree_on_a_closed_site(ground, settings, drawn_people, drawn_entries):
    settings.CLOSED_SITE = True
    compare(ground, drawn_people, drawn_entries)


def compare(ground, drawn_people, drawn_entries) -> None:
    """Every reader's answers, in a transaction that leaves nothing behind."""
    with transaction.atomic():
        make(drawn_people, drawn_entries, *ground)
        world = oracle.read_world()
        for reader in [AnonymousUser(), *User.objects.order_by("pk")]:
            me = world.people.get(reader.pk, oracle.SOMEBODY)
            by_rules = answers.of_the_rules(reader)
            by_oracle = answers.of_the_oracle(world, me, oracle.rows)
            for sentence, found in by_rules.items():
                assert found == by_oracle[sentence], (me, sentence)
        transaction.set_rollback(True)
