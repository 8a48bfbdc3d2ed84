"""How near two texts must be for a shared purpose to be more than chance: `python -m benchmarks.reasons`.

The cases of IPS-X become entries, and what is near is kept, once with their themes and once without. Of each pair
of two sectors that is kept: how near its texts are (the score less what themes of both add, in deviations),
whether words of both can be named, and whether both serve one purpose, which the site is not told. In which half
a pair is goes by a hash of the id of its first entry. SQLite in a temporary folder; two minutes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from . import asked, measures, sets

BANDS = (
    -9.0,
    3.0,
    3.8,
    4.4,
    5.0,
    99.0,
)  # deviations: those that sharing/recommendations/reasons.py knows, and 5


class Pair(NamedTuple):
    nearness: float  # of the texts, in deviations
    has_words: bool
    is_reported: bool
    is_one_purpose: bool


def pairs(case_of: dict[int, sets.Case]) -> Iterator[Pair]:
    """What is kept as near, of two sectors; `case_of` tells of which case an entry was made."""
    from sharing.models import Similarity, VectorSpace
    from sharing.recommendations.field import themes_of
    from sharing.recommendations.reasons import shared_words
    from sharing.recommendations.scoring import Likeness, added_by

    themes = themes_of(list(case_of))
    rarity = Likeness.from_json(VectorSpace.objects.get(is_current=True).likeness).rarity
    columns = ("vector__entry", "other__entry", "score", "vector__keywords", "other__keywords")
    for one, other, score, *keywords in Similarity.objects.values_list(*columns):
        mine, theirs = case_of[one], case_of[other]
        if mine.sector == theirs.sector:
            continue
        both = themes.get(one, frozenset()) & themes.get(other, frozenset())
        nearness = score - added_by(rarity.get(theme, 0.0) for theme in both)
        words, is_one = bool(shared_words(*keywords)), mine.purpose == theirs.purpose
        yield Pair(nearness, words, measures.reported(mine.key), is_one)


def by_chance(cases: list[sets.Case]) -> float:
    """The share of all pairs of two sectors that serve one purpose."""
    sector, purpose = (
        np.array([getattr(case, name) for case in cases]) for name in ("sector", "purpose")
    )
    apart = sector[:, None] != sector[None, :]
    return float((purpose[:, None] == purpose[None, :])[apart].mean())


def span(low: float, high: float) -> str:
    if low == BANDS[0]:
        return f"below {high}"
    return f"from {low}" if high == BANDS[-1] else f"{low} to {high}"


def report(found: list[Pair]) -> None:
    print("| deviations | words to name | reported half | other half |\n|---|---|---|---|")
    for low, high in pairwise(BANDS):
        for has_words in (True, False):
            halves = [
                [
                    each.is_one_purpose
                    for each in found
                    if low <= each.nearness < high
                    and (each.has_words, each.is_reported) == (has_words, is_reported)
                ]
                for is_reported in (True, False)
            ]
            shares = [f"{np.mean(half):.2f} of {len(half)}" if half else "–" for half in halves]
            print(
                f"| {span(low, high)} | {'yes' if has_words else 'no'} | {' | '.join(shares)} |",
                flush=True,
            )


def main() -> None:
    with asked.site():
        from django.core.management import call_command
        from django.db import connection

        from accounts.models import User
        from sharing.models import Entry
        from sharing.recommendations.refresh import refresh

        cases = sets.cases("ipsx")
        try:
            call_command("migrate", verbosity=0)
            call_command("load_sectors", verbosity=0)
            User.objects.create_superuser("importer@example.org", None)
            file = str(sets.folder() / "ipsx.jsonl")
            told = {"email": "importer@example.org", "create_taxonomy": True}
            call_command("import_entries", file, stdout=io.StringIO(), **told)
            print(
                f"By chance, {by_chance(cases):.3f} of the pairs of two sectors serve one purpose."
            )
            made_of = dict(Entry.objects.values_list("pk", "source_id"))
            by_key = {case.key: case for case in cases}
            case_of = {pk: by_key[key] for pk, key in made_of.items()}
            for name in ("with", "without"):
                print(f"\n{name.capitalize()} themes:")
                if name == "without":
                    Entry.themes.through.objects.all().delete()
                refresh(full=True)
                report(list(pairs(case_of)))
        finally:
            connection.close()


if __name__ == "__main__":
    main()
