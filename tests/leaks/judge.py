"""What DOMAIN.md says an answer must be: 404 for the unseen, 403 for what is not allowed, no leak."""

from __future__ import annotations

from .addresses import Address, Pattern, addresses
from .canaries import canaries_in
from .crawl import Answer, Crawl
from .roles import ROLES

# Which of these actions opens the page and does the deed, by address. Others: whoever sees it.
ACTIONS = {
    "sharing:entry_edit": {"edit", "suggest"},
    "sharing:entry_delete": {"delete"},
    "sharing:entry_restore": {"edit", "suggest"},
    "sharing:entry_submit": {"submit", "assign"},
    "sharing:entry_take_back": {"take_back"},
    "sharing:entry_approve": {"decide"},
    "sharing:entry_ask_for_changes": {"decide"},
    "sharing:entry_publish": {"publish"},
    "sharing:entry_pull_back": {"pull_back"},
    "sharing:entry_archive": {"archive"},
    "sharing:entry_take_over": {"take_over"},
    "sharing:entry_renew": {"renew"},
    "sharing:entry_level": {"widen", "narrow"},
    "sharing:entry_leave_sector": {"leave_sector"},
    "sharing:entry_save": {"save"},
    "sharing:entry_watch": {"save"},
    "sharing:concern_new": {"report"},
}
# 405: the other method. 400: an incomplete form that no page sends. 401: allauth's error page.
ANSWERS = {200, 204, 301, 302, 303, 400, 401, 403, 404, 405, 409, 422}


def complaints(crawl: Crawl, role: str, address: Address, *, method="get", htmx=False) -> list[str]:
    """What is wrong with the answer to one request, in words; nothing where all is well."""
    asked = f"{role}: {method} {address.path}{' (htmx)' if htmx else ''}"
    try:
        answer = crawl.fetch(role, address, method=method, htmx=htmx)
    except Exception as error:
        return [f"{asked}: raised {type(error).__name__}: {error}"[:300]]
    found = [f"leaks {leak}" for leak in sorted(crawl.leaks(role, address, answer))[:5]]
    found += [f"writes {word} to the log" for word in canaries_in(crawl.log.taken())]
    if answer.status not in ANSWERS:
        found.append(f"answers {answer.status}")
    if crawl.is_guarded(address):
        found += wrong_status(crawl, role, address, answer, method, htmx)
    return [f"{asked} ({answer.status}): {what}" for what in found]


def wrong_status(crawl, role, address, answer: Answer, method, htmx) -> list[str]:
    if not crawl.is_seen(role, address):
        return differs_from_nothing(crawl, role, address, answer, method, htmx)
    wanted = ACTIONS.get(address.pattern.name)
    if wanted is None or answer.status == 405 or address.subject != "sharing.entry":
        return []
    me, entry = crawl.reader(role).me, crawl.world.entries[address.pk]
    is_allowed = any(crawl.world.may(me, action, entry) for action in wanted)
    if is_allowed and answer.status == 403:
        return ["refuses what is allowed"]
    if is_allowed or not me.is_me:
        return []
    # A form may say instead that somebody was quicker; it may not do what it should not.
    if method == "post":
        return ["did it"] if answer.is_changed else []
    return [] if answer.status == 403 else ["should answer 403"]


def differs_from_nothing(crawl, role, address, answer: Answer, method, htmx) -> list[str]:
    """A hidden entry leaves no trace: it answers as one that is not there."""
    nothing = next(
        one
        for one in addresses(address.pattern, most=0)
        if one.number == address.number and one.query == address.query
    )
    reference = crawl.nothing(role, nothing, method, htmx)
    is_member = crawl.reader(role).me.is_me
    found = []
    # The admin panel says alike of both that there is none, and goes to its list.
    if is_member and answer.status not in (404, 405) and not address.pattern.is_admin:
        found.append("should answer 404")
    if answer.status != reference.status:
        found.append(f"answers {reference.status} where nothing is")
    elif crawl.without_its_address(address, answer) != crawl.without_its_address(
        nothing, reference
    ):
        found.append("answers otherwise than where nothing is")
    return found


# Where words of many entries stand: for every role, every time.
ALWAYS = {"sharing:home", "sharing:explore", "sharing:inbox", "sharing:entry_detail"}


def chosen(crawl: Crawl, role: str, pattern: Pattern, *, turns: int) -> list[Address]:
    """Addresses of a pattern to fetch as this role.

    With `turns` 1 all there are. Otherwise patterns take turns: each is fetched by one role in so
    many, of one thing that is seen and one that is not, other things by other roles.
    """
    found = addresses(pattern)
    if turns == 1:
        return found
    turn = list(ROLES).index(role)
    is_due = (turn + sum(map(ord, pattern.route))) % turns == 0
    if not is_due and pattern.name not in ALWAYS:
        return []
    if pattern.subject is None:
        return found
    things = [one for one in found if one.pk]
    seen = [one for one in things if not crawl.is_guarded(one) or crawl.is_seen(role, one)]
    unseen = [one for one in things if one not in seen]
    return [part[turn * 7 % len(part)] for part in (seen, unseen) if part]
