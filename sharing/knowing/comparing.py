"""Two wordings of an entry side by side, for somebody who may read both."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..models import SECTION_NAMES, WORDS, Revision
from ..wording import ADDED, REMOVED, SAME, Block, compare, count_words, is_changed

NAMES = {"title": _("Title"), "summary": _("Summary"), **SECTION_NAMES}


@dataclass(frozen=True)
class Passage:
    """A run of lines in a comparison, as the page shows it."""

    block: Block

    @property
    def paragraphs(self) -> int:
        return sum(1 for line in self.block.old.split("\n") if line.strip())

    @property
    def is_same(self) -> bool:
        return self.block.kind == SAME


@dataclass(frozen=True)
class Difference:
    """What became of one part of the words."""

    key: str
    name: str
    passages: tuple[Passage, ...]
    is_changed: bool

    def words(self, kind: str) -> int:
        """How many words were added, or removed."""
        segments = (s for p in self.passages for s in p.block.segments)
        return sum(count_words(s.text) for s in segments if s.kind == kind)


@dataclass(frozen=True)
class Comparison:
    """Two revisions side by side."""

    old: Revision
    new: Revision
    parts: tuple[Difference, ...]

    @property
    def both(self) -> tuple[Revision, Revision]:
        return self.old, self.new

    @property
    def changed(self) -> list[Difference]:
        return [part for part in self.parts if part.is_changed]

    @property
    def unchanged(self) -> list[Difference]:
        return [part for part in self.parts if not part.is_changed]

    @property
    def added(self) -> int:
        return sum(part.words(ADDED) for part in self.parts)

    @property
    def removed(self) -> int:
        return sum(part.words(REMOVED) for part in self.parts)


def comparison(old: Revision, new: Revision) -> Comparison:
    parts = []
    for key in WORDS:
        if getattr(old, key) or getattr(new, key):
            blocks = compare(getattr(old, key), getattr(new, key))
            passages = tuple(Passage(block) for block in blocks if block.old or block.new)
            parts.append(Difference(key, str(NAMES[key]), passages, is_changed(blocks)))
    return Comparison(old, new, tuple(parts))


def the_two(entry, user, old: int, new: int) -> Comparison | None:
    """Both with their texts; none where the reader may not see one of them."""
    both = Revision.objects.visible_to(user).filter(entry=entry, number__in=(old, new))
    found = {revision.number: revision for revision in both.select_related("writer")}
    return comparison(found[old], found[new]) if {old, new} <= found.keys() else None
