"""`[[Links]]` in texts that leave the site: as their pages resolve them, for who takes them along."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from sharing.markup import linked_titles, with_addresses
from sharing.models import Entry, Level


class Links:
    """What this member's links lead to. One that leads nowhere, to what they may not see, or to TLP:RED,
    which is in no file, is the plain words."""

    def __init__(self, user: User):
        self.user = user
        self.addresses: dict[str, str | None] = {}

    def filled(self, text: str) -> str:
        if "[[" not in text:
            return text
        titles = set(linked_titles(text))
        if unknown := titles - self.addresses.keys():
            self.addresses |= self._resolved(unknown)
        found = {title: self.addresses[title] for title in titles if self.addresses[title]}
        return with_addresses(text, found)

    def _resolved(self, titles: set[str]) -> dict[str, str | None]:
        may_leave = Entry.objects.visible_to(self.user).exclude(level=Level.RED)
        found = may_leave.titled(titles, seen_by=self.user)
        return {title: address_of(found[title]) if title in found else None for title in titles}


def address_of(public_id: str) -> str:
    """Without words: those are left out above TLP:GREEN."""
    return settings.SITE_URL + reverse("sharing:entry_detail", args=[public_id])
