"""Everybody fetches every address: what comes back holds only what the oracle allows them."""

from __future__ import annotations

import re

import pytest

from .addresses import UNREACHABLE, addresses, patterns, unknown
from .judge import chosen, complaints, is_due, takes_part
from .roles import ROLES

pytestmark = pytest.mark.django_db

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

every_role = pytest.mark.parametrize("role", ROLES)


def nothing_wrong(crawl, role, addresses_of, *, method="get") -> None:
    """Fail with all that is wrong on the whole site, for one role."""
    found = [
        complaint
        for pattern in patterns()
        for address in addresses_of(pattern)
        for complaint in complaints(crawl, role, address, method=method)
    ]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@every_role
def test_a_page_shows_nobody_what_they_may_not_see(crawl, role):
    def pages(pattern):
        return chosen(crawl, role, pattern) if takes_part(role, pattern) else []

    nothing_wrong(crawl, role, pages)


@every_role
def test_a_form_full_of_junk_tells_and_does_nothing_it_should_not(crawl, role):
    def with_forms(pattern):
        """What refuses everybody alike, before it looks at anything, one role in so many asks."""
        is_closed = pattern.is_admin and not crawl.reader(role).is_administrator
        refuses = is_closed or pattern in crawl.takes_no_form
        takes_turn = is_due(role, pattern) if refuses else takes_part(role, pattern)
        return chosen(crawl, role, pattern) if takes_turn else []

    nothing_wrong(crawl, role, with_forms, method="post")


def test_no_sector_is_taken_off_an_entry_but_by_those_whose_it_is(crawl):
    """Every entry and both sectors: of these addresses the others ask one of each kind."""
    role = "an editor in an also sector"
    pattern = next(one for one in patterns() if one.name == "sharing:entry_leave_sector")
    asked = crawl.addresses(pattern)
    assert {one.path.split("/")[-2] for one in asked} == {"energy", "water"}
    assert [each for one in asked for each in complaints(crawl, role, one, method="post")] == []


@pytest.mark.parametrize("role", LIKELY)
def test_a_page_that_does_not_ask_about_htmx_answers_it_alike(crawl, role):
    """That is why it is fetched once for both: see `complaints`."""
    for pattern in (one for one in patterns() if is_due(role, one) and not one.is_account):
        for address in chosen(crawl, role, pattern):
            plain, part = (crawl.fetch(role, address, htmx=htmx) for htmx in (False, True))
            if not plain.is_told_by_htmx:
                assert (plain.status, plain.plain) == (part.status, part.plain), address.path


@pytest.mark.long
@every_role
def test_no_page_of_any_thing_shows_anybody_what_they_may_not_see(crawl, role):
    nothing_wrong(crawl, role, addresses)


@pytest.mark.long
@every_role
def test_no_form_of_any_thing_tells_what_it_should_not(crawl, role):
    nothing_wrong(crawl, role, addresses, method="post")


def test_every_argument_of_an_address_is_known():
    """A new room adds a line to `addresses.SUBJECTS` or `addresses.VALUES`."""
    assert unknown() == []


def test_every_address_is_fetched_by_somebody(crawl):
    """An address that nobody gets an answer from is tested by nothing above."""
    assert [p.route for p in patterns() if not is_unreachable(p) and not is_fetched(crawl, p)] == []


def test_no_reason_for_being_unreachable_is_out_of_date(crawl):
    unreachable = [one for one in patterns() if is_unreachable(one)]
    assert unreachable
    assert [one.route for one in unreachable if is_fetched(crawl, one, most=3)] == []


def is_unreachable(pattern) -> bool:
    return any(re.fullmatch(route, pattern.route) for route in UNREACHABLE)


def is_fetched(crawl, pattern, *, most: int = 40) -> bool:
    """Whether somebody gets an answer there, about one of so many things."""
    things = [one for one in crawl.addresses(pattern) if one.pk or one.subject is None]
    some = things[:: max(1, len(things) // most)]
    roles = LIKELY[:1] if pattern.is_admin else LIKELY  # only administrators have the panel
    return any(
        is_answered(crawl, role, one)
        for role in roles
        for one in some
        if not crawl.is_guarded(one) or crawl.is_seen(role, one)  # the others are not there
    )


def is_answered(crawl, role, address) -> bool:
    """With a page, or as a form that does something or says what is missing."""
    plain = crawl.fetch(role, address)
    if plain.status == 200 or (
        plain.is_told_by_htmx and crawl.fetch(role, address, htmx=True).status == 200
    ):
        return True
    # Others are sent to where they sign in or wait, which is an answer too, but not this one.
    is_member = crawl.reader(role).me.is_me
    if not is_member:
        return False
    posted = crawl.fetch(role, address, method="post", follow=True)
    return posted.status in (200, 204, 409, 422)
