"""Choices of filters. In Python, because a page of Explore has some sixty of them."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from .design import maturity, tlp
from .sectors import sector

register = template.Library()

BOX = '<label><input type="checkbox" id="f-{0}-{1}" name="{0}" value="{1}"{2}> <span>{3}</span>'


@register.filter
def grouped(number: int) -> str:
    """A number as the language of the page writes it: 1,000 or 1.000."""
    return number_format(number, force_grouping=True)


@register.simple_tag
def choices(name: str, options) -> SafeString:
    """The options (forms.explore.Option) of the filter `name`, each with how many it gives."""
    return SafeString("\n".join(choice(name, option) for option in options))


def choice(name: str, option) -> SafeString:
    count = f"{grouped(option.count)}{'' if option.is_exact else '+'}" if option.count else ""
    box = _box(name, option.value, option.is_chosen, _label(name, option))
    return box + SafeString(f' <span class="n">{count}</span></label>')


@lru_cache(maxsize=2_000, typed=True)  # a safe text equals an unsafe one of the same letters
def _box(name: str, value: str, is_chosen: bool, label: str) -> SafeString:
    return format_html(BOX, name, value, mark_safe(" checked") if is_chosen else "", label)


def _label(name: str, option) -> SafeString | str:
    if option.thing:
        return sector(option.thing)
    if name == "maturity":
        return maturity(option.key)
    if name == "level":
        return tlp(option.key)
    if name == "language":
        return format_html('<span lang="{}">{}</span>', option.value, option.label)
    return str(option.label)  # in the language of the page
