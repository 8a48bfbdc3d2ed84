"""What DOMAIN.md says an answer must be: 404 for the unseen, 403 for what is not allowed, no leak."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from django.db import connection

from .addresses import Address, Pattern
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
# Which open the page besides, to do another deed from there.
LOOKS = {"sharing:entry_level": {"leave_sector"}}
# Whose page says afterwards what came of the deed: to whom, and in which state.
AFTERWARDS = {"sharing:entry_pull_back": ("narrow", "in_review")}
# 405: the other method. 400: an incomplete form that no page sends. 401: allauth's error page.
ANSWERS = {200, 204, 301, 302, 303, 400, 401, 403, 404, 405, 409, 422}
GOLDEN = 0.618034  # multiples of it spread evenly between 0 and 1


@dataclass(frozen=True)
class Request:
    """What is asked, by whom."""

    role: str
    address: Address
    method: str = "get"
    htmx: bool = False

    def __str__(self) -> str:
        return f"{self.role}: {self.method} {self.address.path}{' (htmx)' if self.htmx else ''}"

    def answer(self, crawl: Crawl) -> Answer:
        return crawl.fetch(self.role, self.address, method=self.method, htmx=self.htmx)


def complaints(crawl: Crawl, role: str, address: Address, *, method="get") -> list[str]:
    """What is wrong with the answers to one address, in words; nothing where all is well.

    A page that asked what htmx said is fetched for htmx too. Any other answers it alike: what a
    program never reads cannot change what it says.
    """
    found = []
    for htmx in (False, True):
        request = Request(role, address, method, htmx)
        try:
            answer = request.answer(crawl)
        except Exception as error:
            return [f"{request}: raised {type(error).__name__}: {error}"[:300]]
        wrong = what_is_wrong(crawl, request, answer)
        found += [f"{request} ({answer.status}): {what}" for what in wrong]
        if not answer.is_told_by_htmx:
            break
    return found


def what_is_wrong(crawl: Crawl, request: Request, answer: Answer) -> list[str]:
    role, address = request.role, request.address
    found = [f"leaks {leak}" for leak in sorted(crawl.leaks(role, address, answer))[:5]]
    found += [f"writes {word} to the log" for word in crawl.canaries_in(crawl.log.taken())]
    if answer.status not in ANSWERS:
        found.append(f"answers {answer.status}")
    if not crawl.is_guarded(address):
        return found
    if crawl.is_seen(role, address):
        return found + wrong_status(crawl, request, answer)
    return found + differs_from_nothing(crawl, request, answer)


def wrong_status(crawl: Crawl, request: Request, answer: Answer) -> list[str]:
    """Seen but not allowed is 403."""
    role, address = request.role, request.address
    wanted = ACTIONS.get(address.pattern.name)
    if wanted is None or answer.status == 405 or address.subject != "sharing.entry":
        return []
    if request.method == "get":
        wanted = wanted | LOOKS.get(address.pattern.name, set())
    me, entry = crawl.reader(role).me, crawl.world.entries[address.pk]
    entry = as_asked(crawl, entry, address)
    is_allowed = any(crawl.world.may(me, action, entry) for action in wanted)
    if is_allowed and answer.status == 403:
        return ["refuses what is allowed"]
    if is_allowed or not me.is_me:
        return []
    if request.method == "get" and answer.status == 200 and says_what_came_of_it(crawl, request):
        return []
    # A form may say instead that somebody was quicker; it may not do what it should not.
    if request.method == "post":
        return ["did it"] if answer.is_changed else []
    return [] if answer.status == 403 else ["should answer 403"]


def as_asked(crawl: Crawl, entry, address: Address):
    """The entry as far as the address is about it: one that takes a sector off names which."""
    if address.pattern.name != "sharing:entry_leave_sector":
        return entry
    named = crawl.sectors[address.path.rstrip("/").rpartition("/")[2]]
    return dataclasses.replace(entry, also=entry.also & {named})


def says_what_came_of_it(crawl: Crawl, request: Request) -> bool:
    action, state = AFTERWARDS.get(request.address.pattern.name, ("", ""))
    me, entry = crawl.reader(request.role).me, crawl.world.entries[request.address.pk]
    return entry.status == state and crawl.world.may(me, action, entry)


def differs_from_nothing(crawl: Crawl, request: Request, answer: Answer) -> list[str]:
    """A hidden entry leaves no trace: it answers as one that is not there.

    What a role was answered at one address where nothing is, is what nothing looks like at any. Each
    address is asked itself all the same, by one role in so many, and wherever it looks otherwise.
    """
    role, address = request.role, request.address
    is_member = crawl.reader(role).me.is_me
    found = []
    # The admin panel says alike of both that there is none, and goes to its list.
    if is_member and answer.status not in (404, 405) and not address.pattern.is_admin:
        found.append("should answer 404")
    looks = (answer.status, crawl.without_its_address(address, answer))
    if looks in crawl.nothings[role] and not is_due(role, address.pattern):
        return found
    nothing = next(
        one
        for one in crawl.addresses(address.pattern, most=0)
        if one.number == address.number and one.query == address.query
    )
    reference = crawl.nothing(dataclasses.replace(request, address=nothing))
    wanted = (reference.status, crawl.without_its_address(nothing, reference))
    crawl.nothings[role].add(wanted)
    if looks[0] != wanted[0]:
        found.append(f"answers {reference.status} where nothing is")
    elif looks != wanted:
        found.append("answers otherwise than where nothing is")
    return found


def is_due(role: str, pattern: Pattern, *, every: int = 6) -> bool:
    """Whether it is this role's turn with this pattern."""
    return (list(ROLES).index(role) + sum(map(ord, pattern.route))) % every == 0


