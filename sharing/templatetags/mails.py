"""The parts of a mail: tables and colours that mail programs understand."""

from __future__ import annotations

import html
import textwrap

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from sharing.models import Entry
from sharing.templatetags.reading import concern_address

register = template.Library()

WHITE, BLACK, SUN = "#ffffff", "#15172b", "#ffc91f"
# Ground of each sector's flag, and the text colour that can be read on it (static/css/tokens.css).
GROUNDS = {
    "health": ("#00795c", WHITE),
    "energy": (SUN, BLACK),
    "mobility": ("#1f3ac9", WHITE),
    "education": ("#7b2a73", WHITE),
    "agriculture": ("#00795c", WHITE),
    "finance": (BLACK, WHITE),
    "government": ("#1f3ac9", WHITE),
    "water": ("#8ecdf2", BLACK),
    "housing": ("#d9380f", WHITE),
    "safety": (BLACK, WHITE),
    "industry": ("#8ecdf2", BLACK),
    "culture": ("#7b2a73", WHITE),
}
CROSSING = """<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
<td bgcolor="{giver}" height="32" style="height:32px;padding:0 12px;background:{giver};color:{on_giver};font-size:15px;line-height:32px;font-weight:bold">{giver_name}<span style="display:none;mso-hide:all"> → </span></td>
<td width="12" bgcolor="{needer}" style="width:12px;background:{needer};font-size:0;line-height:0"><div style="width:0;height:0;border-style:solid;border-width:16px 0 16px 12px;border-color:{needer} {needer} {needer} {point}"></div></td>
<td bgcolor="{needer}" height="32" style="height:32px;padding:0 12px;background:{needer};color:{on_needer};font-size:15px;line-height:32px;font-weight:bold">{needer_name}</td></tr></table>"""


@register.simple_tag
def mail_crossing(giver, needer) -> SafeString:
    """Two coloured cells with the sectors' names in them, and a point that shows between them."""
    ground, ink = GROUNDS.get(giver.flag, (BLACK, WHITE))
    other, other_ink = GROUNDS.get(needer.flag, (BLACK, WHITE))
    point = ink if ground == other else ground
    return format_html(
        CROSSING,
        giver=ground,
        point=point,
        on_giver=ink,
        giver_name=giver.name,
        needer=other,
        on_needer=other_ink,
        needer_name=needer.name,
    )


@register.simple_tag
def mail_address(thing) -> str:
    """The address of an entry, barrier, question or search, without words: a mail may be read by others."""
    if isinstance(thing, Entry):
        return settings.SITE_URL + reverse("sharing:entry_detail", args=[thing.public_id])
    return settings.SITE_URL + thing.get_absolute_url()


@register.simple_tag
def news_address(notification) -> str:
    """Where what it tells is answered or read, without words."""
    if concern := concern_address(notification):
        return settings.SITE_URL + concern
    return mail_address(notification.about)


@register.filter
def wrapped(text: str, spaces: int = 3) -> str:
    """In lines of a mail, those after the first behind so many `spaces`."""
    return f"\n{' ' * spaces}".join(textwrap.wrap(str(text), 66))


@register.filter
def underlined(text: str) -> str:
    return f"{str(text).upper()}\n{'-' * len(str(text))}"


@register.filter
def plain(text: str) -> str:
    """The words of a marked-up sentence."""
    return html.unescape(strip_tags(str(text)))
