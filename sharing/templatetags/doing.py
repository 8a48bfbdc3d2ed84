"""Words and signs of barriers."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sharing.models import BarrierKind, BarrierState
from sharing.templatetags.design import icon

register = template.Library()

ICONS = {
    BarrierKind.LEGAL: "scale",
    BarrierKind.STANDARDS: "ruler",
    BarrierKind.INCENTIVES: "coins",
    BarrierKind.TECHNICAL: "wrench",
    BarrierKind.CULTURE: "users",
    BarrierKind.FUNDING: "piggy-bank",
}

# What its clock says before it has counted a day.
TODAY = {
    BarrierState.OPEN: gettext_lazy("Open since today"),
    BarrierState.PICKED_UP: gettext_lazy("Picked up today"),
    BarrierState.ANSWERED: gettext_lazy("Answered the same day"),
    BarrierState.SOLVED: gettext_lazy("Solved the same day"),
}


@register.simple_tag
def barrier_kind(kind: str) -> SafeString:
    """The icon and the word for a kind of barrier."""
    kind = BarrierKind(kind)
    return format_html("<span>{}{}</span>", icon(ICONS[kind]), kind.label)


@register.simple_tag
def barrier_icon(kind: str) -> SafeString:
    return icon(ICONS[BarrierKind(kind)])


@register.filter
def in_days(days: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@register.filter
def clock(barrier) -> str:
    """What the clock of a barrier says: "Open for 142 days"."""
    if barrier.days == 0:
        return TODAY[barrier.state]
    days = in_days(barrier.days)
    match barrier.state:
        case BarrierState.OPEN:
            return _("Open for %(days)s") % {"days": days}
        case BarrierState.PICKED_UP:
            return _("Picked up %(days)s ago") % {"days": days}
        case BarrierState.ANSWERED:
            return _("Answered after %(days)s") % {"days": days}
    return _("Solved after %(days)s") % {"days": days}


@register.filter
def told(step) -> list[str]:
    """What was told with one step of an application, as far as it was."""
    words = (step.reason, step.came_of_it, step.figures, step.adapted, step.in_our_terms)
    return [each for each in words if each]
