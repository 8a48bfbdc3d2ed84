"""What somebody may be about to ask for, while they type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.db.models import Q

from accounts.models import Organisation

from ..models import Openness
from .query import search
from .synonyms import synonyms_of
from .terms import bare, tokens

MOST_ENTRIES = 5
MOST_OTHERS = 3
SHORTEST = 2
ACCENTS_FROM = 2  # letters that are looked for where the rest may carry accents
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
    text = text.strip()[:200]
    typed = [token.word for token in tokens(text)]
    if len("".join(typed)) < SHORTEST:
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
        organisations = _organisations(text, typed)
    return Suggestions(
        tuple(found.for_cards()[:MOST_ENTRIES]),
        tuple(_called(sectors, typed)),
        tuple(_called(themes, typed)),
        tuple(organisations),
        () if questions is None else tuple(_asking(questions, text, typed)),
    )


def _organisations(text: str, typed: list[str]) -> list[Organisation]:
    """Those of whose name some word begins like each word typed, with accents or without."""
    return _beginning(Organisation.objects.order_by("name", "pk"), "name", text, typed)


def _asking(questions, text: str, typed: list[str]) -> list:
    """Those of whose title some word begins like each word typed."""
    return _beginning(questions.defer("text", "rendered"), "title", text, typed)


def _beginning(rows, column: str, text: str, typed: list[str]) -> list:
    """Found by the letters as they stand there, by their first three where accents may differ."""
    for raw, word in list(zip(text.split(), typed, strict=False))[:MOST_WORDS]:
        either = Q(**{f"{column}__icontains": word}) | Q(**{f"{column}__icontains": raw})
        rows = rows.filter(either | Q(**{f"{column}__icontains": word[:ACCENTS_FROM]}))
    return [row for row in rows[:LOOKED_AT] if _fits(getattr(row, column), typed)][:MOST_OTHERS]


def _called(things: list, typed: list[str]) -> list:
    """Those of which some name has a word that begins like each word typed."""
    return [thing for thing in things if any(_fits(n, typed) for n in _names(thing))][:MOST_OTHERS]


def _names(thing) -> list[str]:
    words = chain(thing.called(), *thing.narrower())
    return [word for word, _language in words]


def _fits(name: str, typed: list[str]) -> bool:
    words = bare(name).split()
    return all(any(word.startswith(part) for word in words) for part in typed)
