"""What could be chosen next, and how much of it there is: from one pass over the matching ids."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from ..models import Entry

COUNTED = 1_000  # matches that are counted exactly
FACETS = ("sector", "theme", "kind", "outcome", "maturity", "level", "party", "language")

_COLUMNS = {
    "sector": "home_sector_id",
    "kind": "kind",
    "outcome": "outcome",
    "maturity": "maturity",
    "level": "level",
    "party": "organisation__party",
    "language": "language",
}
_LINKS = {
    "sector": (Entry.also_sectors.through, "sector_id"),
    "theme": (Entry.themes.through, "theme_id"),
}
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
    sectors: Mapping[int, set[int]] = field(default_factory=dict)  # entry id → home and also

    @property
    def total(self) -> int:
        return len(self.ids)


def facets(entries, chosen: Chosen, most: int = COUNTED) -> Facets:
    """Count the matches among `entries` (ordered) with the chosen values per facet.

    Read are the entries that fail one filter at most, those that pass all first, and no more
    than `most` and one of them.
    """
    chosen = {name: set(values) for name, values in chosen.items() if values}
    passes = {name: _passes(name, values) for name, values in chosen.items()}
    rows = list(_nearly(entries, passes).values_list("pk", *_COLUMNS.values())[: most + 1])
    is_exact = len(rows) <= most
    values = {name: _values(name, rows) for name in FACETS}
    ids: list[int] = []
    counts: dict[str, Counter] = {name: Counter() for name in FACETS}
    for pk, *_ in rows[:most]:
        failed = [n for n, wanted in chosen.items() if wanted.isdisjoint(values[n].get(pk, ()))]
        if not failed:
            ids.append(pk)
        for name in failed or FACETS:
            if len(failed) <= 1:
                counts[name].update(values[name].get(pk, ()))
    has_more = not is_exact and len(ids) == most
    return Facets(ids, is_exact, has_more, counts, values["sector"])


def _passes(name: str, wanted: Iterable) -> Q:
    passes = Q(**{f"{_COLUMNS[name]}__in": wanted}) if name in _COLUMNS else Q(pk__in=[])
    if name in _LINKS:
        through, column = _LINKS[name]
        linked = through.objects.filter(**{"entry": OuterRef("pk"), f"{column}__in": wanted})
        passes |= Q(Exists(linked))
    return passes


def _nearly(entries, passes: Mapping[str, Q]):
    """Those that fail one filter at most, the ones that fail none first."""
    if not passes:
        return entries
    nearly, all_of_them = Q(pk__in=[]), Q()
    for left_out in passes:
        others = Q()
        for name, condition in passes.items():
            if name != left_out:
                others &= condition
        nearly |= others if len(passes) > 1 else ~Q(pk__in=[])
    for condition in passes.values():
        all_of_them &= condition
    misses = Case(When(all_of_them, then=Value(0)), default=Value(1), output_field=IntegerField())
    return entries.filter(nearly).order_by(misses, *entries.query.order_by)


def _values(name: str, rows: list[tuple]) -> dict[int, set]:
    """The values of each entry on one facet."""
    found: dict[int, set] = defaultdict(set)
    if name in _COLUMNS:
        column = 1 + list(_COLUMNS).index(name)
        for row in rows:
            if row[column] not in (None, ""):
                found[row[0]].add(row[column])
    if name in _LINKS:
        through, column = _LINKS[name]
        links = through.objects.filter(entry__in=[row[0] for row in rows])
        for pk, value in links.values_list("entry_id", column):
            found[pk].add(value)
    return found
