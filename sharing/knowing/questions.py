"""Questions that seem to ask the same, by the words they share."""

from __future__ import annotations

from django.db.models.functions import Substr

from sharing.models import Question
from sharing.search import alike

COMPARED = 500  # the newest
READ_OF_EACH = 400  # characters


def questions_like(text: str, user, *, most: int = 3) -> list[Question]:
    """Questions that `user` may see and that seem to ask what `text` asks, most alike first."""
    seen = Question.objects.visible_to(user).current()
    rows = seen.order_by("-pk").values_list(
        "pk", "title", Substr("text", 1, READ_OF_EACH), "language"
    )
    texts = [(pk, f"{title} {words}", code) for pk, title, words, code in rows[:COMPARED]]
    keys = alike(text[:300], texts, most)
    found = seen.with_answers(user).for_cards().in_bulk(keys)
    return [found[key] for key in keys if key in found]
