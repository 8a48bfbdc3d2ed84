"""Who could act on a barrier, browsers in which somebody is signed in, and what several files bring about."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command

from accounts.models import OrganisationDomain, Party, Role
from sharing.models import Concern
from tests.factories import (
    make_entry,
    make_organisation,
    make_pending,
    make_sector,
    make_theme,
    make_user,
)


@pytest.fixture
def town(db):
    return make_organisation("Town", "government", Party.GOVERNMENT)


@pytest.fixture
def tess(town):
    """An editor in government, at the town."""
    return make_user("tess", town, government=Role.EDITOR)


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def admin_client(client, gus):
    client.force_login(gus)
    return client


@pytest.fixture
def listed(ada, ben, cleo, eva, hospital):
    """An entry with something in most lists of the panel."""
    make_theme("alarms")
    OrganisationDomain.objects.create(organisation=hospital, domain="hospital.example")
    published = make_entry(ada)
    make_pending(published, cleo)
    Concern.objects.report(published, by=cleo, text="Is this still so?")
    return published


@pytest.fixture
def bring(tmp_path, gus, capsys):
    """Import these rows and return what was said."""
    make_sector("water")
    make_theme("maintenance")

    def do(*rows, **options) -> str:
        file = tmp_path / "rows.jsonl"
        file.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))
        with suppress(CommandError):  # the refused rows are told before it ends
            call_command("import_entries", str(file), email=gus.email, **options)
        return capsys.readouterr().out

    return do
