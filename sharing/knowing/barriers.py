"""Barriers that seem to say the same: by meaning in either language, and by the words they share."""

from __future__ import annotations

from itertools import chain, zip_longest

from sharing.models import Barrier
from sharing.recommendations import saying_the_same

from .by_words import by_words


def barriers_like(text: str, user, *, most: int = 3, but: int | None = None) -> list[Barrier]:
    """Barriers that `user` may see and that seem to say what `text` says, most alike first.

    At most three queries. `but` is the id of the one that is compared with the others.
    """
    seen = Barrier.objects.visible_to(user).standing().exclude(pk=but)
    by_meaning = saying_the_same(text, seen, most=most)
    # In turn, words first: what was reported a moment ago is not known by its meaning yet.
    both = zip_longest(by_words(text, seen, most), by_meaning)
    keys = [key for key in dict.fromkeys(chain.from_iterable(both)) if key is not None][:most]
    found = Barrier.objects.with_abilities(user).for_cards().in_bulk(keys)
    return [found[key] for key in keys if key in found]
