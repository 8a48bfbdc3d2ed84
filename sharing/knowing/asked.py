"""What one member may know: questions and searches in vain that were routed to them."""

from __future__ import annotations

from django.db.models import F
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Standing, prepared
from sharing.models import Asked

FOR_ME = 5
# Questions first, for which somebody waits; then what is searched for most.
ORDER = (F("search__count").desc(nulls_first=True), "-created_at", "-pk")


def asked_of(user, most: int = FOR_ME) -> list[Asked]:
    """What `user` may know, questions first, each with a true `reason`: one query."""
    rows = _asked_of(Standing.of(user), most)
    for row in rows:
        row.reason = reason_of(row)
    return rows


@prepared
def _asked_of(me: Standing, most: int):
    shown = "question__home_sector", "question__organisation", "search"
    rows = Asked.objects.waiting(me).with_why(me).select_related(*shown)
    return rows.defer("question__text", "question__rendered").order_by(*ORDER)[:most]


def reason_of(asked: Asked) -> SafeString | str:
    """By what they may know it, in a sentence; "" where they no longer read that entry."""
    if not asked.entry_title:
        return ""
    if asked.question_id is None:
        words = (
            _("You apply {title}, which comes nearest.")
            if asked.is_applied
            else _("You wrote {title}, which comes nearest.")
        )
    else:
        words = _("You apply {title}.") if asked.is_applied else _("You wrote {title}.")
    return format_html(words, title=format_html("<b>{}</b>", asked.entry_title))
