"""What looks like a text that is being written, for the page on which it is written."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import Language
from sharing.knowing import Similar, similar_while_writing
from sharing.models import Entry

READ = ("title", "summary", "problem")
LONGEST = 4_000  # characters that are read of each


def look_alikes(user, typed: Mapping[str, str | None], own: Entry | None = None) -> list[Similar]:
    """Entries that look like the words in `typed`, of those that `user` may read; `own` is not one."""
    texts = [str(typed.get(name) or "")[:LONGEST] for name in READ]
    language = typed.get("language")
    if language not in Language.values:
        language = user.language
    return similar_while_writing(
        "\n".join(texts), language, user, said=". ".join(texts[:2]), own=own
    )
