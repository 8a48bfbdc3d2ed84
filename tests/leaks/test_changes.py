"""Rights that are withdrawn are gone with the next request: also for who is signed in already."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from sharing.models import BreakGlassGrant, Entry, Level, Review, Status

from .addresses import patterns
from .judge import MORE, chosen, complaints, takes_part

pytestmark = pytest.mark.django_db


def of_user(crawl, role):
    return type(crawl.community.people[role]).objects.filter(pk=crawl.community.people[role].pk)


def lose_roles(crawl, role) -> None:
    crawl.community.user(role).memberships.all().delete()


def leave(crawl, role) -> None:
    of_user(crawl, role).update(organisation=None)


def be_deactivated(crawl, role) -> None:
    of_user(crawl, role).update(is_active=False)


def lose_confirmation(crawl, role) -> None:
    crawl.community.user(role).emailaddress_set.update(verified=False)


def lose_administration(crawl, role) -> None:
    of_user(crawl, role).update(is_superuser=False)


def be_unnamed(crawl, role) -> None:
    Entry.named_people.through.objects.filter(user=crawl.community.people[role]).delete()


def organisation_is_unnamed(crawl, role) -> None:
    Entry.named_organisations.through.objects.all().delete()


def lapse(crawl, role) -> None:
    Review.objects.filter(reviewer=crawl.community.people[role]).update(lapsed_at=timezone.now())


def grants_expire(crawl, role) -> None:
    BreakGlassGrant.objects.update(expires_at=timezone.now())


def be_no_co_author(crawl, role) -> None:
    Entry.co_authors.through.objects.filter(user=crawl.community.people[role]).delete()


def lose_ownership(crawl, role) -> None:
    Entry.objects.filter(owner=crawl.community.people[role]).update(owner=None)


def all_become_red(crawl, role) -> None:
    """Narrowed at once; the search index knows nothing of it yet."""
    Entry.objects.update(level=Level.RED)


def all_become_strict(crawl, role) -> None:
    Entry.objects.filter(organisation__isnull=False).update(level=Level.STRICT)


def all_are_pulled_back(crawl, role) -> None:
    Entry.objects.filter(status=Status.PUBLISHED).update(status=Status.IN_REVIEW)


def all_are_drafts_again(crawl, role) -> None:
    Entry.objects.exclude(status=Status.DRAFT).update(status=Status.DRAFT)


def also_sectors_go(crawl, role) -> None:
    Entry.also_sectors.through.objects.all().delete()


CHANGES = [
    (lose_roles, "a reader in the home sector"),
    (lose_roles, "a steward in the home sector"),
    (leave, "a member at the entry's organisation"),
    (leave, "the author"),
    (be_deactivated, "an editor at the entry's organisation"),
    (be_deactivated, "an administrator with a grant"),
    (lose_confirmation, "the author"),
    (lose_administration, "an administrator with a grant"),
    (be_unnamed, "a named person"),
    (organisation_is_unnamed, "an editor elsewhere at a named organisation"),
    (lapse, "a reviewer of this round"),
    (grants_expire, "an administrator with a grant"),
    (be_no_co_author, "a co-author out of the audience"),
    (lose_ownership, "the owner"),
    (all_become_red, "a visitor"),
    (all_become_red, "an administrator"),
    (all_become_strict, "a reader outside"),
    (all_are_pulled_back, "a visitor"),
    (all_are_pulled_back, "a named person"),
    (all_are_drafts_again, "an editor in both sectors"),
    (also_sectors_go, "a reader in an also sector"),
]


@pytest.mark.parametrize(("change", "role"), CHANGES, ids=lambda one: getattr(one, "__name__", one))
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
