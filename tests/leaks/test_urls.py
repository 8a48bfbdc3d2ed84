"""Everybody fetches every address: what comes back holds only what the oracle allows them."""

from __future__ import annotations

import re

import pytest

from .addresses import UNREACHABLE, addresses, patterns, unknown
from .judge import chosen, complaints
from .roles import ROLES

pytestmark = pytest.mark.django_db

every_role = pytest.mark.parametrize("role", ROLES)


def nothing_wrong(crawl, role, *, turns, **how) -> None:
    """Fail with all that is wrong on the whole site, for one role."""
    found = [
        complaint
        for pattern in patterns()
        for address in chosen(crawl, role, pattern, turns=turns)
        for complaint in complaints(crawl, role, address, **how)
    ]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@every_role
def test_a_page_shows_nobody_what_they_may_not_see(crawl, role):
    nothing_wrong(crawl, role, turns=3)


@every_role
def test_a_part_of_a_page_shows_nobody_what_they_may_not_see(crawl, role):
    nothing_wrong(crawl, role, turns=7, htmx=True)


@every_role
def test_a_form_full_of_junk_tells_and_does_nothing_it_should_not(crawl, role):
    nothing_wrong(crawl, role, turns=5, method="post")


@pytest.mark.long
@every_role
def test_no_page_of_any_thing_shows_anybody_what_they_may_not_see(crawl, role):
    nothing_wrong(crawl, role, turns=1)


@pytest.mark.long
@every_role
def test_no_form_of_any_thing_tells_what_it_should_not(crawl, role):
    nothing_wrong(crawl, role, turns=1, method="post")


# Between them they reach everything that can be reached at all.
LIKELY = (
    "an administrator at the entry's organisation",
    "the author",
    "an editor at the entry's organisation",
    "a steward in the home sector",
    "an editor elsewhere at a named organisation",
    "the owner",
    "a visitor",
    "a steward who is not admitted",
)


def test_every_argument_of_an_address_is_known():
    """A new room adds a line to `addresses.SUBJECTS` or `addresses.VALUES`."""
    assert unknown() == []


def test_every_address_is_fetched_by_somebody(crawl):
    """An address that nobody gets an answer from is tested by nothing above."""
    assert [p.route for p in patterns() if not is_unreachable(p) and not is_fetched(crawl, p)] == []


def test_no_reason_for_being_unreachable_is_out_of_date(crawl):
    assert [p.route for p in patterns() if is_unreachable(p) and is_fetched(crawl, p)] == []


def is_unreachable(pattern) -> bool:
    return any(re.fullmatch(route, pattern.route) for route in UNREACHABLE)


def is_fetched(crawl, pattern) -> bool:
    things = [one for one in addresses(pattern) if one.pk or one.subject is None]
    some = things[:: max(1, len(things) // 40)]
    return any(is_answered(crawl, role, one) for role in LIKELY for one in some)


def is_answered(crawl, role, address) -> bool:
    """With a page, or as a form that does something or says what is missing."""
    if 200 in (crawl.fetch(role, address).status, crawl.fetch(role, address, htmx=True).status):
        return True
    # Others are sent to where they sign in or wait, which is an answer too, but not this one.
    is_member = crawl.reader(role).me.is_me
    return is_member and crawl.fetch(role, address, method="post").status in (200, 204, 409, 422)
