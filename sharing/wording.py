"""Differences between two texts. Pure: knows no model.

A whole-document comparison by word takes seconds on long texts; so lines are compared first,
then sentences within changed lines, then words within changed sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
MOST_WORDS = 1_500  # of one changed passage that are compared by word

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_SENTENCES = re.compile(r"\s*\S.*?(?:[.!?…:;]['\"”’)]*(?=\s)|(?=\n)|\Z)|\s+")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
Parts = list[str]


@dataclass(frozen=True)
class Segment:
    """A run of words that is the same, added or removed."""

    kind: str
    text: str


@dataclass(frozen=True)
class Block:
    """A run of lines: the same, added, removed, or changed within."""

    kind: str
    segments: tuple[Segment, ...]

    @property
    def old(self) -> str:
        return "".join(part.text for part in self.segments if part.kind != ADDED)

    @property
    def new(self) -> str:
        return "".join(part.text for part in self.segments if part.kind != REMOVED)


def compare(old: str, new: str) -> list[Block]:
    """What became of `old`: blocks of lines; joined, their `old` and `new` give both texts back."""
    old, new = _one_newline(old), _one_newline(new)
    blocks = []
    for kind, before, after in _steps(_LINES.findall(old), _LINES.findall(new)):
        if kind == CHANGED:
            segments = tuple(_joined(_by_sentence("".join(before), "".join(after))))
        else:
            segments = (Segment(kind, "".join(after if kind == ADDED else before)),)
        blocks.append(Block(kind, segments))
    return blocks


def count_words(text: str) -> int:
    """How many words a Markdown text has: signs of lists and tables that stand alone are none."""
    return sum(any(map(str.isalnum, part)) for part in text.split())


def is_changed(blocks: list[Block]) -> bool:
    """Whether a comparison found any difference."""
    return any(block.kind != SAME for block in blocks)


def _by_sentence(old: str, new: str) -> Iterator[Segment]:
    for kind, before, after in _steps(_SENTENCES.findall(old), _SENTENCES.findall(new)):
        if kind == CHANGED:
            yield from _by_word("".join(before), "".join(after))
        else:
            yield Segment(kind, "".join(after if kind == ADDED else before))


def _by_word(old: str, new: str) -> Iterator[Segment]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        yield Segment(REMOVED, old)
        yield Segment(ADDED, new)
        return
    for kind, removed, added in _steps(before, after):
        if kind == SAME:
            yield Segment(SAME, "".join(removed))
            continue
        if removed:
            yield Segment(REMOVED, "".join(removed))
        if added:
            yield Segment(ADDED, "".join(added))


def _steps(old: Parts, new: Parts) -> Iterator[tuple[str, Parts, Parts]]:
    """Kind, old parts and new parts of each step from one list to the other."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    if head:
        yield SAME, old[:head], new[:head]
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    kinds = {"equal": SAME, "insert": ADDED, "delete": REMOVED, "replace": CHANGED}
    for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        yield kinds[tag], before[a:b], after[c:d]
    if tail:
        yield SAME, old[len(old) - tail :], new[len(new) - tail :]


def _common(one: Parts, other: Parts) -> int:
    """How many parts the two lists begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _joined(segments: Iterator[Segment]) -> Iterator[Segment]:
    """Neighbours of one kind as one segment; a lone space between two changes joins them."""
    removed = added = same = ""
    for segment in segments:
        if segment.kind == SAME and (segment.text.strip() or not (removed or added)):
            yield from _change(removed, added)
            removed = added = ""
            same += segment.text
            continue
        if same:
            yield Segment(SAME, same)
            same = ""
        removed += segment.text if segment.kind != ADDED else ""
        added += segment.text if segment.kind != REMOVED else ""
    if same:
        yield Segment(SAME, same)
    yield from _change(removed, added)


def _change(removed: str, added: str) -> Iterator[Segment]:
    """What was removed and what was added; the space that both end with stays the same."""
    end = removed[len(removed.rstrip()) :] if removed and added else ""
    if not (end and added.endswith(end)) or removed == added:
        end = ""
    removed, added = removed.removesuffix(end), added.removesuffix(end)
    if removed:
        yield Segment(REMOVED, removed)
    if added:
        yield Segment(ADDED, added)
    if end:
        yield Segment(SAME, end)


def _one_newline(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
