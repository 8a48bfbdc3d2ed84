"""Which parameters of search across languages the tuning half chooses: `python -m benchmarks.search_tuning`.

Asked are the questions of asked.py that are not reported; all documents stay candidates. Wanted: the greatest
mean of four figures of SIB-200 asked in the other language (whole and four words, R@1 and R@5). Held, against
search where no entry is brought in for its meaning: Cranfield's nDCG@10 within 0.01, and R@1 of four words in
the own language within 0.02. What nobody tells (Dutch words of SIB-200, asked of Cranfield) may bring in no more
entries than with today's values: how much of that is too much is a choice, and no figure of these sets tells.

From each of two beginnings, one that knows nothing of what was chosen before and today's values, every parameter
in turn takes the best of its values, until none changes. That goes by every other sentence of the half, in a fixed
order, without chance. What came out is compared with today's values on the whole half, sentence by sentence.
SQLite in a temporary folder; some half an hour.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from . import asked, measures, parameters, sets

VALUES = {
    "OWN_LANGUAGE": (0.1, 0.3, 0.5, 1.0),
    "UNSAID": (0.2, 0.3, 0.4, 0.5),
    "GAIN": (1.0, 1.4, 1.8, 2.2),
    "ENOUGH": (0.6, 0.8, 1.0, 1.2),
    "SAYS": (0.15, 0.2, 0.25),
    "ALONE": (0.18, 0.27, 0.36),
}
PLAIN = {
    "OWN_LANGUAGE": 1.0, "UNSAID": 0.5, "GAIN": 1.0, "ENOUGH": 1.0, "SAYS": 0.25, "ALONE": 0.36,
}  # fmt: skip
NONE_BROUGHT_IN = {"SAYS": 2.0}  # no cosine is that great
LESS_CRANFIELD, LESS_OWN = 0.01, 0.02
WANTED = [
    asked.recalled(what, asked.OTHER, most) for what in (asked.WHOLE, asked.FEW) for most in (1, 5)
]
KEPT = {asked.CRANFIELD: LESS_CRANFIELD, asked.recalled(asked.FEW, asked.OWN, 1): LESS_OWN}
OFF = "off the subject"


@dataclass
class Collection:
    """A database of its own with the questions that are asked of it."""

    path: Path
    questions: list[asked.Asked]
    off: list[str]  # asked of what tells nothing of it

    def connect(self) -> None:
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = str(self.path)

    def marks(self, sentences: frozenset[str] | None) -> dict[str, np.ndarray]:
        """By measure, of all questions, or of those with one of these keys and of Cranfield."""
        self.connect()
        chosen = [
            each
            for each in self.questions
            if sentences is None or each.key in sentences or asked.CRANFIELD in each.names
        ]
        found = asked.marks(chosen)
        if self.off:
            found[OFF] = np.array([float(brought_in(text)) for text in self.off])
        return found


def brought_in(text: str) -> int:
    """How many entries search finds that have no word of this."""
    return len(set(_found(text, by_meaning=True)) - by_words(text))


@cache
def by_words(text: str) -> frozenset[int]:
    return frozenset(_found(text, by_meaning=False))


def _found(text: str, *, by_meaning: bool):
    from django.contrib.auth.models import AnonymousUser

    from sharing.models import Entry
    from sharing.search import search

    visible = Entry.objects.visible_to(AnonymousUser())
    return search(visible, text, by_meaning=by_meaning).values_list("pk", flat=True)


class Trials:
    """What each setting reaches on the tuning half, or on a sample of it: remembered, and printed once."""

    def __init__(self, collections: list[Collection], sentences: frozenset[str] | None):
        self.collections, self.sentences = collections, sentences
        self.known: dict[tuple, dict[str, np.ndarray]] = {}
        self.today = parameters.current()
        without = self.today | NONE_BROUGHT_IN
        self.floor = {name: float(np.nanmean(each)) for name, each in self._marks(without).items()}
        self.most_off = float(self._marks(self.today)[OFF].mean())
        for values in (without, self.today):
            self._print(values)

    def _marks(self, values: Mapping[str, float]) -> dict[str, np.ndarray]:
        key = tuple(sorted(values.items()))
        if key not in self.known:
            parameters.set_to(values)
            self.known[key] = {
                name: each
                for collection in self.collections
                for name, each in collection.marks(self.sentences).items()
            }
            parameters.set_to(self.today)
        return self.known[key]

    def sentence_by_sentence(self, values: Mapping[str, float]) -> np.ndarray:
        """Of each sentence the mean of the four that are wanted."""
        found = self._marks(values)
        return np.mean([found[name] for name in WANTED], axis=0)

    def reached(self, values: Mapping[str, float]) -> tuple[bool, float]:
        """Whether all holds that must, and the mean that is wanted: the greater, the better."""
        tried = len(self.known)
        found = self._marks(values)
        if len(self.known) > tried:
            self._print(values)
        keeps = all(np.nanmean(found[n]) >= self.floor[n] - less for n, less in KEPT.items())
        holds = bool(keeps and found[OFF].mean() <= self.most_off)
        return holds, float(self.sentence_by_sentence(values).mean())

    def _print(self, values: Mapping[str, float]) -> None:
        found = self._marks(values)
        means = [f"{np.nanmean(found[name]):.3f}" for name in (*WANTED, *KEPT, OFF)]
        holds, mean = self.reached(values)
        chosen = [f"{values[name]:g}" for name in VALUES]
        cells = [*chosen, *means, f"{mean:.4f}", "yes" if holds else "no"]
        print(f"| {' | '.join(cells)} |", flush=True)

    def best_from(self, values: Mapping[str, float]) -> dict[str, float]:
        """Each parameter in turn at the best of its values, until none changes; of equals the first tried."""
        best = dict(values)
        while True:
            before = dict(best)
            for name, tried in VALUES.items():
                for value in tried:
                    if self.reached(best | {name: value}) > self.reached(best):
                        best[name] = value
            if best == before:
                return best


SHORT = [
    "whole R@1", "whole R@5", "four R@1", "four R@5", "Cranfield", "four own R@1", "off", "wanted",
]  # fmt: skip
HEADING = "| " + " | ".join([*VALUES, *SHORT, "holds"]) + " |"


def collections(place: Path) -> list[Collection]:
    """Both, loaded, with the tuning half of their questions."""
    from django.core.management import call_command

    found = []
    for name, loaded in (("cranfield", asked.cranfield), ("sib200", asked.across_languages)):
        collection = Collection(place / f"{name}.sqlite3", [], [])
        collection.connect()
        call_command("migrate", verbosity=0)
        collection.questions = [
            each
            for each in loaded()
            if not each.is_reported and each.names.keys() & {*WANTED, *KEPT}
        ]
        found.append(collection)
    dutch = [(key, text) for key, text, _english in sets.sib200() if not measures.reported(key)]
    found[0].off = [asked.longest_words(text) for key, text in dutch if sampled(key)]
    return found


def sampled(key: str) -> bool:
    """Every other one, by a hash of its own."""
    return measures.reported(f"sample {key}")


def remember() -> None:
    """What goes by no parameter is reckoned and read once a question and collection: how near it is to every
    entry, what is kept as near to the nearest, and the synonyms."""
    from django.db import connection

    from sharing.recommendations import questions
    from sharing.search import query

    def once(work, key):
        known = {}

        def remembered(*given):
            name = (connection.settings_dict["NAME"], key(*given))
            if name not in known:
                known[name] = work(*given)
            return known[name]

        return remembered

    questions._nearness = once(questions._nearness, lambda _statistics, _held, text: text)
    questions._beside = once(questions._beside, lambda seeds: tuple(seeds.items()))
    query.kept_synonyms = once(query.kept_synonyms, lambda: None)


def choose(found: list[Collection]) -> None:
    today = parameters.current()
    keys = frozenset(each.key for each in found[1].questions)
    print(f"{HEADING}\n{'|---' * HEADING.count(' | ')}|---|", flush=True)
    sample = Trials(found, frozenset(filter(sampled, keys)))
    ends = [sample.best_from(PLAIN), sample.best_from(today)]
    print("The whole half:", flush=True)
    whole = Trials(found, None)
    of_today = whole.sentence_by_sentence(today)
    for end in ends:
        holds, _mean = whole.reached(end)
        more = measures.mean(whole.sentence_by_sentence(end) - of_today)
        print(f"{end}: {more} more than today's values; all that must hold does: {holds}")


def main() -> None:
    os.environ.pop("DATABASE_URL", None)
    with asked.site() as place:
        from django.db import connection

        remember()
        try:
            choose(collections(place))
        finally:
            connection.close()


if __name__ == "__main__":
    main()
