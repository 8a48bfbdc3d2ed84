"""Rows that are chosen first and read whole afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.lookups import In


@models.BigAutoField.register_lookup
class ChosenFirst(In):
    """`pk__chosen_first=rows`: like `pk__in`, and `rows` are surely worked out before all else.

    PostgreSQL may join IN (SELECT …) last where many tables are joined: it read two million pairs of
    entries to show sixty. What stands in an array is worked out once, and found by the index.
    """

    lookup_name = "chosen_first"

    def as_postgresql(self, compiler, connection, **context):
        lhs, params = self.process_lhs(compiler, connection)
        rows, more = self.process_rhs(compiler, connection)
        return f"{lhs} = ANY (ARRAY {rows})", (*params, *more)


def chosen_first(rows) -> Q:
    """Those of a model that are among `rows`, a queryset of it, sliced or not."""
    return Q(pk__chosen_first=rows.values("pk"))
