"""Which entries fit a text: by its words and by its meaning, both rankings brought together."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from sharing.recommendations import Alike, alike_in_meaning, nearest_to_text
from sharing.search import search, words_alone

CANDIDATES = 40
SOMEWHAT_LIKE = 0.25  # cosine with title and summary from which that ranking counts
READ = 15  # of each ranking, whose titles and summaries are compared
RANK_OFFSET = 10  # reciprocal rank fusion: Cormack, Clarke and Büttcher (2009)
MEANT = 0.8  # standard deviations from which an entry fits by meaning
CLOSE = 1.5  # from which it is worth asking somebody about it
TITLE_NEAR = 0.2  # cosine with title and summary below which meaning alone was mostly an accident


@dataclass
class Fit:
    """An entry that fits, how well, and the telling words of both."""

    entry_id: int
    score: float = 0.0
    words: tuple[str, ...] = ()
    meaning: float = 0.0
    has_words: bool = False
    is_about: bool = True
    alike: Alike = field(default_factory=Alike)  # to its title and summary

    @property
    def worth(self) -> float:
        """By what it is ranked among those of its kind."""
        return self.alike.cosine if self.alike.is_like else self.score

    @property
    def is_sure(self) -> bool:
        """About the same, and not only nearer to it than the other entries are."""
        return self.is_about or bool(self.words) or self.alike.is_like

    @property
    def is_likely(self) -> bool:
        """Worth a reader's time: sure, or near by its whole text and by its title and summary."""
        is_near = self.meaning >= CLOSE and self.alike.cosine >= TITLE_NEAR
        return self.is_sure or is_near

    @property
    def is_near(self) -> bool:
        """Words alone are many by accident; meaning, or telling words of both, are not."""
        return self.meaning >= MEANT or bool(self.words) or self.alike.is_like

    @property
    def is_close(self) -> bool:
        """Near enough to ask who wrote it."""
        is_close = self.meaning >= CLOSE or not self.meaning
        return is_close or bool(self.words) or self.alike.is_like


def fitting(text: str, language: str, entries: QuerySet) -> list[Fit]:
    """Those of `entries`, which the reader may see, that fit `text`, best first: eight queries."""
    found: dict[int, Fit] = {}
    by_words = search(entries, words_alone(text), by_meaning=False).values_list("pk", flat=True)[
        :CANDIDATES
    ]
    for rank, pk in enumerate(by_words):
        fit = found.setdefault(pk, Fit(pk))
        fit.score += 1 / (RANK_OFFSET + rank)
        fit.has_words = True
    near = nearest_to_text(text, language, entries, limit=CANDIDATES, by_meaning_too=True)
    for rank, one in enumerate(near):
        fit = found.setdefault(one.entry_id, Fit(one.entry_id))
        fit.score += 1 / (RANK_OFFSET + rank)
        fit.words, fit.meaning, fit.is_about = one.words, one.score, one.is_about
    ranked = sorted(found.values(), key=lambda fit: (-fit.score, fit.entry_id))
    by_meaning = sorted(near, key=lambda one: (-one.cosine, one.entry_id))
    read = {one.entry_id for one in (*ranked[:READ], *by_meaning[:READ])}
    _read_titles(text, entries.filter(pk__in=read), found)
    # Whose title and summary say it come first; the others as all three rankings have them.
    ranked.sort(key=lambda fit: (not fit.alike.is_like, -fit.worth, fit.entry_id))
    # Without vectors there is nothing but words to go by.
    return [fit for fit in ranked if fit.is_near] if near else ranked


def _read_titles(text: str, entries: QuerySet, found: dict[int, Fit]) -> None:
    """The third ranking: what titles and summaries say."""
    titled = entries.order_by().select_related("current_revision")
    alikes = alike_in_meaning(text, titled)
    ranked = sorted(alikes, key=lambda pk: (-alikes[pk].cosine, pk))
    for rank, pk in enumerate(ranked):
        found[pk].alike = alikes[pk]
        if alikes[pk].cosine >= SOMEWHAT_LIKE:
            found[pk].score += 1 / (RANK_OFFSET + rank)
