"""What could be chosen next, and how much of it there is: from one pass over the matching ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

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
LINKS = {
    "sector": (Entry.also_sectors.through, "sector_id"),
    "theme": (Entry.themes.through, "theme_id"),
}
FACETS = ("sector", "theme", "kind", "outcome", "maturity", "level", "party", "language")
Chosen = Mapping[str, Sequence]


@dataclass(frozen=True)
class Facets:
    """The ids that pass every filter, in order, and for each facet how many have which value.

    The counts of a facet leave its own filter out: they tell what choosing another value adds.
    """

    ids: list[int]
    is_exact: bool  # no more than COUNTED matches: every count is the whole truth
    has_more: bool  # more than COUNTED pass every filter
    counts: Mapping[str, Counter]
    matches: Matches

    @property
    def total(self) -> int:
        return len(self.ids)

    def sectors_of(self, ids: Iterable[int]) -> dict[int, set[int]]:
        """Home and also sectors of some of the entries."""
        found = {pk: {self.matches.home(pk)} for pk in ids}
        for pk, sector in self.matches.links["sector"]:
            if pk in found:
                found[pk].add(sector)
        return found


class Matches:
    """What was read of the matching entries: a column for each field, pairs for each link."""

    def __init__(self, rows: list[tuple]):
        self.ids, *columns = zip(*rows, strict=True) if rows else ((), *([()] * len(COLUMNS)))
        self.columns = dict(zip(COLUMNS, columns, strict=True))
        self.links: dict[str, set[tuple[int, int]]] = {name: set() for name in LINKS}
        self._homes: dict[int, int] = {}
        for which, pk, value in _linked(self.ids):
            self.links[which].add((pk, value))

    def home(self, pk: int) -> int:
        self._homes = self._homes or dict(zip(self.ids, self.columns["sector"], strict=True))
        return self._homes[pk]

    def failing(self, name: str, wanted: set) -> set[int]:
        """The ids that have none of these values."""
        passing = {pk for pk, value in self.links.get(name, ()) if value in wanted}
        if name in self.columns:
            column = zip(self.ids, self.columns[name], strict=True)
            passing |= {pk for pk, value in column if value in wanted}
        return set(self.ids) - passing

    def count(self, name: str, out: set[int]) -> Counter:
        """How many have which value, those in `out` left out."""
        values = self.columns.get(name, ())
        if out:
            values = [v for pk, v in zip(self.ids, values, strict=False) if pk not in out]
        counted = Counter(values)
        counted.update(value for pk, value in self.links.get(name, ()) if pk not in out)
        for nothing in (None, ""):
            counted.pop(nothing, None)
        return counted


def facets(entries, chosen: Chosen, most: int = COUNTED) -> Facets:
    """Count the matches among `entries` (ordered) with the chosen values per facet.

    Read are the entries that fail one filter at most, those that pass all first, and no more
    than `most` and one of them.
    """
    chosen = {name: set(values) for name, values in chosen.items() if values}
    passes = {name: _passes(name, values) for name, values in chosen.items()}
    rows = list(_nearly(entries, passes).values_list("pk", *COLUMNS.values())[: most + 1])
    matches = Matches(rows[:most])
    failing = {name: matches.failing(name, wanted) for name, wanted in chosen.items()}
    out = set().union(*failing.values())
    ids = [pk for pk in matches.ids if pk not in out]
    counts = {}
    for name in FACETS:
        others = [found for each, found in failing.items() if each != name]
        counts[name] = matches.count(name, set().union(*others))
    is_exact = len(rows) <= most
    return Facets(ids, is_exact, not is_exact and len(ids) == most, counts, matches)


def _linked(ids: Iterable[int]) -> list[tuple[str, int, int]]:
    """(facet, entry id, linked id) of these entries, sectors that are their home left out.

    One statement with the ids in it: a thousand parameters cost more than the reading.
    """
    if not ids:
        return []
    quote = connection.ops.quote_name
    among = ", ".join(f"{pk:d}" for pk in ids)
    home = f"SELECT home_sector_id FROM {quote(Entry._meta.db_table)} e WHERE e.id = entry_id"  # noqa: S608
    parts = [
        f"SELECT '{name}', entry_id, {column} FROM {quote(through._meta.db_table)}"  # noqa: S608
        f" WHERE entry_id IN ({among})" + (f" AND {column} <> ({home})" if name == "sector" else "")
        for name, (through, column) in LINKS.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return cursor.fetchall()


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
