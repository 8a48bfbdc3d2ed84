"""Texts and questions as terms: Dutch and English words, without case, accents and endings. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from unicodedata import category, normalize

from .stemming import stem
from .stopwords import BOTH, STOP_WORDS

VERSION = 4  # of these rules and of stemming; another number makes every indexed entry stale
LANGUAGES = ("en", "nl")
LONGEST_WORD = 40
LONGEST_QUESTION = 10_000  # characters that are read
MOST_WORDS = 32  # of one question
MOST_PHRASES = 4
TITLE_COUNTS = 2

_WORD = re.compile(
    r"[0-9]{1,3}(?:[.,][0-9]{3})+(?![^\W_])"  # 38.400 in Dutch, 38,400 in English
    r"|[^\W_]+(?:['’][^\W_]{1,2}(?![^\W_]))?(?:[-‐‑][^\W_]+)*"
)
_APOSTROPHE = re.compile(r"['’].*")
_WITHIN = re.compile(r"[-‐‑.,]")  # a hyphenated word, a grouped number
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_MINUS = re.compile(r"(?:^|\s)[-−](?=[^\W_])")
_MINUS_QUOTED = re.compile(r'(?:^|\s)[-−]["“”„«»]([^"“”„«»]*)["“”„«»]')


@dataclass(frozen=True)
class Token:
    """A word and where it stands in its text."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Question:
    """What somebody searches for, taken apart."""

    words: tuple[str, ...] = ()  # those of phrases too
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    excluded_phrases: tuple[tuple[str, ...], ...] = ()
    typing: str = ""  # the last word, when it may not be finished
    language: str | None = None  # where its small words tell
    is_blank: bool = True


def bare(word: str) -> str:
    """The word without case and accents."""
    folded = word.casefold()
    if folded.isascii():
        return folded
    return "".join(c for c in normalize("NFKD", folded) if category(c) != "Mn")


def composed(text: str) -> str:
    """The text with each accent joined to its letter: places in it are places of letters."""
    return text if text.isascii() else normalize("NFC", text)


def tokens(text: str) -> Iterator[Token]:
    """The words of a composed text in order; of a hyphenated word, and of a number in groups, its parts
    and then the whole."""
    for match in _WORD.finditer(text):
        parts = _WITHIN.split(match[0])
        if len(parts) == 1:
            yield from _token(match[0], match.start(), match.end())
            continue
        start = match.start()
        for part in parts:
            yield from _token(part, start, start + len(part))
            start += len(part) + 1
        is_grouped = "." in match[0] or "," in match[0]
        if is_grouped or not all(part.isdigit() for part in parts):
            yield from _token("".join(parts), match.start(), match.end())


def _token(raw: str, start: int, end: int) -> Iterator[Token]:
    word = bare(raw if raw.isalnum() else _APOSTROPHE.sub("", raw))[:LONGEST_WORD]
    if word:
        yield Token(word, start, end)


def terms(text: str, language: str) -> Iterator[str]:
    """What of a text is indexed: its stems, without stop words."""
    stop = STOP_WORDS.get(language, STOP_WORDS["en"])
    for token in tokens(composed(text)):
        if token.word not in stop:
            yield stem(token.word, language)


def frequencies(title: str, text: str, language: str) -> Counter[str]:
    """How often each term stands in an entry; a word of its title counts twice."""
    counted = Counter(terms(text, language))
    for term in terms(title, language):
        counted[term] += TITLE_COUNTS
    return counted


def spellings(text: str) -> set[str]:
    """The words of a text that somebody may misspell: bare, of four letters or more."""
    return {t.word for t in tokens(composed(text)) if len(t.word) >= 4 and t.word.isalpha()}


def stems(word: str, language: str | None = None) -> set[str]:
    """What a word of a question may be in the index: its stem in either language.

    A stop word of one language still has its meaning in the other ("door", "want"), unless the
    question is known to be in the first.
    """
    if word in BOTH:
        return set()
    return {
        stem(word, each)
        for each in LANGUAGES
        if word not in STOP_WORDS[each]
        and not (language and each != language and word in STOP_WORDS[language])
    }


def words_alone(text: str) -> str:
    """A text that is no question, as one: it excludes nothing and quotes nothing."""
    return re.sub(r'[-"“”„]', " ", text)


