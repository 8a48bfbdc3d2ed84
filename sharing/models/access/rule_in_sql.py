"""A rule of reading as one expression: the same SQL that its `Q` gives, compiled by hand.

The ORM resolves every leaf of a `Q` by itself, joins included, and clones the tree on the way. A rule
of reading has some sixty leaves on ten columns, and a page asks a dozen rules: this was half of a
page's time (`make bench`). Here each column is resolved once. What this does not know stays a `Q`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models import Exists, F, Q

from .presence import HasRow, Holds

COMPARED = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


class Unknown(Exception):
    """A leaf that only the ORM can compile."""


class Values(list):
    """Parameters, in the place where they stand in the SQL."""


class RuleInSQL(Holds):
    """Parts of SQL (`str`), columns and subqueries (`int`, a place in `sources`) and `Values`."""

    def __init__(self, parts: list, sources: list):
        super().__init__()
        self.parts = parts
        self.sources = sources

    def get_source_expressions(self):
        return self.sources

    def set_source_expressions(self, expressions):
        self.sources = expressions

    def as_sql(self, compiler, connection):
        compiled = [compiler.compile(source) for source in self.sources]
        sql, params = [], []
        for part in self.parts:
            if isinstance(part, str):
                sql.append(part)
            elif isinstance(part, int):
                sql.append(compiled[part][0])
                params += compiled[part][1]
            else:
                params += part
        return "".join(sql), params


def in_sql(q: Q, model: type[models.Model]) -> Q | RuleInSQL:
    """`q` as one expression on rows of `model`; `q` itself where it holds what is not known here."""
    try:
        return _in_sql(q, model)
    except Unknown:
        return q


def written(model: type[models.Model], view: Callable, me) -> Q | RuleInSQL:
    """`view` for one reader, as one expression. A visitor's is not kept: it asks the settings too."""
    if me.is_member:
        try:
            return _kept(model, view, me)
        except Unknown:
            pass  # only what is made of literals is kept
    return in_sql(view(me), model)


@lru_cache(maxsize=1_000)
def _kept(model: type[models.Model], view: Callable, me) -> Q | RuleInSQL:
    """Found again by all that a standing holds: a right given or withdrawn makes it another."""
    return _in_sql(view(me), model)


def _in_sql(q: Q, model: type[models.Model]) -> Q | RuleInSQL:
    writer = _Writer(model)
    found = writer.node(q, negated=False)
    if isinstance(found, bool):
        return q  # everybody's or nobody's: the ORM knows that without asking
    return RuleInSQL(found, writer.sources)


class _Writer:
    """Writes one tree. A node is its parts, or True or False where no row need be asked."""

    def __init__(self, model):
        self.model = model
        self.sources: list = []
        self.places: dict[str, int] = {}

    def node(self, q: Q, *, negated: bool) -> list | bool:
        negated ^= q.negated
        decides = q.connector == Q.OR  # what one child that is so makes of the whole
        if q.connector not in (Q.AND, Q.OR):
            raise Unknown
        written: list = []
        for child in q.children:
            if isinstance(child, Q):
                found = self.node(child, negated=negated)
            else:
                found = self.leaf(child, negated=negated)
            if found is decides:
                return decides ^ q.negated
            if not isinstance(found, bool):
                written += [f" {q.connector} ", *found] if written else found
        if not written:
            return (not decides) ^ q.negated
        return ["NOT (" if q.negated else "(", *written, ")"]

    def leaf(self, child, *, negated: bool) -> list | bool:
        if isinstance(child, HasRow):
            return self.has_row(child)
        if isinstance(child, Exists):
            self.sources.append(child)
            return [len(self.sources) - 1]
        if not isinstance(child, tuple):
            raise Unknown
        return self.compared(*child, negated=negated)

    def compared(self, lookup: str, value, *, negated: bool) -> list | bool:
        path, _, last = lookup.rpartition("__")
        if last != "in" and last not in COMPARED:
            path, last = lookup, "exact"
        if last == "in" and isinstance(value, list | tuple) and not value:
            return False
        place = self.column(path)
        if last == "in":
            if not isinstance(value, list | tuple):
                raise Unknown
            values = Values(plain(one) for one in value)
            found = [place, f" IN ({', '.join(['%s'] * len(values))})", values]
        elif value is None:
            return [place, " IS NULL"]
        else:
            found = [place, f" {COMPARED.get(last, '=')} %s", Values([plain(value)])]
        # NOT of what is unknown would be unknown: the negation of a comparison holds where nothing is.
        return ["(", *found, " AND ", place, " IS NOT NULL)"] if negated else found

    def column(self, path: str) -> int:
        if not is_single(self.model, path):
            raise Unknown
        if path not in self.places:
            self.places[path] = len(self.sources)
            self.sources.append(F(path))
        return self.places[path]

    def has_row(self, child: HasRow) -> list:
        found: list = []
        name = connection.ops.quote_name
        for column, outer in child.outer:
            found += [f" AND has.{name(column)} = ", self.column(outer.name)]
        for column, value in child.fixed:
            found += fixed(f" AND has.{name(column)}", value)
        found[0] = found[0].removeprefix(" AND ")
        return [f"EXISTS (SELECT 1 FROM {name(child.table)} has WHERE ", *found, ")"]  # noqa: S608 - names, no values


def fixed(column: str, value) -> Iterator:
    """A column of a subquery: NULL, one of a tuple, or this value."""
    if value is None:
        yield f"{column} IS NULL"
    elif isinstance(value, tuple):
        yield f"{column} IN ({', '.join(['%s'] * len(value))})"
        yield Values(value)
    else:
        yield f"{column} = %s"
        yield Values([value])


def plain(value):
    """A value as databases take it."""
    if isinstance(value, models.Choices):
        value = value.value
    if not isinstance(value, int | str):
        raise Unknown
    return value


@lru_cache(maxsize=1_000)
def is_single(model: type[models.Model], path: str) -> bool:
    """Whether the path leads to one column by foreign keys alone: never to many rows."""
    *steps, last = path.split("__")
    try:
        for step in steps:
            field = model._meta.get_field(step)
            if not (field.many_to_one or field.one_to_one):
                return False
            model = field.related_model
        field = model._meta.pk if last == "pk" else model._meta.get_field(last)
    except FieldDoesNotExist:
        return False
    return field.concrete and isinstance(
        field, models.ForeignKey | models.IntegerField | models.CharField | models.BooleanField
    )
