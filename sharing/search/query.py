"""One question to the index: which of the given entries match, and how well."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import chain

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from ..models import (
    IndexedEntry,
    Level,
    Openness,
    Posting,
    Status,
)
from ..recommendations import Meaning, meaning_of
from .known import Known
from .phrases import holding
from .scores import K1, Meant, with_scores
from .stopwords import EITHER
from .synonyms import kept_synonyms
from .terms import Question, Synonyms, question, stems

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
    for phrase in asked.excluded_phrases:
        entries = entries.exclude(pk__in=holding(entries, [phrase], terms.ids_of))
    if not asked.words and (asked.excluded or asked.excluded_phrases):
        return entries.annotate(score=_nothing()).order_by(*NEWEST)
    meaning = Meaning()
    if by_meaning and not is_typing and _asks_meaning(asked, openness):
        meaning = meaning_of(" ".join(asked.words), terms.space, asked.language)
    meant = Meant(terms.meant, {} if asked.phrases else terms.named())
    if not (terms.weights or meant or meaning.found):
        return entries.none().annotate(score=_nothing())
    found = {
        pk: share * terms.whole
        for pk, share in meaning.found.items()
        if terms.open_weight or share >= ALONE
    }
    entries, score = with_scores(
        entries,
        terms.weights,
        meant,
        terms.average_length,
        near=terms.points(meaning.near),
        found=found,
        enough=ENOUGH * terms.whole,
    )
    entries = entries.annotate(score=_sunk(score)).order_by("-score", "-pk")
    if not asked.phrases:
        return entries
    return entries.filter(pk__in=holding(entries, asked.phrases, terms.ids_of))


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


class _Terms:
    """The terms of a question that the index knows, with what each weighs."""

    def __init__(self, asked: Question, openness: Openness, synonyms: Synonyms):
        self.asked = asked
        typed = {term for word in asked.words for term in stems(word, asked.language)}
        beside, names = synonyms.beside(typed), synonyms.names_beside(typed)
        unwanted = (*asked.excluded, *chain.from_iterable(asked.excluded_phrases))
        excluded = {term for word in unwanted for term in stems(word)}
        in_names = set(chain.from_iterable(names))
        texts = typed | beside.keys() | in_names | excluded
        known = Known(openness, texts, asked.typing, asked.language)
        self.known, self.space = known.terms, known.space
        self.entries, self.length = known.entries, known.length
        if not any(term.count for term in self.known.values()):
            self.entries = self.length = 0  # as where no entry at all has any
        shares = dict.fromkeys(known.endings(), ENDING_COUNTS) | dict.fromkeys(typed, 1.0)
        said = {self.known[term]: share for term, share in shares.items() if term in self.known}
        self.weights = {term.pk: share * self._idf(term.count) for term, share in said.items()}
        also = {term: group for term, group in beside.items() if term not in shares}
        self.meant, greatest = self._synonyms(also)
        # What only hidden entries say finds them for who may read them, and tells others nothing.
        self.open_weight = sum(self.weights[term.pk] for term in said if term.count) + greatest
        self.names = {
            tuple(sorted((self.known[term] for term in name), key=lambda known: known.count)): group
            for name, group in names.items()
            if all(term in self.known for term in name)
        }

    def _synonyms(self, beside: Mapping[str, int]) -> tuple[dict[int, tuple[int, float]], float]:
        """By id the group and weight of each, and what all groups can give an open entry."""
        also = {self.known[term]: group for term, group in beside.items() if term in self.known}
        meant = {
            term.pk: (group, Synonyms.SHARE * self._idf(term.count)) for term, group in also.items()
        }
        greatest: dict[int, float] = {}
        for group, weight in (meant[term.pk] for term in also if term.count):
            greatest[group] = max(weight, greatest.get(group, 0))
        return meant, sum(greatest.values())

    def named(self) -> dict[tuple[int, int], float]:
        """Entries that hold all of a name of several terms, each with the group that the name counts in, and
        the points for it: one query, if any.

        A name of which even the rarest term is common says too little to be looked for.
        """
        names = [(name, group) for name, group in self.names.items() if name[0].count <= COMMON]
        parts = []
        for number, ((rarest, *others), _group) in enumerate(names):
            rows = Posting.objects.filter(term=rarest.pk)
            for known in others:
                rows = rows.filter(
                    Exists(Posting.objects.filter(entry=OuterRef("entry"), term=known.pk))
                )
            parts.append(rows.values_list(Value(number), "entry"))
        if not parts:
            return {}
        found: dict[tuple[int, int], float] = {}
        for number, entry in parts[0].union(*parts[1:], all=True).order_by():
            name, group = names[number]
            points = Synonyms.SHARE * sum(self._idf(known.count) for known in name)
            found[entry, group] = max(points, found.get((entry, group), 0))
        return found

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
