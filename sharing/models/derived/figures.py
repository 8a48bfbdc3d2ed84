"""Figures: what was counted, kept until it is counted again. Reading them counts nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Period(models.TextChoices):
    """Over which time is counted."""

    YEAR = "year", _("Twelve months")
    QUARTER = "quarter", _("Three months")
    ALL = "all", _("From the beginning")

    @property
    def days(self) -> int:
        """How many days it goes back; 0 for all time."""
        return {Period.YEAR: 365, Period.QUARTER: 91}.get(self, 0)

    def since(self, until: datetime) -> datetime | None:
        """When it begins that ends at `until`; None for all time."""
        return until - timedelta(days=self.days) if self.days else None


COUNTED_AS = 3  # one more whenever something else is counted: what older code counted is not shown


class Figures(models.Model):
    """One count over one period. Ids of sectors and codes, never words of members."""

    period = models.CharField(max_length=7, choices=Period, unique=True)
    computed_at = models.DateTimeField(default=timezone.now)
    counted_as = models.PositiveSmallIntegerField(default=COUNTED_AS)
    numbers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("figures")
        verbose_name_plural = _("figures")

    def __str__(self) -> str:
        return f"figures of {self.period}"
