"""What already went out of an entry, for who pulls it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.models import DigestDelivery, Entry


@dataclass(frozen=True)
class WentOut:
    """How many members had it by mail, and when."""

    members: int
    first_at: datetime | None
    last_at: datetime | None

    @property
    def by_mail(self) -> str:
        """By mail, in a sentence."""
        if not self.members:
            return _("Nobody had it in a digest.")
        return ngettext(
            "%(number)d member had it in a digest.",
            "%(number)d members had it in a digest.",
            self.members,
        ) % {"number": self.members}

    @property
    def by_file(self) -> str:
        return _(
            "In no export and no feed. Who wrote it may have it in the file of their own data."
        )


def went_out(entry: Entry) -> WentOut:
    """Digests that told of `entry`, those broken off while sending too: one query."""
    told = DigestDelivery.objects.went_out().filter(entries=entry)
    told = told.aggregate(
        members=Count("user", distinct=True), first=Min("until"), last=Max("until")
    )
    return WentOut(told["members"], told["first"], told["last"])
