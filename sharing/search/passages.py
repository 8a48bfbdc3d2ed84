"""Why an entry was found: its title, and the passage that says most of what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from .stopwords import EITHER, STOP_WORDS
from .terms import (
    LANGUAGES,
    Question,
    Synonyms,
    Token,
    bare,
    question,
    stem,
    stems,
    terms,
    tokens,
)

LONGEST = 260  # characters of a passage
BEFORE = 60  # characters before its first hit
MOST_HITS = 400
SMALL_WORD = 6  # characters between two words of a name: "privacy by design"
LONG_ENOUGH = 4  # letters of a word that may be misspelt

_LETTER = r"[^\W_]"
_SIGN = r"[^\w\s]"  # which of them join the parts of a word, `terms.tokens` knows


@dataclass(frozen=True)
class Segment:
    """A run of words, or of words that were asked for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True)
class Snippet:
    """What a row of results shows of an entry."""

    title: tuple[Segment, ...]
    said: tuple[Segment, ...]
    terms: frozenset[str] = frozenset()  # of the question, that stand anywhere in it

    @property
    def has_hits(self) -> bool:
        """Whether it has a word that was asked for; what was found by its meaning has none."""
        return any(segment.is_hit for segment in (*self.title, *self.said))


@dataclass(frozen=True)
class _Hit:
    term: str
    start: int
    end: int


def snippets(entries: Iterable, text: str, synonyms: Synonyms | None = None) -> dict[int, Snippet]:
    """Snippets by entry id, for the rows of one page.

    The entries come with `current_revision` and `indexed`; without an index of the current wording
    the summary is shown.
    """
    marker = _Marker(question(text), synonyms or Synonyms())
    return {entry.pk: _snippet(entry, marker) for entry in entries}


def _snippet(entry, marker: _Marker) -> Snippet:
    revision, indexed = entry.current_revision, getattr(entry, "indexed", None)
    is_current = indexed is not None and indexed.revision_id == revision.pk
    body = indexed.text if is_current else revision.summary
    title_hits = marker.hits(revision.title, entry.language)
    title = tuple(_segments(revision.title, title_hits))
    summary_hits = marker.hits(revision.summary, entry.language)
    body_hits = marker.hits(body, entry.language)
    found = frozenset(_terms([*title_hits, *summary_hits, *body_hits]))
    start, end, hits = _best_passage(body, body_hits)
    if len(_terms(hits)) > len(_terms(summary_hits)):
        return Snippet(title, tuple(_cut(body, start, end, hits)), found)
    return Snippet(title, tuple(_segments(revision.summary, summary_hits)), found)


def missed(text: str, shown: Iterable[Snippet]) -> frozenset[str]:
    """The words of the question that stand in none of these: they may be typing errors."""
    asked = question(text)
    found = frozenset().union(*(snippet.terms for snippet in shown))
    telling = (word for word in asked.words if len(word) >= LONG_ENOUGH and word not in EITHER)
    return frozenset(word for word in telling if not (stems(word, asked.language) & found))


class Naming:
    """What a question names: taken apart once, for the names of many rows."""

    def __init__(self, text: str, synonyms: Synonyms):
        asked = question(text)
        typed = {term for word in asked.words for term in stems(word, asked.language)}
        self.wanted, self.meant = typed, ()
        if not asked.phrases:
            self.wanted = typed | synonyms.beside(typed).keys()
            self.meant = tuple(synonyms.names_beside(typed))

    def names(self, *names: tuple[str, str]) -> bool:
        """Whether one of these names, (name, language), has a word of the question or means it."""
        return any(self._names(_terms_of_name(*name)) for name in names)

    def _names(self, own: frozenset[str]) -> bool:
        return not self.wanted.isdisjoint(own) or any(own.issuperset(name) for name in self.meant)


@lru_cache(maxsize=2_000)
def _terms_of_name(name: str, language: str) -> frozenset[str]:
    return frozenset(terms(name, language))


