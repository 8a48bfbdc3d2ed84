"""One question to the index: which of the given entries match, and how well."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from accounts.models import Slot, prepared

from ..models import (
    IndexedEntry,
    Level,
    Openness,
    Posting,
    SearchStatistics,
    Status,
    Term,
    VectorSpace,
)
from ..recommendations import Meaning, meaning_of
from .scores import K1, with_scores
from .stopwords import EITHER
from .synonyms import kept_synonyms
from .terms import Question, Synonyms, bare, question, stems

CHECKED_FOR_PHRASES = 1_000
MOST_ENDINGS = 40  # words that a half-typed one may become
ENDING_COUNTS = 0.5
DEFAULT_LENGTH = 300  # while no open entry is indexed
MEANING_COUNTS = 0.2  # of what all words of a question can give, for an entry that answers it
ENOUGH = 0.8  # of what a very good answer gets, where its words speak for themselves
ALONE = 0.27  # and what an answer is worth that stands there without any that has a word of the question
UNSAID = 0.4  # it says two words of two, and some of twenty: their number to the minus this
NEWEST = ("-status", "-published_at", "-pk")  # what is archived comes after what is published


def search(
    entries: QuerySet,
    text: str,
    *,
    openness: Openness = Openness.MEMBERS,
    is_typing: bool = False,
    synonyms: Synonyms | None = None,
    by_meaning: bool = True,
) -> QuerySet:
    """Those of `entries` that answer `text`, best first, with their `score` (whole millionths).

    Pass rows that the reader may see: `search(Entry.objects.visible_to(user), text)`. The result is
    a queryset like any other. Scores are reckoned from open entries alone, for visitors
    (`openness=EVERYONE`) from those that everybody sees, so that no hidden entry moves them.
    `is_typing` lets the last word be half typed.

    What answers in other words, or in the other language, is found by its meaning, for members and
    unless `by_meaning` is False; who uses quotes, or is still typing, asks for words.
    """
    entries = entries.exclude(status__in=(Status.DRAFT, Status.IN_REVIEW)).exclude(level=Level.RED)
    asked = question(text, is_typing=is_typing)
    if asked.is_blank:
        return entries.annotate(score=_nothing()).order_by(*NEWEST)
    entries = entries.filter(Exists(_current_index()))
    terms = _Terms(asked, openness, kept_synonyms() if synonyms is None else synonyms)
    if asked.excluded:
        entries = entries.filter(~Exists(_postings(terms.ids_of(asked.excluded))))
    if asked.excluded_phrases:
        entries = _without(entries, asked.excluded_phrases, terms)
    if not asked.words and (asked.excluded or asked.excluded_phrases):
        return entries.annotate(score=_nothing()).order_by(*NEWEST)
    meaning = Meaning()
    if by_meaning and not is_typing and _asks_meaning(asked, openness):
        meaning = meaning_of(" ".join(asked.words), terms.space, asked.language)
    named = {} if asked.phrases else terms.named()
    if not (terms.weights or meaning.found or named):
        return entries.none().annotate(score=_nothing())
    found = {
        pk: share * terms.whole
        for pk, share in meaning.found.items()
        if terms.open_weight or share >= ALONE
    }
    found |= {pk: max(points, found.get(pk, 0)) for pk, points in named.items()}
    entries, score = with_scores(
        entries,
        terms.weights,
        terms.average_length,
        near=terms.points(meaning.near),
        found=found,
        enough=ENOUGH * terms.whole,
    )
    entries = entries.annotate(score=_sunk(score)).order_by("-score", "-pk")
    return _with_phrases(entries, asked, terms) if asked.phrases else entries


def asks_meaning(text: str, openness: Openness) -> bool:
    """Whether `search` answers `text` in other words too: then a row without its words is no error."""
    return _asks_meaning(question(text), openness)


def _asks_meaning(asked: Question, openness: Openness) -> bool:
    says_something = any(word not in EITHER for word in asked.words)
    return openness == Openness.MEMBERS and says_something and not asked.phrases


COMMON = 200  # open entries with a term, from which it is too common to be looked for in a name


def _nothing():
    return Value(0, output_field=BigIntegerField())


def _current_index():
    """An index of anything but the current wording answers nothing: it may hold narrower words."""
    return IndexedEntry.objects.filter(revision=OuterRef("current_revision"))


def _postings(ids: Iterable[int]):
    return Posting.objects.filter(entry=OuterRef("pk"), term__in=list(ids))


def _sunk(score):
    """Withdrawn and overdue entries stay findable, lower."""
    return Case(
        When(status=Status.ARCHIVED, then=score / 2),
        When(review_due_at__lt=timezone.now(), then=score * 7 / 10),
        default=score,
        output_field=BigIntegerField(),
    )


def _counted(kind: str, wanted: Q):
    """Terms, in how many entries they are, and with each how many entries there are, of what length,
    and in which space their meaning can be compared: what holds for all, without another query."""
    statistics = SearchStatistics.objects.filter(pk=1)
    return (
        Term.objects.filter(wanted)
        .annotate(
            entries=statistics.values(f"{kind}_entries")[:1],
            length=statistics.values(f"{kind}_length")[:1],
            space=Subquery(VectorSpace.objects.current_key()[:1]),
        )
        .values_list("pk", "text", f"{kind}_count", "entries", "length", "space")
    )


@prepared
def _counted_terms(kind: str, number: int):
    return _counted(kind, Q(text__in=[Slot(f"term_{n}", CharField()) for n in range(number)]))


@dataclass(frozen=True)
class _Known:
    pk: int
    text: str
    count: int


class _Terms:
    """The terms of a question that the index knows, with what each weighs."""

    def __init__(self, asked: Question, openness: Openness, synonyms: Synonyms):
        self.asked = asked
        typed = {term for word in asked.words for term in stems(word, asked.language)}
        beside, names = synonyms.beside(typed), synonyms.names_beside(typed)
        unwanted = (*asked.excluded, *chain.from_iterable(asked.excluded_phrases))
        excluded = {term for word in unwanted for term in stems(word)}
        self.known: dict[str, _Known] = {}
        self.entries = self.length = 0
        self.space: UUID | None = None
        in_names = set(chain.from_iterable(names))
        self._read(typed | beside.keys() | in_names | excluded, openness)
        shares = {**beside, **dict.fromkeys(self._endings(), ENDING_COUNTS)}
        shares |= dict.fromkeys(typed, 1.0)
        if not any(term.count for term in self.known.values()):
            self.entries = self.length = 0  # as where no entry at all has any
        known = {self.known[term]: share for term, share in shares.items() if term in self.known}
        self.weights = {term.pk: share * self._idf(term.count) for term, share in known.items()}
        # What only hidden entries say finds them for who may read them, and tells others nothing.
        self.open_weight = sum(self.weights[term.pk] for term in known if term.count)
        self.names = {
            tuple(sorted((self.known[term] for term in name), key=lambda known: known.count)): share
            for name, share in names.items()
            if all(term in self.known for term in name)
        }

    def named(self) -> dict[int, float]:
        """Entries that hold all of a name of several terms, with the points for it: one query, if any.

        A name of which even the rarest term is common says too little to be looked for.
        """
        parts, points = [], {}
        for number, (name, share) in enumerate(self.names.items()):
            rarest, *others = name
            if rarest.count > COMMON:
                continue
            points[number] = share * sum(self._idf(known.count) for known in name)
            rows = Posting.objects.filter(term=rarest.pk)
            for known in others:
                rows = rows.filter(
                    Exists(Posting.objects.filter(entry=OuterRef("entry"), term=known.pk))
                )
            parts.append(rows.values_list(Value(number), "entry"))
        if not parts:
            return {}
        found: dict[int, float] = {}
        for number, entry in parts[0].union(*parts[1:], all=True).order_by():
            found[entry] = max(found.get(entry, 0), points[number])
        return found

    def _read(self, texts: set[str], openness: Openness) -> None:
        kind = "clear" if openness == Openness.EVERYONE else "open"
        if len(self.asked.typing) >= 3:
            begun = Q(head=self.asked.typing[:3], text__startswith=self.asked.typing)
            rows = _counted(kind, Q(text__in=texts) | begun)
        else:
            rows = _counted_terms(
                kind, len(texts), **{f"term_{n}": t for n, t in enumerate(sorted(texts))}
            )
        for pk, text, count, self.entries, self.length, self.space in rows:
            self.known[text] = _Known(pk, text, count)

    def _endings(self) -> list[str]:
        typing = self.asked.typing
        if len(typing) < 3:
            return []
        found = [known for text, known in self.known.items() if text.startswith(typing)]
        found.sort(key=lambda known: (-known.count, known.text))
        return [known.text for known in found[:MOST_ENDINGS]]

    def _idf(self, count: int) -> float:
        return math.log(1 + (self.entries - count + 0.5) / (count + 0.5))

    @property
    def whole(self) -> float:
        """What a very good answer gets, by the words of the question and how many they are."""
        words = filter(None, (stems(word, self.asked.language) for word in self.asked.words))
        rarest = [max(map(self._idf_of, each)) for each in words]
        return (K1 + 1) * sum(rarest) * len(rarest) ** -UNSAID if rarest else K1 + 1

    def _idf_of(self, term: str) -> float:
        return self._idf(self.known[term].count if term in self.known else 0)

    @property
    def average_length(self) -> float:
        return self.length / self.entries if self.length else DEFAULT_LENGTH

    def points(self, meant: Mapping[int, float]) -> dict[int, float]:
        """How near entries are in meaning, on the scale of what words give."""
        whole = MEANING_COUNTS * (K1 + 1) * (self.open_weight or 1)
        return {pk: near * whole for pk, near in meant.items()}

    def ids_of(self, words: Iterable[str]) -> list[int]:
        found = {term for word in words for term in stems(word)}
        return [self.known[term].pk for term in sorted(found) if term in self.known]


def _with_phrases(entries, asked: Question, terms: _Terms):
    """Those that hold every phrase, as checked on the words of the best thousand."""
    return entries.filter(pk__in=_holding(entries, asked.phrases, terms))


def _without(entries, phrases, terms: _Terms):
    """Those that hold none of these phrases: of each, checked in a thousand with all its words."""
    unwanted = {pk for phrase in phrases for pk in _holding(entries, (phrase,), terms)}
    return entries.exclude(pk__in=unwanted)


def _holding(entries, phrases, terms: _Terms) -> list[int]:
    """Ids of those that hold every one of these phrases."""
    for word in {word for phrase in phrases for word in phrase}:
        if word not in EITHER:  # those of the entry's language are in no posting
            entries = entries.filter(Exists(_postings(terms.ids_of([word]))))
    patterns = [
        re.compile(r"\b" + r"[\W_]+".join(map(re.escape, phrase)) + r"\b") for phrase in phrases
    ]
    rows = entries.values_list("pk", "current_revision__title", "indexed__text")
    return [
        pk
        for pk, title, text in rows[:CHECKED_FOR_PHRASES]
        if _has_all(patterns, bare(f"{title}\n{text}"))
    ]


def _has_all(patterns: list[re.Pattern], text: str) -> bool:
    return all(pattern.search(text) for pattern in patterns)
