"""The scores of a question's terms as something a queryset joins.

Django cannot join a grouped subquery by itself, and a correlated subquery would ask the postings
again for every row. This joins them once: `INNER JOIN (SELECT … GROUP BY entry) scores`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import BigIntegerField
from django.db.models.expressions import Col
from django.db.models.sql.constants import INNER

from ..models import Posting

K1, B = 1.5, 0.75  # 1.2 to 2.0 is usual; measured by benchmarks/search_quality.py
PRECISION = 1_000_000  # scores are whole millionths: sums of floats differ in the last digit

_GIVEN = """CASE term_id {cases} END * tf / (tf + {base} + {per_word} * length) AS w
FROM {table} WHERE term_id IN ({terms})"""

_WORDS = "SELECT entry_id, 1 AS answers, 0.0 AS near, 0.0 AS found, {given}"

# Of a group of synonyms an entry counts the one that gives most, and no other.
_MEANT = """SELECT entry_id, 1 AS answers, 0.0 AS near, 0.0 AS found, MAX(w) AS w
FROM ({rows}) meant GROUP BY entry_id, said"""

_SYNONYMS = "SELECT entry_id, CASE term_id {groups} END AS said, {given}"

# The more the words say, the less counts what is said without them.
_SCORE = """SUM(w) + CASE WHEN SUM(near) > MAX(found) * (1 - SUM(w) / {enough})
THEN SUM(near) ELSE MAX(found) * (1 - SUM(w) / {enough}) END"""

_NO_ROW = """SELECT CAST(0 AS bigint) AS entry_id, 0 AS answers, CAST(0 AS double precision) AS near,
CAST(0 AS double precision) AS found, CAST(0 AS double precision) AS w WHERE 1 = 0"""

_NO_SYNONYM = """SELECT CAST(0 AS bigint) AS entry_id, 0 AS said, CAST(0 AS double precision) AS w WHERE 1 = 0"""


@dataclass(frozen=True)
class Meant:
    """What the synonyms of a question give: of each group, by its number, the most that an entry has."""

    terms: Mapping[int, tuple[int, float]]  # term id → group, idf
    named: Mapping[tuple[int, int], float]  # entry id and group → points of names of several terms

    def __bool__(self) -> bool:
        return bool(self.terms or self.named)


@dataclass(eq=False)
class ScoreJoin:
    """BM25 of each entry for weighted terms, as one joined table `(entry_id, score)`.

    score = Σ weight · tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / average)), with the weight
    of a term its idf; Robertson and Zaragoza, The Probabilistic Relevance Framework (2009).
    Points by entry id: `near` add to that; `found` bring in what no term matches, and stand in for
    the terms of what matches them badly: from a score of `enough` on they say nothing.
    """

    weights: Mapping[int, float]  # term id → idf
    meant: Meant
    average_length: float
    near: Mapping[int, float]  # entry id → points
    found: Mapping[int, float]
    enough: float
    parent_alias: str
    parent_column: str
    table_name: str = "scores"
    table_alias: str | None = None
    join_type: str | None = INNER
    nullable = False
    filtered_relation = None

    def as_sql(self, compiler, connection):
        quote = compiler.quote_name
        alias, parent = quote(self.table_alias or self.table_name), quote(self.parent_alias)
        rows = " UNION ALL ".join(
            [*self._words(connection), *self._meant(connection), *self._points()]
        )
        score = _SCORE.format(enough=_real(self.enough)) if self.found else "SUM(w) + SUM(near)"
        return (  # names of ours and numbers, as below
            f"{self.join_type} (SELECT entry_id, CAST(({score}) * {PRECISION} AS bigint) AS score"  # noqa: S608
            f" FROM ({rows}) weights GROUP BY entry_id HAVING MAX(answers) > 0) {alias}"
            f" ON ({alias}.entry_id = {parent}.{quote(self.parent_column)})"
        ), []

    def _words(self, connection):
        """Numbers only: nothing that anybody typed comes into the SQL."""
        if not self.weights:
            return
        yield _WORDS.format(given=self._given(self.weights, connection))

    def _meant(self, connection):
        if not self.meant:
            return
        rows = [_NO_SYNONYM]  # which names the columns, as below
        if self.meant.terms:
            groups = (f"WHEN {pk:d} THEN {n:d}" for pk, (n, _weight) in self.meant.terms.items())
            weights = {pk: weight for pk, (_n, weight) in self.meant.terms.items()}
            given = self._given(weights, connection)
            rows.append(_SYNONYMS.format(groups=" ".join(groups), given=given))
        named = [f"({pk:d}, {n:d}, {_real(most)})" for (pk, n), most in self.meant.named.items()]
        if named:
            rows.append(f"VALUES {', '.join(named)}")
        yield _MEANT.format(rows=" UNION ALL ".join(rows))

    def _given(self, weights: Mapping[int, float], connection) -> str:
        cases = (f"WHEN {pk:d} THEN {_real(w * (K1 + 1))}" for pk, w in weights.items())
        return _GIVEN.format(
            cases=" ".join(cases),
            base=_real(K1 * (1 - B)),
            per_word=_real(K1 * B / self.average_length),
            table=connection.ops.quote_name(Posting._meta.db_table),
            terms=", ".join(f"{pk:d}" for pk in weights),
        )

    def _points(self):
        rows = [f"({pk:d}, 0, {_real(points)}, 0, 0)" for pk, points in self.near.items()]
        rows += [f"({pk:d}, 1, 0, {_real(points)}, 0)" for pk, points in self.found.items()]
        if rows:
            yield _NO_ROW  # SQLite takes the names of the columns from the first SELECT
            yield f"VALUES {', '.join(rows)}"

    def relabeled_clone(self, change_map):
        return replace(
            self,
            parent_alias=change_map.get(self.parent_alias, self.parent_alias),
            table_alias=change_map.get(self.table_alias, self.table_alias),
        )


def _real(number: float) -> str:
    """A literal that both databases reckon with as a float; PostgreSQL's own would be decimals."""
    return f"CAST({number!r} AS double precision)"


def with_scores(entries, weights, meant, average_length, *, near, found, enough):
    """The entries that match, with the expression of their score."""
    scored = entries.all()
    query = scored.query
    alias = query.join(
        ScoreJoin(
            weights,
            meant,
            average_length,
            near,
            found,
            enough,
            parent_alias=query.get_initial_alias(),
            parent_column=entries.model._meta.pk.column,
        )
    )
    field = BigIntegerField()
    field.set_attributes_from_name("score")
    field.model = entries.model  # an expression is told apart by the model of its field
    return scored, Col(alias, field)
