"""Which browser on which machine: so that somebody knows their own sessions from others."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# As browsers call themselves; each also calls itself by names of those after it.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
MACHINES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def named(user_agent: str, names: dict[str, str]) -> str:
    return next((name for sign, name in names.items() if sign in user_agent), "")


@register.filter
def device(user_agent: str) -> str:
    """ "Firefox on Windows", as far as the browser says."""
    browser, machine = named(user_agent, BROWSERS), named(user_agent, MACHINES)
    if browser and machine:
        return _("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine}
    return browser or machine or _("An unknown browser")
