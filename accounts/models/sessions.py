"""Sessions: where somebody is signed in. allauth keeps when each began, from where, with what browser."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils import timezone


def sessions_of(user):
    """Where `user` is signed in, or was until the session ran out."""
    from allauth.usersessions.models import UserSession

    return UserSession.objects.filter(user=user).order_by("created_at", "pk")


def end_sessions(user) -> None:
    """Sign `user` out everywhere: also once their account is active again."""
    for session in sessions_of(user):
        session.end()


def forget_ended_sessions() -> int:
    """Delete sessions that ran out, and how they began. How many."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    number, _tables = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    running = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(running)).delete()
    return number
