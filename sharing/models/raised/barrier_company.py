"""Who meets a barrier too, and what helps while it stands."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, Standing

from ..access.audience import view_of_hanging
from ..access.machinery import NOBODY, AccessQuerySet, Guarded
from ..vocabulary import Level
from .audience import view_of_barrier
from .barriers import Barrier


class MeetsItQuerySet(AccessQuerySet):
    @staticmethod
    def view(me: Standing) -> Q:
        return view_of_barrier(me, "barrier__") if me.is_member else NOBODY


class MeetsIt(Guarded):
    """An organisation meets a barrier too. One of its members said so."""

    barrier = models.ForeignKey(Barrier, models.CASCADE, related_name="meets")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = MeetsItQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["barrier", "organisation"], name="met_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"organisation {self.organisation_id} meets barrier {self.barrier_id}"


class WayAroundQuerySet(AccessQuerySet):
    @staticmethod
    def view(me: Standing) -> Q:
        """Who sees both ends: the barrier, and the entry at the level it had then."""
        if not me.is_member:
            return NOBODY
        return view_of_hanging(me) & view_of_barrier(me, "barrier__")


class WayAround(Guarded):
    """An entry that helps while a barrier stands."""

    barrier = models.ForeignKey(Barrier, models.CASCADE, related_name="ways")
    entry = models.ForeignKey("sharing.Entry", models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = WayAroundQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["barrier", "entry"], name="way_around_once")]

    def __str__(self) -> str:
        return f"entry {self.entry_id} helps with barrier {self.barrier_id}"
