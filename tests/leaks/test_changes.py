"""Rights that are withdrawn are gone with the next request: also for who is signed in already."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from django.utils import timezone

from sharing.models import Action, BreakGlassGrant, Entry, Level, Review, Status, lapse_reviews
from tests.factories import decide, make_sector

from .addresses import patterns
from .judge import MORE, chosen, complaints, shared_out, takes_part

pytestmark = pytest.mark.django_db


def of_user(crawl, role):
    return type(crawl.community.people[role]).objects.filter(pk=crawl.community.people[role].pk)


# By the verbs: whoever may, does it


def who_may(crawl, thing, action: Action):
    """Somebody of the cast who may do this."""
    for role in DOERS:
        user = crawl.community.user(role)
        if thing.can(user, action):
            return user
    raise AssertionError(f"Nobody of these may {action} {thing}.")


DOERS = (
    "the author",
    "the owner",
    "an author who left",
    "an author who was demoted",
    "a co-author",
    "an editor at the entry's organisation",
    "an editor in the home sector",
    "a steward in the home sector",
    "an editor in an also sector",
)


def narrow(crawl, entries, **changes) -> None:
    """Share these entries less widely: `changes` is what their reach becomes, or how."""
    for entry in entries:
        reach = entry.reach
        new = {name: to(reach) if callable(to) else to for name, to in changes.items()}
        entry.share(replace(reach, **new), by=who_may(crawl, entry, Action.NARROW))


def lose_roles(crawl, role) -> None:
    for membership in crawl.community.user(role).memberships.all():
        membership.take_away(by=crawl.community.user("an administrator"))


def leave(crawl, role) -> None:
    by = crawl.community.user("an administrator")
    crawl.community.user(role).set_organisation(None, by=by)


def be_deactivated(crawl, role) -> None:
    crawl.community.user(role).deactivate(by=crawl.community.user("an administrator"))


def deactivate_oneself(crawl, role) -> None:
    user = crawl.community.user(role)
    user.deactivate(by=user)


def be_unnamed(crawl, role) -> None:
    mine = {crawl.community.people[role].pk}
    named = Entry.objects.filter(named_people__in=mine)
    narrow(crawl, named, named_people=lambda reach: reach.named_people - mine)


def organisation_is_unnamed(crawl, role) -> None:
    named = Entry.objects.filter(named_organisations__isnull=False)
    narrow(crawl, named, named_organisations=frozenset())


def lapse(crawl, role) -> None:
    """What they were asked about is narrowed to a house that is not theirs; the sweep sees it."""
    asked = Review.objects.filter(reviewer=crawl.community.people[role], lapsed_at=None)
    asked.update(verdict="")  # not answered yet
    in_review = Entry.objects.filter(status=Status.IN_REVIEW, level__lt=Level.STRICT)
    narrow(crawl, in_review, level=Level.STRICT)
    assert lapse_reviews()


def be_no_co_author(crawl, role) -> None:
    """Of what is not published: later it is what it was."""
    me = crawl.community.people[role].pk
    for entry in Entry.objects.filter(co_authors=me, status__in=(Status.DRAFT, Status.IN_REVIEW)):
        others = entry.co_authors.exclude(pk=me)
        decide(entry, by=who_may(crawl, entry, Action.EDIT), co_authors=list(others))


def lose_ownership(crawl, role) -> None:
    author = crawl.community.user("the author")
    # What is TLP:RED they do not read themselves.
    for entry in Entry.objects.filter(owner=crawl.community.people[role], level__lt=Level.RED):
        by = who_may(crawl, entry, Action.HAND_OVER)
        entry.hand_over(author, by=by)


def all_become_red(crawl, role) -> None:
    """At once; the search index knows nothing of it yet."""
    narrow(crawl, Entry.objects.filter(level__lt=Level.STRICT), level=Level.RED)


def all_become_strict(crawl, role) -> None:
    with_house = Entry.objects.filter(organisation__isnull=False, level__lt=Level.STRICT)
    narrow(crawl, with_house, level=Level.STRICT)


def all_are_pulled_back(crawl, role) -> None:
    for entry in Entry.objects.filter(status=Status.PUBLISHED):
        entry.pull_back(by=who_may(crawl, entry, Action.PULL_BACK))


def all_are_drafts_again(crawl, role) -> None:
    """Of those whose author is there to take them back."""
    all_are_pulled_back(crawl, role)
    author = crawl.community.people["the author"]
    for entry in Entry.objects.filter(status=Status.IN_REVIEW, author=author):
        entry.take_back(by=author)


def also_sectors_go(crawl, role) -> None:
    narrow(crawl, Entry.objects.all(), also_sectors=frozenset())


def an_editor_takes_the_sector_off(crawl, role) -> None:
    by = crawl.community.user("an editor in an also sector")
    for entry in Entry.objects.allowing(by, Action.LEAVE_SECTOR):
        entry.leave_sector(make_sector("energy"), by=by)


# Where there is no verb: what others than this product decide, or time


def lose_confirmation(crawl, role) -> None:
    crawl.community.user(role).emailaddress_set.update(verified=False)


def lose_administration(crawl, role) -> None:
    of_user(crawl, role).update(is_superuser=False)


def grants_expire(crawl, role) -> None:
    BreakGlassGrant.objects.update(expires_at=timezone.now())


def an_assignment_lapsed(crawl, role) -> None:
    Review.objects.filter(reviewer=crawl.community.people[role]).update(lapsed_at=timezone.now())


def archived_is_a_draft_again(crawl, role) -> None:
    Entry.objects.exclude(status=Status.DRAFT).update(status=Status.DRAFT)


CHANGES = [
    (lose_roles, "a reader in the home sector"),
    (lose_roles, "a steward in the home sector"),
    (leave, "a member at the entry's organisation"),
    (leave, "the author"),
    (be_deactivated, "an editor at the entry's organisation"),
    (be_deactivated, "an administrator with a grant"),
    (deactivate_oneself, "the owner"),
    (lose_confirmation, "the author"),
    (lose_administration, "an administrator with a grant"),
    (be_unnamed, "a named person"),
    (organisation_is_unnamed, "an editor elsewhere at a named organisation"),
    (lapse, "a reviewer of this round"),
    (an_assignment_lapsed, "a reviewer of this round"),
    (grants_expire, "an administrator with a grant"),
    (be_no_co_author, "a co-author out of the audience"),
    (lose_ownership, "the owner"),
    (all_become_red, "a visitor"),
    (all_become_red, "an administrator"),
    (all_become_strict, "a reader outside"),
    (all_are_pulled_back, "a visitor"),
    (all_are_pulled_back, "a named person"),
    (all_are_drafts_again, "an editor in both sectors"),
    (archived_is_a_draft_again, "an editor in both sectors"),
    (also_sectors_go, "a reader in an also sector"),
    (an_editor_takes_the_sector_off, "a reader in an also sector"),
]


@pytest.mark.parametrize(
    ("change", "role"), shared_out(CHANGES), ids=lambda one: getattr(one, "__name__", one)
)
def test_what_is_withdrawn_is_gone_at_once(crawl, change, role):
    """Everything is fetched again, of each kind of thing one that was seen before."""
    before = crawl.rights(role)
    were_seen = {
        one.path for p in patterns() for one in crawl.addresses(p) if sees(crawl, role, one)
    }
    with transaction.atomic():
        change(crawl, role)
        crawl.refresh()
        after = crawl.rights(role)
        found = [
            wrong
            for pattern in patterns()
            for address in again(crawl, role, pattern, were_seen)
            for wrong in complaints(crawl, role, address)
        ]
        transaction.set_rollback(True)
    crawl.refresh()
    # A grant shows words on one page only, which no right to words counts.
    assert after.words < before.words or change is grants_expire, "the change takes nothing"
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def sees(crawl, role, address) -> bool:
    return crawl.is_guarded(address) and crawl.is_seen(role, address)


def again(crawl, role, pattern, were_seen: set[str]) -> list:
    """What to fetch once more: what is lost before anything else."""
    lost = [
        one
        for one in crawl.addresses(pattern)
        if one.path in were_seen and not crawl.is_seen(role, one)
    ]
    some = lost[:: max(1, len(lost) // MORE.get(pattern.name, 1))] if lost else []
    others = chosen(crawl, role, pattern) if takes_part(role, pattern) else []
    kept = [one for one in others if not some or one not in lost]
    return some[: MORE.get(pattern.name, 1)] + kept
