"""Lookups of our own. Registered when the app is loaded.

Numbers that no column can hold, in lists, match nothing. Django looks after one of them (`pk=10**30`) but
not after many (`pk__in=[10**30]`), which SQLite cannot take: each form or address in which several are
chosen would break.

`name__holds` is `name__icontains`, alike on both databases.
"""

from __future__ import annotations

import re

from django.db import models
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import IContains, In, IRegex


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


class Holds(IContains):
    """Holds this text, in whatever case. SQLite, and PostgreSQL in its plain locale, fold A to Z alone."""

    def as_sql(self, compiler, connection):
        if self.rhs.isascii():
            return super().as_sql(compiler, connection)
        return compiler.compile(IRegex(self.lhs, "".join(map(_in_either_case, self.rhs))))


def _in_either_case(letter: str) -> str:
    """The letter, as a pattern that leaves no case of it to the database beyond A to Z."""
    if letter.isascii():
        return re.escape(letter)
    return f"(?:{'|'.join(dict.fromkeys((letter, letter.lower(), letter.upper())))})"


for column in (models.CharField, models.TextField):
    column.register_lookup(Holds, "holds")
