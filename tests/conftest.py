"""The cast: the same people in every test, with fixed roles."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import Party, Role

from .factories import make_organisation, make_user


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Workers make their tables without migrations (tests/settings.py): say that these are done."""
    with django_db_blocker.unblock():
        done, recorder = MigrationLoader(connection), MigrationRecorder(connection)
        recorder.ensure_schema()
        for migration in done.disk_migrations.keys() - done.applied_migrations.keys():
            recorder.record_applied(*migration)


@pytest.fixture(autouse=True)
def _fresh_limits():
    """allauth counts its limits in the cache: none carry over to the next test."""
    cache.clear()


IN_STANDINGS = ("accounts_user", "accounts_organisation", "accounts_sector")
FROM_THE_LAST = "SELECT setval(pg_get_serial_sequence('{0}', 'id'), COALESCE((SELECT MAX(id) FROM {0}), 0) + 1, false)"


@pytest.fixture(autouse=True)
def _ids_from_the_last(request):
    """PostgreSQL never counts back, SQLite does: so that a statement compiled for the standing of the
    last test's first member is found again, ids of what is in a standing follow what is there."""
    is_asked = request.node.get_closest_marker("django_db") or "db" in request.fixturenames
    if connection.vendor == "postgresql" and is_asked:
        request.getfixturevalue("db")
        with connection.cursor() as cursor:
            for table in IN_STANDINGS:
                cursor.execute(FROM_THE_LAST.format(table))


@pytest.fixture
def hospital(db):
    return make_organisation("Hospital", "health", Party.CIVIL_SOCIETY)


@pytest.fixture
def grid(db):
    return make_organisation("Grid operator", "energy", Party.BUSINESS)


@pytest.fixture
def visitor():
    return AnonymousUser()


@pytest.fixture
def ada(hospital):
    """A contributor in health care at the hospital: who writes."""
    return make_user("ada", hospital, health=Role.CONTRIBUTOR)


@pytest.fixture
def ben(hospital):
    """An editor in health care at the hospital: who publishes."""
    return make_user("ben", hospital, health=Role.EDITOR)


@pytest.fixture
def cleo(grid):
    """A contributor in energy at the grid operator: the outside reader."""
    return make_user("cleo", grid, energy=Role.CONTRIBUTOR)


@pytest.fixture
def dirk(grid):
    """An editor in energy at the grid operator."""
    return make_user("dirk", grid, energy=Role.EDITOR)


@pytest.fixture
def eva(hospital):
    """A steward in health care."""
    return make_user("eva", hospital, health=Role.STEWARD)


@pytest.fixture
def finn(db):
    """A reader in health care without an organisation."""
    return make_user("finn", health=Role.READER)


@pytest.fixture
def gus(db):
    """The administrator, of no organisation."""
    return make_user("gus", is_superuser=True)
