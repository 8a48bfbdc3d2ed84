"""Questions that seem to ask the same, by the words they share."""

from __future__ import annotations

from sharing.models import Question

from .by_words import by_words

READ = 300  # characters


def questions_like(text: str, user, *, most: int = 3) -> list[Question]:
    """Questions that `user` may see and that seem to ask what `text` asks, most alike first."""
    seen = Question.objects.visible_to(user).current()
    keys = by_words(text[:READ], seen, most)
    found = seen.with_answers(user).for_cards().in_bulk(keys)
    return [found[key] for key in keys if key in found]
