"""The drawings of flags and icons, and which of them a page uses."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.base import Node
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Flags of the strip and the door. Neighbours never share a colour, in three columns and in six.
FLAGS = [
    "health",
    "energy",
    "mobility",
    "finance",
    "education",
    "water",
    "government",
    "housing",
    "agriculture",
    "industry",
    "safety",
    "culture",
]


@cache
def symbols() -> dict[str, str]:
    """Every symbol that a page can use, by its id: `f-…` are flags, `i-…` icons."""
    found = {}
    for source in ("img/flags.svg", "vendor/lucide.svg"):
        text = Path(finders.find(source)).read_text()
        for symbol in re.findall(r"<symbol .*?</symbol>", text):
            found[re.search(r'id="([^"]+)"', symbol).group(1)] = symbol
    return found


class SpriteNode(Node):
    """Its content, then one hidden drawing with the symbols that the content uses."""

    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        content = self.nodelist.render(context)
        used = sorted(set(re.findall(r'<use href="#([fi]-[a-z0-9-]+)"', content)))
        needed = mark_safe("\n".join(symbols()[name] for name in used))  # noqa: S308 - our files
        return content + format_html(
            '<svg class="sprite" aria-hidden="true" focusable="false">\n{}\n</svg>', needed
        )


@cache
def drawn(name: str) -> SafeString:
    """An icon where a page uses it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#i-{}"></use></svg>', name)
