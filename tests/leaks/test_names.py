"""Whoever names somebody in an audience, be it themselves, opens no row to them that they do not read."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from sharing.models import (
    Concern,
    DetailRevision,
    Entry,
    Level,
    Reach,
    RestrictedDetail,
    Review,
    Revision,
    Status,
)

from .bulk import Something, make_entries, make_organisations, make_people, make_sectors
from .people import cast

pytestmark = pytest.mark.django_db

WHO = [
    "the author",
    "a co-author in the audience",
    "a editor in the home sector of no organisation",
    "a editor in the home sector at the entry's organisation",
    "a steward in the home sector of no organisation",
    "a named contributor outside its sectors",
    "a contributor outside its sectors at the entry's organisation",
    "an administrator",
]
STRANGER = "a member of no sector of no organisation"
COLLEAGUE = "a member of no sector at another organisation"
STATES = (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED)
HANGING = {
    Revision: "entry",
    Review: "entry",
    Concern: "entry",
    RestrictedDetail: "entry",
    DetailRevision: "detail__entry",
}


def afresh(user):
    return User.objects.get(pk=user.pk)


def seen_by(user, entry) -> set[tuple[str, int]]:
    """What hangs on the entry that `user` reads; all that does, where it is None."""
    reader = user and afresh(user)
    return {
        (model.__name__, pk)
        for model, path in HANGING.items()
        for pk in (model.objects.visible_to(reader) if reader else model.objects.all())
        .filter(**{path: entry})
        .values_list("pk", flat=True)
    }


def some_entries(people, sectors, organisations) -> list[Entry]:
    """One at every level and in every state that can be shared out, with rows of every level on it."""
    author = people["the author"]
    return make_entries(
        [
            Something(
                level=level,
                status=status,
                home=sectors["health"],
                author=author,
                writer=author,
                owner=author,
                co_authors=(people["a co-author in the audience"],),
                organisation=organisations["own"],
                people=(people["a named contributor outside its sectors"],),
                revisions=tuple((author, written_at, "kept") for written_at in Level),
                details=(detail, detail),
                reviews=tuple((people["the owner"], 1 + at, False, True, at) for at in Level),
                concerns=tuple((people["the owner"], at, False) for at in Level),
            )
            for level in Level
            for status in STATES
            for detail in (Level.STRICT, Level.RED)
        ]
    )


def named(entry, people=(), organisations=()) -> Reach:
    now = entry.reach
    return Reach(
        now.level,
        now.home_sector,
        now.also_sectors,
        now.named_organisations | {one.pk for one in organisations},
        now.named_people | {one.pk for one in people},
    )


def is_shared(entry, reach: Reach, actor) -> bool:
    try:
        with transaction.atomic():
            entry.share(reach, by=afresh(actor))
    except (PermissionDenied, ValidationError):
        return False
    return True


@pytest.mark.parametrize("sentence", WHO)
def test_a_name_opens_no_row_that_whoever_gives_it_does_not_read(sentence):
    sectors = make_sectors("health", "energy", "water", "culture")
    organisations = make_organisations("own", "named", "other", sector=sectors["health"])
    people = make_people(cast(sectors, organisations))
    actor, other = people[sentence], organisations["other"]
    opened = []
    for entry in some_entries(people, sectors, organisations):
        for reader, names in (
            (people[STRANGER], {"people": [people[STRANGER]]}),
            (actor, {"people": [actor]}),
            (people[COLLEAGUE], {"organisations": [other]}),
        ):
            entry = Entry.objects.get(pk=entry.pk)
            there, before, mine = (seen_by(who, entry) for who in (None, reader, actor))
            if is_shared(entry, named(entry, **names), actor):
                more = (seen_by(reader, entry) & there) - before - mine
                opened += [(entry.level, entry.status, *names, row) for row in more]
    assert not opened
