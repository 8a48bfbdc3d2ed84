"""How long barriers have waited for an answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Case, IntegerChoices, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _

DAYS = (30, 90, 180)  # at which an age ends and the next begins


class BarrierAge(IntegerChoices):
    MONTH = 0, _("Less than a month")
    QUARTER = 1, _("One to three months")
    HALF_YEAR = 2, _("Three to six months")
    OLDER = 3, _("More than half a year")


def age_at(now: datetime) -> Case:
    """The BarrierAge of a row, as a column."""
    return Case(
        *(
            When(created_at__gt=now - timedelta(days=days), then=Value(age))
            for age, days in enumerate(DAYS)
        ),
        default=Value(BarrierAge.OLDER.value),
        output_field=IntegerField(),
    )
