"""Controls of our own: sharing levels, Markdown."""

from __future__ import annotations

from types import MappingProxyType

from django import forms

from sharing.models import Level


class LevelRadios(forms.RadioSelect):
    """Sharing levels: the label, whom the site shows it to, and what a reader may pass on."""

    template_name = "components/_levels.html"
    is_levels = True
    shown_to = MappingProxyType({})  # by level, where that is not as for an entry

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        level = option["level"] = Level(int(str(value)))
        option["shown_to"] = self.shown_to.get(level, level.shown_to)
        return option


class MarkdownTextarea(forms.Textarea):
    """A plain box for Markdown; scripts add the toolbar, and the next item of a list."""

    template_name = "components/_markdown.html"
    is_markdown = True

    class Media:
        js = (
            forms.Script("vendor/markdown-toolbar-element.js", type="module"),
            forms.Script("js/lists.js", type="module"),
        )

    def __init__(self, attrs=None, rows: int = 9):
        super().__init__({"rows": rows, "cols": False, **(attrs or {})})


def lines(rows: int) -> forms.Textarea:
    """A box for a few lines of plain text. How wide it is, the style sheet says."""
    return forms.Textarea(attrs={"rows": rows, "cols": False})
