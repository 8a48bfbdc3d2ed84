"""Who leaves, and who takes over."""

from __future__ import annotations

import pytest

from accounts.models import Role, User
from tests.factories import make_user


@pytest.fixture
def leaver(ada):
    """ada without a password: nothing to prove again."""
    User.objects.filter(pk=ada.pk).update(password="!")
    return User.objects.get(pk=ada.pk)


@pytest.fixture
def eve(hospital):
    """Another contributor in health care at the hospital: who takes over."""
    return make_user("eve", hospital, health=Role.CONTRIBUTOR)
