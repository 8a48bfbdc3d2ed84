"""Texts and questions as terms: Dutch and English words, without case, accents and endings. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from unicodedata import category, normalize

import snowballstemmer

from .stopwords import BOTH, STOP_WORDS

VERSION = 4  # of this file's rules; another number makes every indexed entry stale
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
_HARD = {"z": "s", "v": "f"}
_STEMMERS = {
    "en": snowballstemmer.stemmer("english"),
    "nl": snowballstemmer.stemmer("dutch_porter"),
}


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


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """A bare word without its ending."""
    stemmed = _STEMMERS.get(language, _STEMMERS["en"]).stemWord(word)
    return _hardened(stemmed) if language == "nl" else stemmed


def _hardened(stemmed: str) -> str:
    """Dutch writes huis and huizen, brief and brieven, les and lessen: one stem each.

    The stemmer's other variant knows this, but makes "zon" of "gezond" and "meen" of "gemeente".
    """
    if len(stemmed) > 3 and stemmed[-1] == stemmed[-2]:
        stemmed = stemmed[:-1]
    return stemmed[:-1] + _HARD[stemmed[-1]] if stemmed[-1:] in _HARD else stemmed


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
    """Groups of names that mean the same, as terms: what administrators keep of sectors and themes."""

    names: Mapping[frozenset[str], tuple[int, ...]] = field(default_factory=dict)
    groups: tuple[tuple[tuple[str, ...], ...], ...] = ()

    SHARE = 0.4  # what all synonyms of a name count together, beside a word that was typed

    @classmethod
    def of(cls, groups: Iterable[Group]) -> "Synonyms":
        names: dict[frozenset[str], tuple[int, ...]] = {}
        kept = []
        for group in groups:
            asked, meant = _as_terms(group.asked), _as_terms(group.meant)
            if len(meant) < 2:
                continue
            for name in asked:
                names[frozenset(name)] = (*names.get(frozenset(name), ()), len(kept))
            kept.append(meant)
        return cls(names, tuple(kept))

    def beside(self, asked: set[str]) -> dict[str, float]:
        """Terms that a question with the terms `asked` also means, and what each counts."""
        found = self._meant(asked)
        return {name[0]: share for name, share in found.items() if len(name) == 1}

    def names_beside(self, asked: set[str]) -> dict[tuple[str, ...], float]:
        """Names of several terms that it also means: each counts only where all its terms stand."""
        found = self._meant(asked)
        return {name: share for name, share in found.items() if len(name) > 1}

    def _meant(self, asked: set[str]) -> dict[tuple[str, ...], float]:
        found: dict[tuple[str, ...], float] = {}
        hit = {group for name, groups in self.names.items() if name <= asked for group in groups}
        for group in sorted(hit):
            others = [name for name in self.groups[group] if not asked.issuperset(name)]
            for name in others:
                found[name] = max(found.get(name, 0), self.SHARE / len(others))
        return found


def _as_terms(names: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Each name as its terms, once."""
    found = dict.fromkeys(tuple(terms(name, language)) for name, language in names)
    found.pop((), None)
    return tuple(found)
