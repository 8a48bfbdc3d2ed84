"""What could be chosen next, and how much of it there is: from one pass over the matching ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)

from accounts.models import Organisation

from ..models import Entry

COUNTED = 1_000  # matches that are counted exactly
COLUMNS = {
    "sector": "home_sector_id",
    "kind": "kind",
    "outcome": "outcome",
    "maturity": "maturity",
    "level": "level",
    "party": "organisation__party",
    "language": "language",
}
# Looked up for those that are counted, where a join would be for all that match.
PARTY = Func(
    F("organisation_id"),
    template=f"(SELECT o.party FROM {Organisation._meta.db_table} o WHERE o.id = %(expressions)s)",  # noqa: S608
    output_field=CharField(),
)
LINKS = {
    "sector": (Entry.also_sectors.through, "sector_id"),
    "theme": (Entry.themes.through, "theme_id"),
}
FACETS = ("sector", "theme", "kind", "outcome", "maturity", "level", "party", "language")
Chosen = Mapping[str, Sequence]


@dataclass(frozen=True)
class Counted:
    """For each facet how many have which value; of the entries that are shown, home and also sectors,
    and themes."""

    counts: Mapping[str, Counter]
    sectors: Mapping[int, set[int]]
    themes: Mapping[int, set[int]]


@dataclass(frozen=True)
class Facets:
    """The ids that pass every filter, in order, and what is known of those that fail one."""

    ids: list[int]
    has_more: bool  # more than COUNTED pass every filter
    is_cut: bool  # not all were read that pass every filter or fail one
    columns: Mapping[str, Sequence]  # a value per match, for each facet that is a field; and "pk"
    passing: Mapping[str, Sequence[bool]]  # whether a match passes, for each filter that is set

    @property
    def total(self) -> int:
        return len(self.ids)

    def is_exact(self, name: str, *, is_chosen: bool = False) -> bool:
        """Whether what is counted of a value of this facet is all there is.

        Those that pass every filter are read first, so that only what a facet's own filter left out
        can go uncounted before them: what it has chosen (`is_chosen`) is among those that pass.
        """
        leaves_out = name in self.passing and not is_chosen
        return not (self.is_cut if leaves_out else self.has_more)

    def counted(self, shown: Iterable[int] = ()) -> Counted:
        """The counts, and the sectors and themes of the entries in `shown`: one query.

        The counts of a facet leave its own filter out: they tell what choosing another value adds.
        """
        among = {name: self._passing_others(name) for name in FACETS}
        counts = {name: self._values(name, among[name]) for name in FACETS}
        homes = dict(zip(self.columns["pk"], self.columns["sector"], strict=True))
        sectors = {pk: {homes[pk]} for pk in shown}
        of = {"sector": sectors, "theme": {pk: set() for pk in sectors}}
        pks = {name: list(compress(self.columns["pk"], among[name])) for name in LINKS}
        for name, pk, value, number in _linked(pks, sectors):
            if pk:
                of[name][pk].add(value)
            else:
                counts[name][value] += number
        return Counted(counts, sectors, of["theme"])

    def _passing_others(self, name: str) -> Sequence[bool]:
        """Which matches pass the filters of all other facets."""
        others = [passing for each, passing in self.passing.items() if each != name]
        if not others:
            return (True,) * len(self.columns["pk"])
        return [all(each) for each in zip(*others, strict=True)]

    def _values(self, name: str, among: Sequence[bool]) -> Counter:
        counted = Counter(compress(self.columns.get(name, ()), among))
        for nothing in (None, ""):
            counted.pop(nothing, None)
        return counted


def facets(entries, chosen: Chosen, most: int = COUNTED) -> Facets:
    """Find the matches among `entries` (ordered) with the chosen values per facet: one query.

    Read are the entries that fail one filter at most, those that pass all first, and no more
    than `most` and one of them.
    """
    passes = {name: _passes(name, set(values)) for name, values in chosen.items() if values}
    rows = _nearly(entries, passes).annotate(
        **{f"passes_{name}": _as_flag(condition) for name, condition in passes.items()}
    )
    columns = COLUMNS | {"party": PARTY}
    fields = ("pk", *columns.values(), *(f"passes_{name}" for name in passes))
    found = list(rows.values_list(*fields)[: most + 1])
    is_cut = len(found) > most
    has_more = is_cut and all(found[most][len(fields) - len(passes) :])
    columns = list(zip(*found[:most], strict=True)) or [()] * len(fields)
    passing = dict(zip(passes, columns[1 + len(COLUMNS) :], strict=True))
    is_passing = [all(each) for each in zip(*passing.values(), strict=True)]
    ids = list(compress(columns[0], is_passing)) if passes else list(columns[0])
    columns = dict(zip(("pk", *COLUMNS), columns[: 1 + len(COLUMNS)], strict=True))
    return Facets(ids, has_more, is_cut, columns, passing)


def _linked(
    among: Mapping[str, Sequence[int]], shown: Iterable[int]
) -> list[tuple[str, int, int, int]]:
    """(facet, 0, linked id, how many of `among` have it) and (facet, entry id, linked id, 1) of `shown`.

    Sectors that are an entry's home are left out. One statement with the ids in it: a thousand
    parameters cost more than the reading, and pairs of entry and theme more than counting them there.
    """
    parts = []
    for name, ids in among.items():
        if ids:
            parts.append(_links(name, "0", ids) + f" GROUP BY {LINKS[name][1]}")
    if shown:
        parts += [
            _links(name, "entry_id", shown) + f" GROUP BY entry_id, {column}"
            for name, (_through, column) in LINKS.items()
        ]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return cursor.fetchall()


def _links(name: str, entry: str, ids: Iterable[int]) -> str:
    """Counting what is linked to these entries: names of ours and numbers alone."""
    through, column = LINKS[name]
    quote = connection.ops.quote_name
    home = f"SELECT home_sector_id FROM {quote(Entry._meta.db_table)} e WHERE e.id = entry_id"  # noqa: S608
    return (
        f"SELECT '{name}', {entry}, {column}, COUNT(*) FROM {quote(through._meta.db_table)}"  # noqa: S608
        f" WHERE entry_id IN ({', '.join(f'{pk:d}' for pk in ids)})"
        + (f" AND {column} <> ({home})" if name == "sector" else "")
    )


def _as_flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def _passes(name: str, wanted: Iterable) -> Q:
    passes = Q(**{f"{COLUMNS[name]}__in": wanted}) if name in COLUMNS else Q(pk__in=[])
    if name in LINKS:
        through, column = LINKS[name]
        linked = through.objects.filter(**{"entry": OuterRef("pk"), f"{column}__in": wanted})
        passes |= Q(Exists(linked))
    return passes


def _nearly(entries, passes: Mapping[str, Q]):
    """Those that fail one filter at most, the ones that fail none first."""
    if not passes:
        return entries
    nearly, all_of_them = Q(), Q()
    for condition in passes.values():
        all_of_them &= condition
    if len(passes) > 1:
        for left_out in passes:
            others = Q()
            for name, condition in passes.items():
                if name != left_out:
                    others &= condition
            nearly |= others
    misses = Case(When(all_of_them, then=Value(0)), default=Value(1), output_field=IntegerField())
    return entries.filter(nearly).order_by(misses, *entries.query.order_by)
