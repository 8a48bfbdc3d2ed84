"""The parts of the visual language as template tags. Pure rendering: they decide nothing."""

from __future__ import annotations

import textwrap
from functools import cache, lru_cache

from django import template
from django.contrib.messages import get_messages
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sharing.models import Level, Maturity

from . import sectors
from .symbols import SpriteNode, drawn

register = template.Library()
register.tags.update(sectors.register.tags)


@register.tag
def sprite(parser, token):
    """`{% sprite %}…{% endsprite %}` around a page, or around a part that htmx puts into one."""
    nodelist = parser.parse(["endsprite"])
    parser.delete_first_token()
    return SpriteNode(nodelist)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Lucide icon, next to a word. Names: ICONS in bin/vendor."""
    return drawn(name)


# Signs -----------------------------------------------------------------------


@register.simple_tag
def tlp(level) -> SafeString:
    """The TLP label in full. On the entry itself always."""
    return _tlp(Level(level))


@cache  # never translated
def _tlp(level: Level) -> SafeString:
    return format_html('<span class="tlp" data-tlp="{}">{}</span>', level.css, level.label)


@register.simple_tag
def tlp_if(*levels) -> SafeString | str:
    """The TLP label where it is stricter than GREEN, the strictest of several: for lists."""
    level = Level(max(levels))
    return tlp(level) if level > Level.GREEN else ""


@register.simple_tag
def maturity(value) -> SafeString:
    """The three steps and the word. Never typed by anyone, so never an input."""
    value = Maturity(value)
    return format_html('<span class="maturity" data-level="{}">{}</span>', value.value, value.label)


@register.simple_tag
def why(reason) -> SafeString | str:
    """The yellow pennant and one true reason. Nothing where there is no reason."""
    if not reason:
        return ""
    return format_html('<p class="why"><b>{}</b><span>{}</span></p>', _("Why"), reason)


@register.simple_tag
def face(user, size: str = "") -> SafeString:
    """The initials of a person, in a circle. Their name always stands beside it."""
    return format_html(
        '<span class="face{}" aria-hidden="true">{}</span>',
        f" {size}" if size else "",
        user.initials if user else "–",
    )


PLATES = {"": "info", "bad": "circle-alert", "good": "check"}


def place_of(message) -> str:
    """The id of the place at which a message is to stand; "" for above the page."""
    return (message.extra_tags or "").partition("at-")[2]


@register.simple_tag(takes_context=True)
def said_at(context, place: str) -> list:
    """The messages for the place with this id, on a page that has it."""
    if "request" not in context:
        return []
    request = context["request"]
    request.said_at = getattr(request, "said_at", frozenset()) | {place}
    return [each for each in get_messages(request) if place_of(each) == place]


@register.simple_block_tag(takes_context=True)
def below_messages(context, content) -> SafeString:
    """A page below the messages for which it has no place of their own."""
    if "request" not in context:
        return content
    request = context["request"]
    said = getattr(request, "said_at", frozenset())
    left = [each for each in get_messages(request) if place_of(each) not in said]
    above = render_to_string("components/_messages.html", {"messages": left})
    return mark_safe(above + content)  # noqa: S308 - both were rendered


@register.simple_block_tag
def plate(content, tone: str = "", icon: str = "", **attributes) -> SafeString:
    """`{% plate tone="bad" %}…{% endplate %}`: a notice. Tone: "" to know, bad to repair, good done.

    `icon` replaces the usual one of the tone; further arguments become attributes (role="status").
    """
    more = [("data-tone", tone)] if tone else []
    more += [(name.replace("_", "-"), value) for name, value in attributes.items()]
    return format_html(
        '<div class="note"{}>{}{}</div>',
        format_html_join("", ' {}="{}"', more),
        drawn(icon or PLATES[tone]),
        content,
    )


# Words -----------------------------------------------------------------------


@register.filter
def in_full(value) -> str:
    """A date in full: 12 November 2026."""
    if not value:
        return ""
    if hasattr(value, "hour") and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "j F Y")


@register.filter
def indented(text: str, spaces: int = 0) -> str:
    """A paragraph of a plain mail: at most 66 characters wide, moved in by `spaces`."""
    edge = " " * spaces
    wrapper = textwrap.TextWrapper(66, initial_indent=edge, subsequent_indent=edge)
    wrapper.break_long_words = wrapper.break_on_hyphens = False
    return wrapper.fill(" ".join(str(text).split()))


@register.simple_tag
def moment(value, clock: bool = False) -> SafeString | str:
    """A `<time>` with the date in full, and the time of day when `clock`."""
    if not value:
        return ""
    shown = in_full(value)
    if clock:
        shown = f"{shown}, {date_format(timezone.localtime(value), 'H:i')}"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.simple_tag
def lang_of(thing) -> SafeString | str:
    """` lang="nl"` where the language of an entry is not that of the page: for its title and words."""
    language = thing if isinstance(thing, str) else getattr(thing, "language", "")
    if not language or language == (get_language() or "en")[:2]:
        return ""
    return format_html(' lang="{}"', language)


@register.simple_tag
def other_language(thing) -> str:
    """ "In Dutch" where the language of an entry is not that of the page."""
    if not lang_of(thing):
        return ""
    return _("In Dutch") if thing.language == "nl" else _("In English")


# Links -----------------------------------------------------------------------


@register.simple_tag
def url_if(name: str, *args) -> str:
    """The address of a page, "" while that page is not built."""
    return _address(get_script_prefix(), name, args)


@lru_cache(maxsize=500)  # the head of a page has twenty
def _address(prefix: str, name: str, args: tuple) -> str:
    """As `reverse` gives it behind `prefix`."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def nav_link(context, name: str, text: str, *also: str) -> SafeString | str:
    """A link in the main menu, marked when the page, or one of the views `also`, is open."""
    address = url_if(name)
    if not address:
        return ""
    match = getattr(context.get("request"), "resolver_match", None)
    here = match is not None and match.view_name in (name, *also)
    current = mark_safe(' aria-current="page"') if here else ""
    return format_html('<a href="{}"{}>{}</a>', address, current, text)


@register.filter
def page_numbers(paginator, number: int):
    """The page numbers to show around `number`, with … where some are left out."""
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)


@register.filter
def drawing(svg: str) -> SafeString:
    """The `<svg>` of a drawing that a library made (a QR code), without what XML puts before it."""
    return SafeString(svg[svg.index("<svg") :])
