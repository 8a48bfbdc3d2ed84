"""How signing up and confirming an address follow Oversteek's rules."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """allauth, with our rules of who gets in."""

    def confirm_email(self, request, email_address) -> bool:
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            email_address.user.refresh_from_db()
            email_address.user.settle()
        return confirmed
