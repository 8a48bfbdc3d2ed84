"""Links between entries, resolved for one reader when a text is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Q

from ...markup import fill_links, linked_ids, linked_titles
from ..vocabulary import SECTIONS


def links_filled(
    texts: Mapping[str, str],
    reader,
    *,
    ask: Callable[[str], str] | None = None,
    ask_words: str = "",
    also=(),
) -> tuple[dict[str, str], dict]:
    """These rendered texts as `reader` may have them, and the linked entries by primary key.

    One query at most. An entry that the reader may not see looks as one that is not there: its
    words, and `ask`, the address at which such an entry is asked for. `also` are primary keys of
    entries that the page needs besides.
    """
    public_ids = {i for html in texts.values() for i in linked_ids(html)}
    wanted = [pk for pk in also if pk]
    found = _readable(public_ids, wanted, reader) if public_ids or wanted else []
    hrefs = {entry.public_id: entry.get_absolute_url() for entry in found}
    filled = {name: fill_links(html, hrefs, ask, ask_words) for name, html in texts.items()}
    return filled, {entry.pk: entry for entry in found}


def titles_without_entry(texts, reader) -> list[str]:
    """Titles linked from these Markdown texts of which `reader` may see no entry, each once, in order."""
    from .entries import Entry

    titles = list(dict.fromkeys(title for text in texts for title in linked_titles(text)))
    found = Entry.objects.titled(titles, seen_by=reader)
    return [title for title in titles if title not in found]


def _readable(public_ids, pks, reader) -> list:
    from .entries import Entry

    unread = [f"current_revision__{name}" for name in (*SECTIONS, "rendered")]
    return list(
        Entry.objects.visible_to(reader)
        .filter(Q(public_id__in=public_ids) | Q(pk__in=pks))
        .select_related("current_revision", "home_sector")
        .defer(*unread)
    )
