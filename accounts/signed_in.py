"""Who asks: the session and the member of every request, by statements that are compiled once (ADR 0006)."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import models
from django.dispatch import receiver
from django.utils import timezone

from .models import Slot, Standing, User, prepared, with_memberships

# In a session: until when somebody is signed in. Every message to them writes the session, and each
# writing would else put its end off.
ENDS_AT = "ends_at"


@prepared
def _kept(session_model: type[models.Model]):
    return session_model.objects.filter(session_key=Slot("key", models.CharField()))


@prepared
def _member():
    return with_memberships(User.objects.filter(pk=Slot("pk", models.BigAutoField())))


@receiver(user_logged_in)
def set_the_end(request, **_signal) -> None:
    """However somebody signed in: from now on `SESSION_COOKIE_AGE` is left, whatever they do."""
    ends_at = timezone.now() + timedelta(seconds=request.session.get_session_cookie_age())
    request.session[ENDS_AT] = ends_at.isoformat()


class SessionStore(DatabaseSessionStore):
    """Django's, in the database; reading one is quicker, and it ends as long after signing in as it may last."""

    def get_expiry_date(self, **given) -> datetime:
        expiry, ends_at = super().get_expiry_date(**given), self.get(ENDS_AT)
        return min(expiry, datetime.fromisoformat(ends_at)) if ends_at else expiry

    def get_expiry_age(self, **given) -> int:
        """In seconds; what the cookie lasts."""
        return round((self.get_expiry_date(**given) - timezone.now()).total_seconds())

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
