"""What a typing error may have meant: words of open entries only."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import takewhile

from django.db.models import Count, Value

from ..models import Openness, Spelling, Term, Trigram
from .index import grams
from .stopwords import EITHER
from .terms import LONGEST_QUESTION, Token, bare, composed, plain, question, stems

MOST_CORRECTED = 5  # words of one question
SHORTEST = 4
FARTHEST = 2  # letters; so far only where the first is right: else it is a word of another world
# Of words in either language. Two that differ by no more are forms of one, and no error.
ENDINGS = {"", "t", "d", "s", "en", "de", "te", "den", "ten", "er", "ers", "ing", "ed", "es"}
SHORTEST_STEM = 4


def did_you_mean(
    text: str,
    *,
    openness: Openness = Openness.MEMBERS,
    missing: Collection[str] | None = None,
    named: Collection[str] = (),
    is_answered: bool = False,
) -> str | None:
    """The question with its unknown words corrected, or None when there is nothing to say.

    `missing` are the words that nothing that was found has, where something was: only those are
    looked at, in one query. `named` are words of sectors and themes, which are everybody's. Where the
    question `is_answered`, in other words than its own, only one wrong letter is thought of: what is
    farther away is a word that merely stands nowhere.

    Known are the words of open entries (for visitors those that everybody sees), so that neither
    the offer nor its absence tells anything of another entry. Who uses quotes means what they type.
    """
    if question(text).phrases:
        return None
    count = "clear_count" if openness == Openness.EVERYONE else "open_count"
    text = composed(text[:LONGEST_QUESTION])
    if missing is None:
        unknown = _unknown(text, count)
    else:
        unknown = [token for token in _telling(text) if token.word in missing][:MOST_CORRECTED]
    farthest = 1 if is_answered else FARTHEST
    better = _nearest({token.word for token in unknown}, count, named, farthest)
    corrected = text
    for token in reversed(unknown):
        if token.word in better:
            corrected = corrected[: token.start] + better[token.word] + corrected[token.end :]
    return corrected if better else None


def _telling(text: str) -> list[Token]:
    return [
        token
        for token in plain(text)
        if len(token.word) >= SHORTEST and token.word.isalpha() and token.word not in EITHER
    ][: 4 * MOST_CORRECTED]


def _unknown(text: str, count: str) -> list[Token]:
    """The words that no open entry has, in any form."""
    found = _telling(text)
    words = {token.word for token in found}
    roots = {word: stems(word) for word in words}
    every_root = {root for each in roots.values() for root in each}
    with_count = {f"{count}__gt": 0}
    spelled = Spelling.objects.filter(text__in=words, **with_count).values_list("text", Value(0))
    rooted = Term.objects.filter(text__in=every_root, **with_count).values_list("text", Value(1))
    known = set(spelled.union(rooted, all=True))
    return [
        token
        for token in found
        if (token.word, 0) not in known
        and not any((root, 1) in known for root in roots[token.word])
    ][:MOST_CORRECTED]


def _nearest(words: set[str], count: str, named: Collection[str], farthest: int) -> dict[str, str]:
    """For each word the known one at the smallest distance, of those the one most entries use."""
    if not words:
        return {}
    shares_enough = min(len(word) + 2 - 3 * _furthest(word) - 2 for word in words)
    written = (
        Trigram.objects.filter(
            gram__in={gram for word in words for gram in grams(word)},
            **{f"spelling__{count}__gt": 0},
        )
        .values_list("spelling__text", f"spelling__{count}")
        .annotate(shared=Count("gram"))
        .filter(shared__gte=max(1, shares_enough))
    )
    known = {**dict.fromkeys(named, 0), **{text: entries for text, entries, _shared in written}}
    found = {}
    for word in words:
        ranked = sorted(_ranked(word, known, min(_furthest(word), farthest)))
        if ranked and ranked[0][0] > 0:  # else it is known as it stands
            found[word] = ranked[0][2]
    return found


def _ranked(word: str, known: dict[str, int], furthest: int) -> Iterator[tuple[int, int, str]]:
    for text, entries in known.items():
        if abs(len(text) - len(word)) > furthest:
            continue
        apart = distance(word, text, furthest)
        if apart > furthest or (apart == FARTHEST and bare(text)[:1] != word[:1]):
            continue
        yield (0 if is_form_of(word, bare(text)) else apart), -entries, text


def is_form_of(one: str, other: str) -> bool:
    """Whether two words are one with other endings, such as "aanmelden" and "aanmeldt"."""
    pairs = zip(one, other, strict=False)
    stem = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], pairs))
    rests = one[stem:], other[stem:]
    is_ending = all(rest in ENDINGS for rest in rests)
    return stem >= SHORTEST_STEM and is_ending and {len(rest) for rest in rests} != {1}


def _furthest(word: str) -> int:
    return 1 if len(word) <= 5 else FARTHEST


def distance(one: str, other: str, furthest: int) -> int:
    """Letters to add, leave out, change or swap to make one word of the other; more is `furthest` + 1.

    Optimal string alignment (Damerau 1964), stopped when a whole row is too far.
    """
    one, other = bare(one), bare(other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, row = row, [i] + [0] * len(other)
        for j, its in enumerate(other, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                row[j] = min(row[j], before[j - 2] + 1)
        before = above
        if min(row) > furthest:
            return furthest + 1
    return row[-1]