def _without_phrases(text: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """A text without its -"phrases", and those; one of a single word is that word with a minus."""
    found = []

    def taken(match) -> str:
        words = tuple(token.word for token in islice(plain(match[1]), MOST_WORDS))
        if len(words) == 1:
            return f" -{words[0]} "
        if words and len(found) < MOST_PHRASES:
            found.append(words)
        return " "

    return _MINUS_QUOTED.sub(taken, text), tuple(found)


def question(text: str, *, is_typing: bool = False) -> Question:
    """Take a question apart: words, "phrases", -exclusions. Any text is a question."""
    text = composed(text[:LONGEST_QUESTION])
    text, excluded_phrases = _without_phrases(text)
    phrases = []
    for match in islice(_QUOTED.finditer(text), MOST_PHRASES):
        words = tuple(token.word for token in islice(plain(match[1]), MOST_WORDS))
        if len(words) > 1:
            phrases.append(words)
    found = list(islice(tokens(text), 4 * MOST_WORDS))
    minuses = {match.end() for match in _MINUS.finditer(text)}
    # Of a hyphenated word the whole comes last: "-e-mail" excludes e-mail, and not mail.
    unwanted = {t.start: t for t in found if t.start in minuses}
    excluded = list(unwanted.values())
    wanted = [t for t in found if not any(u.start <= t.start and t.end <= u.end for u in excluded)]
    words = list(dict.fromkeys(token.word for token in wanted))[:MOST_WORDS]
    ends_open = is_typing and wanted and wanted[-1].end == len(text)
    return Question(
        words=tuple(words),
        phrases=tuple(phrases),
        excluded_phrases=excluded_phrases,
        excluded=tuple(dict.fromkeys(token.word for token in excluded))[:MOST_WORDS],
        typing=wanted[-1].word if ends_open else "",
        language=language_of(words),
        is_blank=not (excluded_phrases or text.strip()),
    )


def plain(text: str) -> Iterator[Token]:
    """The words of a text in order, without the wholes of hyphenated ones: for phrases."""
    end = -1
    for token in tokens(text):
        if token.start >= end:
            yield token
            end = token.end


def language_of(words: Iterable[str]) -> str | None:
    """The language whose small words are among these, if only one's are."""
    seen = set(words) - BOTH
    hits = {each: len(seen & STOP_WORDS[each]) for each in LANGUAGES}
    best, other = sorted(LANGUAGES, key=hits.get, reverse=True)
    return best if hits[best] and not hits[other] else None


class Group(NamedTuple):
    """Names, each with its language: who types one that is `asked` also means those that are `meant`."""

    asked: Iterable[tuple[str, str]]
    meant: Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Synonyms:
    """Groups of names that mean the same, as terms: what administrators keep of sectors and themes.

    Of a group an entry counts what it says best, once, however many names are kept.
    """

    names: Mapping[frozenset[str], tuple[int, ...]] = field(default_factory=dict)
    groups: tuple[tuple[tuple[str, ...], ...], ...] = ()

    SHARE = 0.6  # what a synonym counts, beside a word that was typed

    @classmethod
    def of(cls, groups: Iterable[Group]) -> "Synonyms":
        names: dict[frozenset[str], tuple[int, ...]] = {}
        kept = []
        for group in groups:
            spelt = dict.fromkeys(name for each in group.meant for name in _spelt(*each))
            meant = tuple(filter(None, spelt))
            if len(meant) < 2:
                continue
            typed = {frozenset(name) for each in group.asked for name in _typed(*each)}
            for name in typed - {frozenset()}:  # which small words alone would be
                names[name] = (*names.get(name, ()), len(kept))
            kept.append(meant)
        return cls(names, tuple(kept))

    def beside(self, asked: set[str]) -> dict[str, int]:
        """Terms that a question with the terms `asked` also means, each with the group it counts in."""
        return {name[0]: group for name, group in self._meant(asked).items() if len(name) == 1}

    def names_beside(self, asked: set[str]) -> dict[tuple[str, ...], int]:
        """Names of several terms that it also means: each counts only where all its terms stand."""
        return {name: group for name, group in self._meant(asked).items() if len(name) > 1}

    def _meant(self, asked: set[str]) -> dict[tuple[str, ...], int]:
        found: dict[tuple[str, ...], int] = {}
        hit = {group for name, groups in self.names.items() if name <= asked for group in groups}
        for group in sorted(hit):
            for name in self.groups[group]:
                if not asked.issuperset(name):
                    found.setdefault(name, group)
        return found


def _spelt(name: str, language: str) -> Iterator[tuple[str, ...]]:
    """The terms of a name as an entry may say it: its words apart, and where it has hyphens those joined.

    Of "log in" and "lock-in" small words leave one that says too little alone.
    """
    words, wholes = _words(name), [token.word for token in _wholes(composed(name))]
    apart = _telling(words, language)
    if len(words) == 1 or len(apart) > 1:
        yield apart
    if wholes != words:
        yield _telling(wholes, language)


def _typed(name: str, language: str) -> Iterator[tuple[str, ...]]:
    """The terms of a name as it may be typed: with a hyphen, a space or nothing between two words."""
    words, wholes = _words(name), [token.word for token in _wholes(composed(name))]
    if wholes == words:
        yield _telling(words, language)
    yield from _spelt(name, language)
    for n in range(1, len(words)):
        yield _telling((*words[: n - 1], words[n - 1] + words[n], *words[n + 1 :]), language)


def _words(name: str) -> list[str]:
    return [token.word for token in plain(composed(name))]


def _telling(words: Iterable[str], language: str) -> tuple[str, ...]:
    stop = STOP_WORDS.get(language, STOP_WORDS["en"])
    return tuple(stem(word, language) for word in words if word not in stop)


def _wholes(text: str) -> list[Token]:
    """The words of a text, hyphenated ones without their parts."""
    found: list[Token] = []
    for token in tokens(text):
        while found and found[-1].start >= token.start:
            found.pop()
        found.append(token)
    return found
