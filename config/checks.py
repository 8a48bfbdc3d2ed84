"""What must be true before this site serves others."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

# The domain of the demonstration community. Its password is known to everybody.
DEMO_DOMAIN = "@demo.oversteek.example"


def has_demo_members() -> bool:
    """Whether somebody of the demonstration community can sign in here."""
    members = get_user_model().objects.filter(email__endswith=DEMO_DOMAIN, is_active=True)
    try:
        return members.exists()
    except DatabaseError:  # Not migrated yet: nobody is here at all.
        return False


def refuse_demo_members() -> None:
    """Stop a site that is not in debug from serving with accounts whose password is public."""
    if not settings.DEBUG and has_demo_members():
        raise ImproperlyConfigured(
            "The demonstration community is in this database, and DEBUG is off. Everybody knows "
            "its password: start with an empty database (DATABASE_URL or DATA_DIR)."
        )


@register(Tags.security, deploy=True)
def no_demo_members(app_configs, **kwargs):
    if has_demo_members():
        return [
            Error(
                "Accounts of the demonstration community are active; everybody knows their password.",
                hint="Serve from an empty database.",
                id="oversteek.E001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def mail_leaves_this_site(app_configs, **kwargs):
    if settings.MAILERS["default"]["BACKEND"].endswith(
        ("console.EmailBackend", "dummy.EmailBackend")
    ):
        return [
            Warning(
                "Mail is written to the console: nobody gets a code to sign in with.",
                hint="Set MAIL_URL, such as smtp://user:password@mail.example:587.",
                id="oversteek.W001",
            )
        ]
    return []
