from __future__ import annotations

from django.contrib.auth.management.commands import createsuperuser

from accounts.models import User


class Command(createsuperuser.Command):
    help = "Make an administrator, with an account of their own."

    def _validate_username(self, username: str, *named) -> str | None:
        """Django says no more than that the address is taken."""
        if username and User.objects.filter(email=username.lower()).exists():
            return (
                f"Somebody has an account under {username}, or began to make one, and no account "
                "becomes an administrator's. Give an address that has none."
            )
        return super()._validate_username(username, *named)