# Where words of many entries stand: for every role, on both databases.
ALWAYS = {"sharing:home", "sharing:explore", "sharing:inbox", "sharing:entry_detail"}


def takes_part(role: str, pattern: Pattern) -> bool:
    """Whether this role comes by this pattern on this database: two in three do on SQLite, the third
    on PostgreSQL, so that between them every role comes by every pattern.

    Both run the same rules, which the cross product asks of every role on both (docs/adr, 5).
    """
    is_for_postgres = is_due(role, pattern, every=3)
    return pattern.name in ALWAYS or is_for_postgres == (connection.vendor == "postgresql")


def shared_out(cases: Iterable) -> list:
    """These cases, every other one on this database and the rest on the other: here in `make test-long`."""
    mine = ("sqlite", "postgresql").index(connection.vendor)
    return [
        pytest.param(*case, marks=() if number % 2 == mine else pytest.mark.long)
        for number, case in enumerate(cases)
    ]


# Pages on which more hangs than on others: so many things each time.
MORE = {"sharing:entry_detail": 3}


def chosen(crawl: Crawl, role: str, pattern: Pattern) -> list[Address]:
    """Addresses of a pattern to fetch as this role: of something seen and of something unseen.

    Each role takes other things, so that between them they come by all. A page that is about no
    thing at all is fetched with everything that may stand behind its question mark.
    """
    found = crawl.addresses(pattern)
    things = [one for one in found if one.pk]
    if not things:
        return found
    turn = list(ROLES).index(role)
    most = MORE.get(pattern.name, 1)
    seen, unseen = [], []
    for one in things:
        is_there = not crawl.is_guarded(one) or crawl.is_seen(role, one)
        (seen if is_there else unseen).append(one)
    return [*spread(seen, turn, most), *spread(unseen, turn, most)]


def spread(found: list, turn: int, most: int) -> list:
    """`most` of these, far apart, beginning elsewhere each turn."""
    places = {int(len(found) * ((turn * GOLDEN + n / most) % 1)) for n in range(most)}
    return [found[place] for place in sorted(places)] if found else []
