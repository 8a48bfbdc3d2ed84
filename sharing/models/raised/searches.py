"""Searches that found nothing: wanted lessons that nobody had to ask for. Kept without who searched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import WrittenLine

from ..telling.following import Notification
from ..vocabulary import Level
from .answers import Asked, first_of_each

NO_MARKS = dict.fromkeys(map(ord, '"“”„'))
OFTEN = 3  # members: what fewer searched for in vain is nobody's but theirs
GROUPS = 8  # of members, for each search others; nothing tells members of one apart
BY_SEVERAL = [groups for groups in range(1 << GROUPS) if groups.bit_count() >= OFTEN]


class EmptySearchQuerySet(models.QuerySet):
    def often(self):
        """Those that say something, the most frequent first."""
        return self.filter(groups__in=BY_SEVERAL).order_by("-count", "text")

    def wanted(self):
        """Those that still find nothing."""
        return self.often().filter(is_found=False)

    def to_look_for(self, before: datetime):
        """Those that were not searched for again since, the longest forgotten first."""
        due = self.often().filter(Q(looked_at=None) | Q(looked_at__lt=before))
        return due.order_by(F("looked_at").asc(nulls_first=True), "pk")


class EmptySearch(models.Model):
    """What was searched for and not found: how often and when last, never by whom.

    `groups` has a bit for each group of members of which somebody did: as many members at least.
    """

    level = Level.GREEN  # every member may read it, and nobody else

    text = WrittenLine(max_length=200, unique=True)
    language = models.CharField(max_length=2)
    count = models.PositiveIntegerField(default=1)
    groups = models.PositiveSmallIntegerField(default=0, editable=False)
    last_on = models.DateField()
    looked_at = models.DateTimeField(
        null=True, editable=False
    )  # when we last searched for it again
    is_found = models.BooleanField(default=False, editable=False)  # as of then: somebody wrote it
    routed_at = models.DateTimeField(null=True, editable=False)

    objects = EmptySearchQuerySet.as_manager()

    class Meta:
        ordering = ["-count", "-last_on", "text"]
        verbose_name = _("search without results")
        verbose_name_plural = _("searches without results")

    def __str__(self) -> str:
        return f"search without results {self.pk}"

    def get_absolute_url(self) -> str:
        """Where it stands among the others, and can be written: it has no page of its own."""
        return reverse("sharing:searches")

    @property
    def title(self) -> str:
        """The words in quotation marks; those that were typed go, as marks within marks."""
        return f"“{self.text.translate(NO_MARKS)}”"

    def note_looked(self, *, is_found: bool) -> None:
        """Keep whether somebody wrote it meanwhile."""
        self.looked_at, self.is_found = timezone.now(), is_found
        self.save(update_fields=["looked_at", "is_found"])

    @transaction.atomic
    def route(self, found: Iterable) -> int:
        """Show it to those who could write it, once: `found` as for a question. How many."""
        row = EmptySearch.objects.select_for_update(no_key=True).get(pk=self.pk)
        if row.routed_at is not None:
            return 0
        chosen = first_of_each(found)
        Asked.objects.bulk_create(
            Asked(search=row, user_id=pk, entry_id=one.entry_id, is_applied=one.is_applied)
            for pk, one in chosen.items()
        )
        Notification.objects.tell(chosen, Notification.Kind.SEARCH_FOR_YOU, search=row)
        row.routed_at = timezone.now()
        row.save(update_fields=["routed_at"])
        return len(chosen)
