"""Communities that nobody would think of: whatever the rows say, rules and oracle agree."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation, Party, User
from tests import bare_rows, oracle
from tests.leaks import answers
from tests.leaks.bulk import make_organisations, make_sectors
from tests.leaks.random_communities import (
    ORGANISATIONS,
    SECTORS,
    entries,
    make,
    make_raised,
    people,
    raised,
)

pytestmark = pytest.mark.django_db

QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck)}
any_community = given(drawn=st.tuples(people, entries, raised))


@pytest.fixture
def ground(db):
    sectors = make_sectors(*SECTORS)
    organisations = make_organisations(*ORGANISATIONS, sector=sectors["health"])
    Organisation.objects.filter(pk=organisations["other"].pk).update(party=Party.GOVERNMENT)
    return sectors, organisations


@settings(max_examples=20, **QUIET)
@any_community
def test_rules_and_oracle_agree_on_any_community(ground, drawn):
    compare(ground, drawn)


@pytest.mark.long
@settings(max_examples=3_000, **QUIET)
@any_community
def test_rules_and_oracle_agree_on_thousands_of_communities(ground, drawn):
    compare(ground, drawn)


@settings(max_examples=5, **QUIET)
@any_community
def test_they_agree_on_a_closed_site(ground, settings, drawn):
    settings.CLOSED_SITE = True
    compare(ground, drawn)


def compare(ground, drawn) -> None:
    """Every reader's answers, in a transaction that leaves nothing behind."""
    with transaction.atomic():
        drawn_people, drawn_entries, drawn_raised = drawn
        make(drawn_people, drawn_entries, *ground)
        make_raised(drawn_raised, *ground)
        world = bare_rows.read_world()
        for reader in [AnonymousUser(), *User.objects.order_by("pk")]:
            me = world.people.get(reader.pk, oracle.SOMEBODY)
            by_rules = answers.of_the_rules(reader)
            by_oracle = answers.of_the_oracle(world, me, bare_rows.rows)
            for sentence, found in by_rules.items():
                assert found == by_oracle[sentence], (me, sentence)
        transaction.set_rollback(True)