class _Marker:
    """Finds the words of a question in a text, whatever their endings, case and accents."""

    def __init__(self, asked: Question, synonyms: Synonyms):
        typed = {term for word in asked.words for term in stems(word, asked.language)}
        # Who quotes words asks for those, and not for what means the same.
        self.names = () if asked.phrases else tuple(synonyms.names_beside(typed))
        self.terms = typed | (set() if asked.phrases else synonyms.beside(typed).keys())
        self.sought = self.terms.union(*self.names)
        # A cheap sieve: an ending changes the last letter of a stem at most ("huis", "huizen").
        heads = sorted({term[: max(2, len(term) - 1)] for term in self.sought})
        either = "|".join(map(_at_a_start, heads))
        self.sieve = re.compile(rf"(?:{either})(?:{_SIGN}?{_LETTER})*") if heads else None

    def hits(self, text: str, language: str) -> list[_Hit]:
        if self.sieve is None:
            return []
        found = list(islice(self._hits(folded(text), language), MOST_HITS))
        if not self.names:
            return found
        whole = {place for name in self.names for place in _places(found, name)}
        return [hit for place, hit in enumerate(found) if hit.term in self.terms or place in whole]

    def _hits(self, text: str, language: str) -> Iterator[_Hit]:
        """In the order of the index: of a joined word its parts, then the whole."""
        language = language if language in LANGUAGES else "en"
        for match in self.sieve.finditer(text):
            start = _start_of_run(text, match.start())
            run = text[start : match.end()]
            for token in [Token(run, 0, len(run))] if run.isalnum() else tokens(run):
                term = stem(token.word, language)
                if term in self.sought and token.word not in STOP_WORDS[language]:
                    yield _Hit(term, start + token.start, start + token.end)


def _at_a_start(head: str) -> str:
    """A pattern for these letters at the start of a word, also where signs part them: e-mail.

    It begins with its first letter, for which Python looks far quicker than for what is before it.
    """
    first, *rest = map(re.escape, head)
    return f"{_SIGN}?".join((f"{first}(?<!{_LETTER}.)", *rest))


def _start_of_run(text: str, start: int) -> int:
    """Where the run of words begins, one sign between them each, that goes on from `start`."""
    while start and (text[start - 1].isalnum() or _is_sign(text, start - 1)):
        start -= 1
    return start


def _is_sign(text: str, place: int) -> bool:
    """Whether what stands here may join a word to the one before."""
    is_none = text[place].isspace() or text[place] == "_"
    return not is_none and text[place - 1 : place].isalnum()


def _places(hits: list[_Hit], name: tuple[str, ...]) -> Iterator[int]:
    """Where the terms of a name stand one after another, with a small word between them at most."""
    for first in range(len(hits) - len(name) + 1):
        run = hits[first : first + len(name)]
        is_close = all(b.start - a.end <= SMALL_WORD for a, b in pairwise(run))
        if is_close and tuple(hit.term for hit in run) == name:
            yield from range(first, first + len(name))


class _Folding(dict):
    """Letters without case and accents, one for one, so that places in the text stay."""

    def __missing__(self, code: int) -> str:
        folded = bare(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FOLDING = _Folding()


def folded(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def _terms(hits: Iterable[_Hit]) -> set[str]:
    return {hit.term for hit in hits}


def _best_passage(text: str, hits: list[_Hit]) -> tuple[int, int, list[_Hit]]:
    """The stretch within one line with the most different terms, then the most hits."""
    best, best_worth = (0, 0, []), (0, 0)
    for first, hit in enumerate(hits):
        line_start = text.rfind("\n", 0, hit.start) + 1
        line_end = text.find("\n", hit.start)
        line_end = len(text) if line_end < 0 else line_end
        start = max(line_start, hit.start - BEFORE)
        end = min(line_end, start + LONGEST)
        near = hits[first : first + 30]
        inside = [other for other in near if start <= other.start and other.end <= end]
        worth = (len(_terms(inside)), len(inside))
        if worth > best_worth:
            best, best_worth = (start, end, inside), worth
    return best


def _cut(text: str, start: int, end: int, hits: list[_Hit]) -> Iterator[Segment]:
    """The passage, cut between words, with … where it was cut."""
    if start and text[start - 1] != "\n":
        space = text.find(" ", start, min(hit.start for hit in hits))
        start = space + 1 if space >= 0 else start
        yield Segment("… ")
    is_whole = end == len(text) or text[end] == "\n"
    if not is_whole:
        space = text.rfind(" ", hits[-1].end, end)
        end = space if space >= 0 else end
    moved = [_Hit(hit.term, hit.start - start, hit.end - start) for hit in hits]
    yield from _segments(text[start:end], moved)
    if not is_whole:
        yield Segment(" …")


def _segments(text: str, hits: list[_Hit]) -> Iterator[Segment]:
    """Text and hits in turn; hits side by side, or within each other, are one."""
    done = 0
    for start, end in _stretches(text, hits):
        if start > done:
            yield Segment(text[done:start])
        yield Segment(text[start:end], is_hit=True)
        done = end
    if done < len(text):
        yield Segment(text[done:])


def _stretches(text: str, hits: list[_Hit]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda hit: hit.start):
        start, end = found[-1] if found else (0, -1)
        if hit.start <= end or (found and text[end : hit.start] == " "):
            found[-1] = start, max(end, hit.end)
        else:
            found.append((hit.start, hit.end))
    return found
