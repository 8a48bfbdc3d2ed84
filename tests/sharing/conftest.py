"""Who could act on a barrier."""

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
