"""The terms of a question that the index knows, and what a half-typed word may become."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import CharField, Q, Subquery, Value

from accounts.models import Slot, prepared

from ..models import Openness, SearchStatistics, Spelling, Term, VectorSpace
from .terms import LONGEST_QUESTION, composed, plain, stems

FEWEST_LETTERS = 3  # from which a half-typed word is completed
MOST_ENDINGS = 40  # words that it may become
MOST_OF_A_TEXT = 20  # words of a long text that are asked


@dataclass(frozen=True)
class KnownTerm:
    """A term of the index, with the number of open entries that have it."""

    pk: int
    text: str
    count: int


class Known:
    """What the index knows of these terms, by their texts, read in one query; and of a word that is
    half typed in one or two.

    Counts are of open entries, for visitors of those that everybody sees.
    """

    def __init__(self, openness: Openness, texts: set[str], typing: str, language: str | None):
        self.terms: dict[str, KnownTerm] = {}
        self.entries = self.length = 0
        self.space: UUID | None = None
        self._begun: set[str] = set()
        kind = "clear" if openness == Openness.EVERYONE else "open"
        if len(typing) < FEWEST_LETTERS:
            self._take(_terms_of(kind, texts))
        else:
            self._complete(kind, texts, typing, language)

    def _complete(self, kind: str, texts: set[str], typing: str, language: str | None) -> None:
        words = self._take(_begun(kind, typing, texts))
        stemmed = set().union(*(stems(word, language) for word in words))
        lacking = {stem for stem in stemmed - texts if not stem.startswith(typing)}
        if lacking:
            self._take(_terms_of(kind, lacking))
        self._begun = {term for term in self.terms if term.startswith(typing) or term in stemmed}

    def _take(self, rows: Iterable[tuple]) -> list[str]:
        """Know the terms among the rows; returns the words among them."""
        words = []
        for is_word, pk, text, count, self.entries, self.length, self.space in rows:
            if is_word:
                words.append(text)
            else:
                self.terms[text] = KnownTerm(pk, text, count)
        return words

    def endings(self) -> list[str]:
        """Terms of the words that a half-typed one may become, the most common first."""
        found = [self.terms[term] for term in self._begun]
        found.sort(key=lambda known: (-known.count, known.text))
        return [known.text for known in found[:MOST_ENDINGS]]


def telling_words(text: str, language: str) -> str:
    """A long text as a question: those of its words that the fewest open entries have, as they tell most
    and are the quickest to look up. Those that none has come last. One query.
    """
    words = {token.word for token in plain(composed(text[:LONGEST_QUESTION]))}
    found = {word: each for word in sorted(words) if (each := stems(word, language))}
    rows = Term.objects.filter(text__in=set().union(*found.values()))
    counts = dict(rows.values_list("text", "open_count"))
    rarity = {
        word: max((counts.get(stem, 0) for stem in each), default=0) for word, each in found.items()
    }
    ranked = sorted(rarity, key=lambda word: (not rarity[word], rarity[word]))
    return " ".join(ranked[:MOST_OF_A_TEXT])


def _counted(kind: str, wanted: Q, model: type[Term] | type[Spelling] = Term):
    """Terms or words, in how many entries they are, and with each how many entries there are, of what length,
    and in which space their meaning can be compared: what holds for all, without another query."""
    statistics = SearchStatistics.objects.filter(pk=1)
    return (
        model.objects.filter(wanted)
        .annotate(
            is_word=Value(int(model is Spelling)),
            entries=statistics.values(f"{kind}_entries")[:1],
            length=statistics.values(f"{kind}_length")[:1],
            space=Subquery(VectorSpace.objects.current_key()[:1]),
        )
        .values_list("is_word", "pk", "text", f"{kind}_count", "entries", "length", "space")
    )


@prepared
def _counted_terms(kind: str, number: int):
    return _counted(kind, Q(text__in=[Slot(f"term_{n}", CharField()) for n in range(number)]))


def _terms_of(kind: str, texts: set[str]):
    return _counted_terms(
        kind, len(texts), **{f"term_{n}": text for n, text in enumerate(sorted(texts))}
    )


def _begun(kind: str, typing: str, texts: set[str]):
    """These terms, all that begin as a half-typed word does, and the words of open entries that do.

    A word is longer than its stem: "municipalit" begins no term, and is not stemmed as
    "municipality" is.
    """
    begins = Q(head=typing[:3], text__startswith=typing)
    words = Spelling.objects.filter(begins, **{f"{kind}_count__gt": 0})
    words = words.order_by(f"-{kind}_count", "text")[:MOST_ENDINGS]
    return _counted(kind, Q(text__in=texts) | begins).union(
        _counted(kind, Q(pk__in=words.values("pk")), Spelling), all=True
    )
