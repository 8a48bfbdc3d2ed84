"""Who could act on a barrier, and a browser in which somebody is signed in."""

from __future__ import annotations

import pytest

from accounts.models import Party, Role
from tests.factories import make_organisation, make_user


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
