"""Who leaves."""

from __future__ import annotations

import pytest

from accounts.models import User


@pytest.fixture
def leaver(ada):
    """ada without a password: nothing to prove again."""
    User.objects.filter(pk=ada.pk).update(password="!")
    return User.objects.get(pk=ada.pk)
