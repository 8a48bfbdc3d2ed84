"""The token of a form that makes something: it holds the id of what is to be made.

Sent twice, such a form finds the thing made. It is signed for one member, so that nobody chooses ids.
Who went back, typed something else and sent that means another thing.
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


def made_before(rows, form, public_id: str):
    """What this form made of the same title and text when it was sent before, or None; and the id to
    make it with. `rows` are those that the member may see."""
    before = rows.filter(public_id=public_id).first()
    if before is None:
        return None, public_id
    if form.is_valid() and all(_same(before, form, name) for name in ("title", "text")):
        return before, public_id
    return None, Entry().public_id


def _same(made, form, name: str) -> bool:
    return getattr(made, name).split() == form.cleaned_data[name].split()
