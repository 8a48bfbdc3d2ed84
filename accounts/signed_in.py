"""Who asks: the session and the member of every request, by statements that are compiled once (ADR 0006)."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import models
from django.utils import timezone

from .models import Slot, Standing, User, prepared, with_memberships


@prepared
def _kept(session_model: type[models.Model]):
    return session_model.objects.filter(session_key=Slot("key", models.CharField()))


@prepared
def _member():
    return with_memberships(User.objects.filter(pk=Slot("pk", models.BigAutoField())))


class SessionStore(DatabaseSessionStore):
    """Django's, in the database; only reading one is quicker."""

    def _get_session_from_db(self):
        for session in _kept(self.model, key=self.session_key):
            if session.expire_date > timezone.now():
                return session
        self._session_key = None
        return None


class Backend(AuthenticationBackend):
    """allauth's; only finding who is signed in already is quicker, and reads where they stand along with them."""

    def get_user(self, user_id: int) -> User | None:
        found = _member(pk=user_id)
        if not found or not self.user_can_authenticate(found[0]):
            return None
        user = found[0]
        user._standing = Standing.read(found)
        return user
