"""Choices of filters. In Python, because a page of Explore has some sixty of them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .design import maturity, sector, tlp

register = template.Library()

CHOICE = (
    '<label><input type="checkbox" id="f-{0}-{1}" name="{0}" value="{1}"{2}> <span>{3}</span>'
    ' <span class="n">{4}</span></label>'
)


@register.simple_tag
def choice(name: str, option, is_exact: bool) -> SafeString:
    """One option (forms.explore.Option) of the filter `name`, with how many it gives."""
    count = f"{option.count}{'' if is_exact else '+'}" if option.count else ""
    checked = mark_safe(" checked") if option.is_chosen else ""
    return format_html(CHOICE, name, option.value, checked, _label(name, option), count)


def _label(name: str, option) -> SafeString | str:
    if option.thing:
        return sector(option.thing)
    if name == "maturity":
        return maturity(option.key)
    if name == "level":
        return tlp(option.key)
    if name == "language":
        return format_html('<span lang="{}">{}</span>', option.value, option.label)
    return option.label
