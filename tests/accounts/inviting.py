"""How a steward invites somebody, in tests."""

from __future__ import annotations

import re

from accounts.models import Role

INVITATIONS = "/invitations/?sector=health"


def invite(client, email="nina@new.example", role=Role.CONTRIBUTOR, sector="health", **more):
    data = {"email": email, "role": role, "language": "en", "sentence": "", **more}
    return client.post(f"/invitations/?sector={sector}", data)


def link_in(message) -> str:
    return re.search(r"http://localhost(/invitation/\w+/)", message.body).group(1)
