"""How a steward invites somebody, and who waits, in tests."""

from __future__ import annotations

import re

from accounts.models import Role, User
from tests.factories import make_user

INVITATIONS = "/invitations/?sector=health"


def invite(client, email="nina@new.example", role=Role.CONTRIBUTOR, sector="health", **more):
    data = {"email": email, "role": role, "language": "en", "sentence": "", **more}
    return client.post(f"/invitations/?sector={sector}", data)


def link_in(message) -> str:
    return re.search(r"http://localhost(/invitation/\w+/)", message.body).group(1)


def make_newcomer(name: str) -> User:
    """Somebody whose address is confirmed, and who waits to be let in."""
    user = make_user(name)
    User.objects.filter(pk=user.pk).update(admitted_at=None, welcomed_at=None)
    return User.objects.get(pk=user.pk)
