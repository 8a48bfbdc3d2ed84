"""Numbers that no column can hold, in lists: they match nothing.

Django looks after one of them (`pk=10**30`) but not after many (`pk__in=[10**30]`), which SQLite cannot
take: each form or address in which several are chosen would break. Registered when the app is loaded.
"""

from __future__ import annotations

from django.db import models
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In


class OnlyWhatFits:
    """Leaves out of `in` the numbers that are no number of this column."""

    def process_rhs(self, compiler, connection):
        column = getattr(self.lhs.output_field, "target_field", self.lhs.output_field)
        if self.rhs_is_direct_value() and isinstance(column, models.IntegerField):
            low, high = connection.ops.integer_field_range(column.get_internal_type())
            self.rhs = [n for n in self.rhs if not isinstance(n, int) or low <= n <= high]
        return super().process_rhs(compiler, connection)


@models.IntegerField.register_lookup
class IntegerIn(OnlyWhatFits, In):
    pass


@models.ForeignKey.register_lookup
class ForeignKeyIn(OnlyWhatFits, RelatedIn):
    pass
