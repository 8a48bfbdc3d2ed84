"""`manage.py prepare`, which `make run` begins with: what it makes, once, and what it leaves alone."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from accounts.models import AuditRecord, Sector, User
from sharing.models import Entry, Revision
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def prepare() -> str:
    out = io.StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue()


def rows() -> list:
    tables = (User, Sector, Entry, Revision, AuditRecord)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_who_is_here_already_gets_no_demonstration(settings, gus):
    settings.DEBUG = True
    said = prepare()
    assert list(User.objects.all()) == [gus]
    assert not Entry.objects.exists()
    assert "demo" not in said.casefold()


def test_with_debug_off_there_is_no_demonstration_and_no_account(settings):
    said = prepare()
    assert not settings.DEBUG
    assert not User.objects.exists()
    assert not Entry.objects.exists()
    assert Sector.objects.count() == 12
    assert "demo" not in said.casefold()
    assert "password" not in said.casefold()


def test_a_second_start_with_debug_off_keeps_what_is_there():
    prepare()
    make_user("ada")
    before = rows()
    prepare()
    assert rows() == before
