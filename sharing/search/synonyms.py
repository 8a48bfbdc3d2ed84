"""What is said for what: the names and synonyms of sectors and themes, as administrators keep them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from accounts.models import Sector

from ..models import Theme
from .terms import Group, Synonyms, plain


def kept_synonyms() -> Synonyms:
    """What administrators keep of sectors and themes."""
    return synonyms_of([*Sector.objects.all(), *Theme.objects.all()])


def synonyms_of(things: Iterable) -> Synonyms:
    """The names and synonyms of sectors and themes, a group each, and one for each thing within."""
    return _synonyms_of(tuple((thing.called(), thing.narrower()) for thing in things))


def words_of(things: Iterable) -> frozenset[str]:
    """The single words of their names and synonyms: everybody's, for who mistypes one."""
    return _words_of(
        tuple((*thing.called(), *chain.from_iterable(thing.narrower())) for thing in things)
    )


@lru_cache(maxsize=4)
def _words_of(names: tuple[tuple, ...]) -> frozenset[str]:
    return frozenset(
        token.word for words in names for text, _language in words for token in plain(text)
    )


@lru_cache(maxsize=4)
def _synonyms_of(things: tuple[tuple[tuple, tuple], ...]) -> Synonyms:
    """The same names give the same terms: taken apart once, not on every page."""
    groups: list[Group] = []
    for called, narrower in things:
        groups.append(Group(called, (*called, *chain.from_iterable(narrower))))
        groups += [Group(words, words) for words in narrower]
    return Synonyms.of(groups)
