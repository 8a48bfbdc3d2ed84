"""`[[Links]]` in texts that leave the site: as their pages resolve them, for who takes them along."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from sharing.markup import kept_targets, linked_titles, with_addresses
from sharing.models import Entry, Level


class Links:
    """What this member's links lead to. One that leads nowhere, to what they may not see, or to TLP:RED,
    which is in no file, is the plain words. `may_leave` are public ids of all others."""

    def __init__(self, user: User, may_leave: Collection[str]):
        self.user, self.may_leave = user, frozenset(may_leave)

    def filled(self, text: str, html: str) -> str:
        """A text that was saved, and so rendered as `html`: each link leads where it led then."""
        if "[[" not in text:
            return text
        return self._with_addresses(text, kept_targets(text, html))

    def filled_by_title(self, text: str) -> str:
        """A text that was not saved yet: by title, as a preview of it would be."""
        titles = linked_titles(text) if "[[" in text else []
        if not titles:
            return text
        may_leave = Entry.objects.visible_to(self.user).exclude(level=Level.RED)
        return self._with_addresses(text, may_leave.titled(titles, seen_by=self.user))

    def _with_addresses(self, text: str, ids: dict[str, str]) -> str:
        found = {title: address_of(one) for title, one in ids.items() if one in self.may_leave}
        return with_addresses(text, found)


def address_of(public_id: str) -> str:
    """Without words: those are left out above TLP:GREEN."""
    return settings.SITE_URL + reverse("sharing:entry_detail", args=[public_id])
