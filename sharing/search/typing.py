"""What somebody may be about to ask for, while they type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import chain, takewhile
from operator import and_, or_

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Concat
from django.db.models.lookups import IContains

from accounts.models import Organisation

from ..models import Openness
from .query import search
from .synonyms import synonyms_of
from .terms import Token, composed, plain, tokens

MOST_ENTRIES = 5
MOST_OTHERS = 3
SHORTEST = 2
AS_TYPED = 2  # first letters of a word that carry no accents but those typed
MAY_CARRY = frozenset("aceinosuyz")  # accents, in the languages around
ANY_LETTER = "\ue000"  # for private use: in no word
BEFORE_A_WORD = " -("
LOOKED_AT = 200  # rows whose words are compared
MOST_WORDS = 6


@dataclass(frozen=True)
class Suggestions:
    """Few of each kind; all of them rows that the reader may see."""

    entries: tuple = ()
    sectors: tuple = ()
    themes: tuple = ()
    organisations: tuple = ()
    questions: tuple = ()

    def __bool__(self) -> bool:
        return any(vars(self).values())


def suggestions(
    entries, text: str, *, sectors: Iterable, themes: Iterable, openness: Openness, questions=None
) -> Suggestions:
    """Entries, questions, sectors, themes and organisations that what is typed may lead to.

    `entries` and `questions` are what the reader may see. Organisations are for members: a visitor sees those of the entries found.
    """
    text = composed(text.strip()[:200])
    typed = list(plain(text))
    if sum(len(token.word) for token in typed) < SHORTEST:
        return Suggestions()
    sectors, themes = list(sectors), list(themes)
    found = search(
        entries,
        text,
        openness=openness,
        is_typing=True,
        synonyms=synonyms_of([*sectors, *themes]),
    )
    organisations = ()
    if openness == Openness.MEMBERS:
        organisations = _organisations(typed, text)
    return Suggestions(
        tuple(found.for_cards()[:MOST_ENTRIES]),
        tuple(_called(sectors, typed)),
        tuple(_called(themes, typed)),
        tuple(organisations),
        () if questions is None else tuple(_asking(questions, typed, text)),
    )


def _organisations(typed: list[Token], text: str) -> list[Organisation]:
    """Those of whose name some word begins like each word typed, with accents or without."""
    return _beginning(Organisation.objects.all(), "name", ("name", "pk"), typed, text)


def _asking(questions, typed: list[Token], text: str) -> list:
    """Those of whose title some word begins like each word typed, the newest first."""
    rows = questions.defer("text", "rendered")
    return _beginning(rows, "title", ("-created_at", "-pk"), typed, text)


def _beginning(rows, column: str, order: tuple, typed: list[Token], text: str) -> list:
    """Of many that hold the letters within a word the first may push out what begins with them: then
    the database is asked once more, for those that do."""
    letters = [_letters(token, text) for token in typed[:MOST_WORDS]]
    alike = [_with_any_accents(some) for some in letters]
    rows = rows.filter(*(_Contains(F(column), some) for some in alike))
    seen = rows.order_by(*order)[:LOOKED_AT]
    found = [row for row in seen if _fits(getattr(row, column), typed)]
    if len(found) < MOST_OTHERS and len(seen) == LOOKED_AT:
        ranks = (When(_begins(column, some), then=n) for n, some in enumerate((letters, alike)))
        seen = rows.order_by(Case(*ranks, default=2), *order)[:LOOKED_AT]
        found = [row for row in seen if _fits(getattr(row, column), typed)]
    return found[:MOST_OTHERS]


def _letters(token: Token, text: str) -> str:
    """A word with the accents that were typed, to the apostrophe where it has one. In small letters:
    SQLite tells Ö from ö, and names have their capitals in front."""
    return "".join(takewhile(str.isalnum, text[token.start : token.end])).lower()


def _with_any_accents(letters: str) -> str:
    """The first letters as typed, and later ones with whatever accent: no index knows words without."""
    return "".join(
        letter if letter.isascii() and (n < AS_TYPED or letter not in MAY_CARRY) else ANY_LETTER
        for n, letter in enumerate(letters)
    )


def _begins(column: str, words: list[str]) -> Q:
    """That each of these begins a word, as far as the usual signs before a word tell."""
    name = Concat(Value(" "), F(column), output_field=CharField())
    places = [[Q(_Contains(name, sign + word)) for sign in BEFORE_A_WORD] for word in words]
    return reduce(and_, (reduce(or_, some) for some in places))


class _Contains(IContains):
    """Case does not count, and ANY_LETTER stands for one letter, whichever."""

    def process_rhs(self, compiler, connection):
        sql, values = super().process_rhs(compiler, connection)
        return sql, [value.replace(ANY_LETTER, "_") for value in values]


def _called(things: list, typed: list[Token]) -> list:
    """Those of which some name has a word that begins like each word typed."""
    return [thing for thing in things if any(_fits(n, typed) for n in _names(thing))][:MOST_OTHERS]


def _names(thing) -> list[str]:
    words = chain(thing.called(), *thing.narrower())
    return [word for word, _language in words]


def _fits(name: str, typed: list[Token]) -> bool:
    """Of a name with a hyphen its parts count, and the whole without."""
    words = [token.word for token in tokens(composed(name))]
    return all(any(word.startswith(part.word) for word in words) for part in typed)
