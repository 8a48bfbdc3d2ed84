"""Querysets that the ORM compiles once for each reader; from run to run only the values in their slots differ.

Not the database but the ORM is what a page costs: a rule of reading takes it milliseconds to compile
and the database microseconds to answer (docs/performance.md, ADR 0006). The ORM still writes every
statement. What is kept is text and parameters; the rows are asked of the database each time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BigAutoField, Expression, Field, Lookup, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.where import WhereNode

KEPT = 1_000  # statements of a process, 0.15 MB each: those of some seventy members at once
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:")  # as SQLite is given it


class Slot(Expression):
    """The place of a value that is known only at each run."""

    def __init__(self, name: str, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Ids(Field):
    """What a `Slot` holds that is a list of ids of any length, also none: for `pk__among`."""

    def get_db_prep_value(self, value, connection, prepared=False):
        ids = sorted(value)
        return ids if connection.vendor == "postgresql" else json.dumps(ids)


@BigAutoField.register_lookup
class Among(Lookup):
    """`pk__among=Slot("known", Ids())`: `pk__in` of a list that is known only at each run.

    One place for the whole list, so that one statement serves lists of any length.
    """

    lookup_name = "among"

    def as_sql(self, compiler, connection):
        lhs, params = self.process_lhs(compiler, connection)
        listed, more = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY ({listed}::bigint[])", (*params, *more)
        return f"{lhs} IN (SELECT value FROM json_each({listed}))", (*params, *more)  # noqa: S608 - no values


@dataclass(frozen=True)
class Statement:
    """A queryset with the SQL that was made of it; `sql` is None where no row can answer."""

    rows: QuerySet
    compiler: SQLCompiler
    sql: str | None
    params: tuple = ()
    slots: tuple[tuple[int, Slot], ...] = ()  # where in `params` a run puts a value

    @classmethod
    def of(cls, rows: QuerySet) -> Statement:
        """Compile `rows`. Raises TypeError for a moment in it: it would stand still."""
        compiler = rows.query.get_compiler(rows.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return cls(rows, compiler, None)
        if any(isinstance(p, date) or (isinstance(p, str) and MOMENT.match(p)) for p in params):
            raise TypeError("A moment in a prepared statement would stand still: give it a Slot.")
        slots = tuple((place, p) for place, p in enumerate(params) if isinstance(p, Slot))
        # What the text was made of is most of what a statement weighs, and no run asks for it.
        rows.query.where, rows.query.combined_queries = WhereNode(), ()
        compiler.where = compiler.having = compiler.qualify = None
        return cls(rows, compiler, sql, tuple(params), slots)

    def run(self, values: dict) -> list:
        """The rows as the database has them now, with these values in the slots."""
        if self.sql is None:
            return []
        compiler, query, rows = _alike(self.compiler), _alike(self.rows.query), _alike(self.rows)
        compiler.connection = connections[self.rows.db]
        params = list(self.params)
        for place, slot in self.slots:
            value = values[slot.name]
            params[place] = slot.output_field.get_db_prep_value(value, compiler.connection)
        compiler.as_sql = lambda *args, **how: (self.sql, params)
        query.get_compiler = lambda *args, **how: compiler
        rows._query, rows._result_cache = query, None
        return list(rows)


def prepared(build: Callable[..., QuerySet]) -> Callable[..., list]:
    """Run what `build` makes without compiling it again.

    `build(*key)` gives a queryset with a `Slot` for each value that is not in the key. The function
    made of it takes the same key, and the values by name, and gives a list: what is prepared cannot
    be filtered further. Everything that the SQL depends on must be in the key: of a reader that is
    their `Standing`, so that a right given or withdrawn makes another statement. `build` asks the
    database nothing.
    """

    def run(*key: Hashable, **values) -> list:
        return _statement(build, *key).run(values)

    return run


@lru_cache(maxsize=KEPT)
def _statement(build: Callable[..., QuerySet], *key: Hashable) -> Statement:
    return Statement.of(build(*key))


def _alike(thing):
    """Another of its kind with the same attributes. `copy` would run a queryset."""
    made = object.__new__(type(thing))
    made.__dict__.update(thing.__dict__)
    return made
