"""The token of a form that makes something: it holds the id of what is to be made.

Sent twice, such a form finds the thing made. It is signed for one member, so that nobody chooses ids.
"""

from __future__ import annotations

from django.core import signing

from sharing.models import Entry


def _signer(user) -> signing.Signer:
    return signing.Signer(salt=f"form of member {user.pk}")


def fresh_token(user, public_id: str) -> str:
    return _signer(user).sign(public_id)


def id_in_token(token: str | None, user) -> str:
    """The id in this member's token; a new one where the token is missing or somebody else's."""
    try:
        return _signer(user).unsign(token or "")
    except signing.BadSignature:
        return Entry().public_id
