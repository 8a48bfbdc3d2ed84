"""Sectors as template tags: their flags, their names, and the crossing from one to another.

Templates load them with `design`.
"""

from __future__ import annotations

from functools import cache, lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .symbols import FLAGS, symbols

register = template.Library()


def flag_of(sector) -> str:
    """The slug of a sector's flag; takes a Sector or that slug."""
    slug = getattr(sector, "flag", sector)
    return slug if f"f-{slug}" in symbols() else "plain"


@register.simple_tag
def flag(sector, size: str = "", state: str = "", fill: bool = False) -> SafeString:
    """A flag. `size` is "poster" for a large one; `state` draft, review or archived: not up."""
    return _flag(flag_of(sector), size, state, fill)


@cache  # a page has dozens, and there are few different ones
def _flag(slug: str, size: str, state: str, fill: bool) -> SafeString:
    more = [("data-state", state)] if state else []
    if fill:
        more.append(("preserveAspectRatio", "xMidYMid slice"))
    return format_html(
        '<svg class="flag{}" data-sector="{}"{} viewBox="0 0 24 24" aria-hidden="true">'
        '<use href="#f-{}"></use></svg>',
        f" {size}" if size else "",
        slug,
        format_html_join("", ' {}="{}"', more),
        slug,
    )


@register.simple_tag
def hoist() -> SafeString:
    """All twelve flags, in an order in which no two neighbours share a colour."""
    return format_html_join("", "{}", ((flag(slug, fill=True),) for slug in FLAGS))


@register.simple_tag
def flag_state(entry) -> str:
    """How the flag of an entry hangs: up ("") when published, else draft, review or archived."""
    return {"draft": "draft", "in_review": "review", "archived": "archived"}.get(entry.status, "")


@register.simple_tag
def sector(sector, link: bool = False) -> SafeString:
    """Flag and name: the default way to name a sector."""
    name = sector.name
    if link:
        address = reverse("sharing:sector_detail", args=[sector.slug])
        name = format_html('<a href="{}">{}</a>', address, name)
    return _sector(flag_of(sector), name)


@lru_cache(maxsize=200, typed=True)  # a safe text equals an unsafe one of the same letters
def _sector(slug: str, name: str) -> SafeString:
    return format_html('<span class="sector">{}{}</span>', _flag(slug, "", "", False), name)


@register.simple_tag
def kind_from(entry, needer=None) -> SafeString:
    """What an entry is and where it comes from: "Lesson from **Energy** for **Health care**"."""
    giver = entry.home_sector
    to = needer.name if needer and needer != giver else ""
    return _kind_from(get_language(), str(entry.get_kind_display()), giver.name, to)


@lru_cache(maxsize=1_000)
def _kind_from(language: str, kind: str, giver: str, needer: str) -> SafeString:
    """In the language of the page, which is `language`."""
    if needer:
        words = _("{kind} from <b>{giver}</b> for <b>{needer}</b>")
    else:
        words = _("{kind} from <b>{giver}</b>")
    return format_html(words, kind=kind, giver=giver, needer=needer)


@register.simple_tag
def flags(sectors) -> SafeString:
    """The flags of several sectors, their names for who cannot see them."""
    sectors = list(sectors)
    return format_html(
        '<span class="flags">{}<span class="quiet">{}</span></span>',
        format_html_join("", "{}", ((flag(sector),) for sector in sectors)),
        ", ".join(sector.name for sector in sectors),
    )


GIVER = (
    '<svg data-sector="{0}" viewBox="0 0 32 24"><use href="#f-{0}" width="24" height="24"></use>'
    '<path d="M23.7 0h.3l8 12-8 12h-.3"/></svg>'
)
NOBODY_YET = mark_safe('<svg viewBox="0 0 32 24"><path d="M1 1h22.5l7 11-7 11H1z"/></svg>')
NEEDER = (
    '<svg data-sector="{0}" viewBox="-8 0 32 24"><path d="M-8 0H.2v24H-8z"/>'
    '<use href="#f-{0}" width="24" height="24"></use></svg>'
)


@register.simple_tag
def crossing(giver, needer, size: str = "") -> SafeString:
    """The crossing mark: the giver's flag pushes a point into the needer's. None: nobody wrote it yet.

    `size` is "big" for the lead. The names always stand in the text beside it.
    """
    return _crossing(flag_of(giver) if giver else "", flag_of(needer), size)


@cache
def _crossing(giver: str, needer: str, size: str) -> SafeString:
    first = format_html(GIVER, giver) if giver else NOBODY_YET
    classes = " ".join(filter(None, ["crossing", size, "" if giver else "wanted"]))
    return format_html(
        '<span class="{}" aria-hidden="true">{}{}</span>',
        classes,
        first,
        format_html(NEEDER, needer),
    )
