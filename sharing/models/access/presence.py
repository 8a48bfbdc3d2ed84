"""Whether a table holds a row: the one subquery that every rule of reading is made of."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, Expression, F
from django.db.models.lookups import Exact


class Stands(Exact):
    """A condition in WHERE by itself: as `(…) = 1`, as the ORM has it on SQLite, it uses no index."""

    def as_sql(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        return sql if self.rhs else f"NOT {sql}", params


class Holds(Expression):
    """What is true of a row or not."""

    conditional = True

    def __init__(self):
        super().__init__(output_field=BooleanField())

    def get_lookup(self, lookup):
        return Stands if lookup == "exact" else super().get_lookup(lookup)


class ExistsOnce(Exists):
    """EXISTS of which PostgreSQL makes one plan, a look-up for each outer row: for few outer rows.

    It makes two of the plain one, the other for many rows at once, and of what stands inside both
    again: a page spent twenty times as long on plans as on rows. OFFSET keeps it from that.
    """

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, template="EXISTS(%(subquery)s OFFSET 0)")


class HasRow(Holds):
    """EXISTS over one table, by columns: equal to a literal or an outer `F`, among a tuple, or NULL.

    The SQL is that of `Exists(Model.objects.filter(…))` with `OuterRef`. The ORM builds, clones,
    resolves and compiles a whole query for each of those, and a rule of reading holds up to ten, on
    a page that asks it a dozen times: that was most of a page's time (`make bench`). Values are
    parameters, never part of the text.
    """

    def __init__(self, model, **columns):
        super().__init__()
        self.table = model._meta.db_table
        self.outer = [(column_of(model, k), v) for k, v in columns.items() if isinstance(v, F)]
        self.fixed = [(column_of(model, k), v) for k, v in columns.items() if not isinstance(v, F)]

    def get_source_expressions(self):
        return [expression for _column, expression in self.outer]

    def set_source_expressions(self, expressions):
        columns = [column for column, _expression in self.outer]
        self.outer = list(zip(columns, expressions, strict=True))

    def as_sql(self, compiler, connection):
        quote = connection.ops.quote_name
        parts, params = [], []
        for column, expression in self.outer:
            sql, inner = compiler.compile(expression)
            parts.append(f"has.{quote(column)} = {sql}")
            params += inner
        for column, value in self.fixed:
            if value is None:
                parts.append(f"has.{quote(column)} IS NULL")
            elif isinstance(value, tuple):
                parts.append(f"has.{quote(column)} IN ({', '.join(['%s'] * len(value))})")
                params += value
            else:
                parts.append(f"has.{quote(column)} = %s")
                params.append(value)
        where = " AND ".join(parts)
        found = f"SELECT 1 FROM {quote(self.table)} has WHERE {where}"  # noqa: S608 - names, no values
        return f"EXISTS ({found})", params


def column_of(model, field: str) -> str:
    return model._meta.get_field(field).column
