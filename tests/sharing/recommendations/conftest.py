"""A small community in which four problems are told by four sectors each."""

from __future__ import annotations

import pytest

from accounts.models import Role
from sharing.recommendations import refresh
from tests.factories import make_user
from tests.sharing.recommendations.problems import HOMES, PROBLEMS, an_entry


@pytest.fixture
def writer(db):
    """Who wrote everything here: a contributor in every sector, of no organisation."""
    return make_user("olga", **dict.fromkeys(HOMES, Role.CONTRIBUTOR))


@pytest.fixture
def community(writer):
    """Sixteen open entries: four problems, each told by four sectors, each with its own theme."""
    entries = {(p, h): an_entry(writer, p, h) for p in PROBLEMS for h in HOMES}
    refresh()
    return entries
