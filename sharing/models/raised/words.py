"""The words of a barrier or a question, rendered when it is raised, and when it is said in other words."""

from __future__ import annotations

from ...markup import render


def rendered(thing) -> str:
    """The text of `thing` as HTML. Its headings get ids of their own; links to entries are plain words."""
    return render(
        thing.text,
        document_id=f"{thing._meta.model_name}-{thing.public_id}",
        targets={},
        language=thing.language,
    )
