"""Which entries fit a text: by its meaning, by its words, and by what is beside those that fit best."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from sharing.recommendations import Alike, alike_in_meaning, beside_these, nearest_to_text
from sharing.search import search, words_alone

CANDIDATES = 40
READ = 15  # of the best by either ranking, whose titles and summaries are compared
WORDS_COUNT = 2.0  # deviations that the words of the best by words are worth
TITLE_COUNTS = 2.0  # and a title and summary of one subject
SEEDS = 3  # best ones, beside which the others that tell the same problem are looked for
BESIDE_COUNTS = 0.5  # of what the seed is worth, for what is as near to it as two entries come
MEANT = 0.8  # standard deviations from which an entry fits by meaning
CLOSE = 1.5  # from which it is worth asking somebody about it
TITLE_NEAR = 0.2  # cosine with title and summary below which meaning alone was mostly an accident
TELLS_THE_SAME = 0.7  # nearness to a sure seed from which its neighbour is likely too


@dataclass
class Fit:
    """An entry that fits, how well, and the telling words of both."""

    entry_id: int
    share: float = 0.0  # by words, of what the best has
    deviations: float = 0.0  # by meaning alone, among the entries of its language
    words: tuple[str, ...] = ()
    meaning: float = 0.0  # by meaning and word together, in deviations
    is_about: bool = True
    alike: Alike = field(default_factory=Alike)  # to its title and summary
    beside: float = 0.0  # what its nearness to better ones adds
    through: Fit | None = None  # the surest of those, where it tells the same

    @property
    def alone(self) -> float:
        """What it is worth by itself, in deviations."""
        titled = TITLE_COUNTS * self.alike.is_like
        return self.deviations + WORDS_COUNT * self.share + titled

    @property
    def worth(self) -> float:
        return self.alone + self.beside

    @property
    def is_sure(self) -> bool:
        """About the same, and not only nearer to it than the other entries are."""
        return self.is_about or bool(self.words) or self.alike.is_like

    @property
    def is_likely(self) -> bool:
        """Worth a reader's time: sure, beside what is, or near by its whole text and by its title."""
        is_near = self.meaning >= CLOSE and self.alike.cosine >= TITLE_NEAR
        return self.is_sure or is_near or self.through is not None

    @property
    def is_near(self) -> bool:
        """Words alone are many by accident; meaning, or telling words of both, are not."""
        is_said = bool(self.words) or self.alike.is_like
        return self.meaning >= MEANT or is_said or self.through is not None

    @property
    def is_close(self) -> bool:
        """Near enough to ask who wrote it."""
        is_close = self.meaning >= CLOSE or not self.meaning
        return is_close or bool(self.words) or self.alike.is_like


def fitting(text: str, language: str, entries: QuerySet) -> list[Fit]:
    """Those of `entries`, which the reader may see, that fit `text`, best first: nine queries."""
    shares = shares_by_words(words_alone(text), entries, CANDIDATES)
    found = {pk: Fit(pk, share=share) for pk, share in shares.items()}
    near = nearest_to_text(text, language, entries, limit=CANDIDATES, by_meaning_too=True)
    for one in near:
        fit = found.setdefault(one.entry_id, Fit(one.entry_id))
        fit.words, fit.meaning, fit.is_about = one.words, one.score, one.is_about
        fit.deviations = one.deviations
    by_meaning = sorted(near, key=lambda one: (-one.cosine, one.entry_id))
    ranked = [*_best_first(found.values())[:READ], *(found[o.entry_id] for o in by_meaning[:READ])]
    _read_titles(text, entries.filter(pk__in={fit.entry_id for fit in ranked}), found)
    if not near:  # Without vectors there is nothing but words to go by.
        return _best_first(found.values())
    _look_beside(found, entries)
    return [fit for fit in _best_first(found.values()) if fit.is_near]


def shares_by_words(question: str, entries: QuerySet, most: int) -> dict[int, float]:
    """The `most` of `entries` that are best by their words alone, by id: of each how much it has of what the
    very best has, 0 to 1."""
    found = search(entries, question, by_meaning=False).values_list("pk", "score")
    rows = list(found[:most])
    return {pk: score / max(rows[0][1], 1) for pk, score in rows}


def _best_first(fits: Iterable[Fit]) -> list[Fit]:
    return sorted(fits, key=lambda fit: (-fit.worth, fit.entry_id))


def _read_titles(text: str, entries: QuerySet, found: dict[int, Fit]) -> None:
    """How the text compares with titles and summaries."""
    titled = entries.order_by().select_related("current_revision")
    for pk, alike in alike_in_meaning(text, titled).items():
        found[pk].alike = alike


def _look_beside(found: dict[int, Fit], entries: QuerySet) -> None:
    """Lift what tells the same problem as the best: a text says less than an entry that fits it.

    Pseudo-relevance feedback (Rocchio 1971), over kept neighbours.
    """
    seeds = {fit.entry_id: fit for fit in _best_first(found.values())[:SEEDS] if fit.alone > 0}
    for one in beside_these(seeds, entries):
        seed = seeds[one.seed]
        fit = found.setdefault(one.entry_id, Fit(one.entry_id, is_about=False))
        fit.beside += BESIDE_COUNTS * seed.alone * one.nearness
        is_surest = fit.through is None or seed.alone > fit.through.alone
        if seed.is_sure and one.nearness >= TELLS_THE_SAME and is_surest:
            fit.through = seed
