"""What somebody may be about to ask for, while they type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from accounts.models import Organisation

from ..models import Openness
from .query import search, synonyms_of
from .terms import bare, tokens

MOST_ENTRIES = 5
MOST_OTHERS = 3
SHORTEST = 2
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
        organisations = Organisation.objects.filter(name__icontains=text)[:MOST_OTHERS]
    return Suggestions(
        tuple(found.for_cards()[:MOST_ENTRIES]),
        tuple(_called(sectors, typed)),
        tuple(_called(themes, typed)),
        tuple(organisations),
        () if questions is None else tuple(_asking(questions, typed)[:MOST_OTHERS]),
    )


def _asking(questions, typed: list[str]):
    """Those whose title has each of the words."""
    for word in typed[:MOST_WORDS]:
        questions = questions.filter(title__icontains=word)
    return questions


def _called(things: list, typed: list[str]) -> list:
    """Those of which some name has a word that begins like each word typed."""
    return [thing for thing in things if any(_fits(n, typed) for n in _names(thing))][:MOST_OTHERS]


def _names(thing) -> list[str]:
    words = chain(thing.called(), *thing.narrower())
    return [word for word, _language in words]


def _fits(name: str, typed: list[str]) -> bool:
    words = bare(name).split()
    return all(any(word.startswith(part) for word in words) for part in typed)
