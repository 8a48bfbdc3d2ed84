"""Every role × level × state × relation: the list, the check, the flag and the oracle agree."""

from __future__ import annotations

import functools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Standing
from sharing.models import (
    Action,
    Concern,
    DetailRevision,
    Entry,
    Notification,
    RestrictedDetail,
    Review,
    Revision,
)
from tests import bare_rows as bare
from tests import oracle
from tests.factories import references_checked
from tests.leaks import answers
from tests.leaks.cross import make_community
from tests.leaks.people import SENTENCES, VISITOR

RULES = Entry.objects.all().rules

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def community(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield references_checked(make_community())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(community):
    return bare.read_world()


@pytest.fixture
def reader(community, sentence):
    """The user of this sentence, standing already read."""
    if sentence == VISITOR:
        return AnonymousUser()
    user = community.user(sentence)
    Standing.of(user)
    return user


@pytest.fixture
def me(world, reader):
    return world.people[reader.pk] if reader.pk else oracle.SOMEBODY


every_role = pytest.mark.parametrize("sentence", SENTENCES)


def labels(community, ids) -> list[str]:
    return sorted(entry.label for entry in community.entries if entry.pk in ids)


def ids_of(rows) -> set[int]:
    """The ids that a queryset finds, which takes one query."""
    with CaptureQueriesContext(connection) as queries:
        found = list(rows.values_list("pk", flat=True))
    assert len(queries) <= 1
    assert len(found) == len(set(found)), "no row comes twice"
    return set(found)


def agree(community, found: set[int], allowed: set[int]) -> None:
    assert labels(community, found - allowed) == [], "the rules are wider than DOMAIN.md"
    assert labels(community, allowed - found) == [], "the rules are narrower than DOMAIN.md"


def test_the_oracle_knows_every_action_on_an_entry():
    assert {action.value for action in RULES} == set(oracle.ACTIONS)


@every_role
def test_the_list_is_what_the_oracle_allows(community, world, reader, me):
    entries = world.entries.values()
    agree(
        community,
        ids_of(Entry.objects.visible_to(reader)),
        {entry.pk for entry in entries if world.views(me, entry)},
    )
    agree(
        community,
        ids_of(Entry.objects.opened_by(reader)),
        {entry.pk for entry in entries if world.opens(me, entry)},
    )


@every_role
def test_flags_are_what_the_oracle_allows(community, world, reader, me):
    with CaptureQueriesContext(connection) as queries:
        flagged = list(Entry.objects.with_abilities(reader))
    assert len(queries) == 1
    assert {e.pk for e in flagged} == {e.pk for e in world.entries.values() if world.views(me, e)}
    for action in RULES:
        found = {entry.pk for entry in flagged if getattr(entry, f"can_{action.value}")}
        agree(community, found, allowed_to(world, me, action))


@every_role
def test_lists_of_what_can_be_done_are_what_the_oracle_allows(community, world, reader, me):
    for action in RULES:
        found = ids_of(Entry.objects.allowing(reader, action))
        agree(community, found, allowed_to(world, me, action))


def allowed_to(world, me, action: Action) -> set[int]:
    return {pk for pk, entry in world.entries.items() if world.may(me, action.value, entry)}


@every_role
def test_one_check_says_what_the_list_says(community, world, reader, me):
    """`can` and `is_visible_to`, of one entry that is in the list and one that is not."""
    for found, check in (
        ({pk for pk, e in world.entries.items() if world.views(me, e)}, Entry.is_visible_to),
        *(
            (allowed_to(world, me, action), lambda e, user, action=action: e.can(user, action))
            for action in (Action.EDIT, Action.PUBLISH, Action.SUGGEST, Action.NARROW)
        ),
    ):
        inside = next((e for e in community.entries if e.pk in found), None)
        outside = next((e for e in community.entries if e.pk not in found), None)
        assert inside is None or check(inside, reader)
        assert outside is None or not check(outside, reader)


@pytest.fixture(scope="module")
def bare_rows(community):
    """Fields of rows past every rule, read once."""
    return functools.cache(lambda *args, **where: list(bare.rows(*args, **where)))


@every_role
def test_what_hangs_on_an_entry_is_what_the_oracle_allows(world, bare_rows, reader, me):
    allowed = answers.Hanging(world, me, bare_rows)
    accept, answer = Action.ACCEPT, Action.ANSWER
    for found, expected in (
        (Review.objects.visible_to(reader), allowed.plain("sharing.Review")),
        (RestrictedDetail.objects.visible_to(reader), allowed.plain("sharing.RestrictedDetail")),
        (DetailRevision.objects.visible_to(reader), allowed.detail_revisions()),
        (Revision.objects.visible_to(reader), allowed.revisions()),
        (Revision.objects.allowing(reader, accept), allowed.accepted()),
        (Concern.objects.visible_to(reader), allowed.concerns()),
        (Concern.objects.allowing(reader, answer), allowed.answered()),
        (Notification.objects.visible_to(reader), allowed.notifications()),
    ):
        assert ids_of(found) == expected, found.model


@every_role
def test_flags_of_revisions_and_concerns_are_their_lists(community, reader):
    some = [entry.pk for entry in community.entries[::5]]  # a fifth: loading rows takes its time
    for rows, action in (
        (Revision.objects.filter(entry__in=some).exclude(state="kept"), Action.ACCEPT),
        (Concern.objects.filter(entry__in=some), Action.ANSWER),
    ):
        flagged = rows.with_abilities(reader).select_related("entry")
        found = {row.pk for row in flagged if getattr(row, f"can_{action.value}")}
        assert found == ids_of(rows.allowing(reader, action))
