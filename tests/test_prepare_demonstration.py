"""The demonstration community that `make run` makes the first time: there, printed, kept, never with DEBUG off."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.test import override_settings

from accounts.models import Sector, User
from sharing.models import Entry
from tests.test_prepare import prepare, rows

pytestmark = pytest.mark.django_db
ACCOUNT = re.compile(r"(\S+@demo\.oversteek\.example) +(.+)")


@pytest.fixture(scope="module")
def started(django_db_setup, django_db_blocker):
    """A site in debug that started once, and what that said."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEBUG=True):
        yield prepare()
        transaction.set_rollback(True)


def test_the_first_start_in_debug_makes_a_community(started):
    assert "The demonstration community (the first time only)" in started
    assert User.objects.count() > 20
    assert Entry.objects.published().count() > 40
    assert Sector.objects.count() == 12


def test_the_accounts_that_are_printed_are_there_and_their_password_is_right(started):
    password = re.search(r"all with the password +(\S+)", started)[1]
    accounts = dict(ACCOUNT.findall(started))
    assert len(accounts) == 3
    for address, what in accounts.items():
        user = User.objects.get(email=address)
        assert user.check_password(password)
        assert user.standing.is_member
        assert user.is_superuser == (what == "administrator")


def test_a_second_start_keeps_what_is_there_and_prints_the_accounts_again(started):
    saskia = User.objects.get(email__startswith="saskia@")
    saskia.name = "Somebody else"
    saskia.save()
    Entry.objects.filter(pk=Entry.objects.first().pk).update(language="nl")
    before = rows()
    said = prepare()
    assert rows() == before
    assert "the first time only" not in said
    assert ACCOUNT.findall(said) == ACCOUNT.findall(started)


def test_with_debug_off_no_password_is_printed_of_a_demonstration_that_is_there(started):
    with override_settings(DEBUG=False):
        said = prepare()
    assert "password" not in said
    assert not ACCOUNT.search(said)
