"""Who writes, and who leaves."""

from __future__ import annotations

import pytest

from accounts.models import User


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def leaver(ada):
    """ada without a password: nothing to prove again."""
    User.objects.filter(pk=ada.pk).update(password="!")
    return User.objects.get(pk=ada.pk)
