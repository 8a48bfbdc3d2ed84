"""The community of the cross product: every level × state × relation, in bulk."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from sharing.models import Entry, Level, Status

from .bulk import (
    Something,
    is_possible,
    make_entries,
    make_organisations,
    make_people,
    make_sectors,
)
from .people import cast


@dataclass
class Community:
    people: dict[str, User]
    entries: list[Entry]

    def user(self, sentence: str) -> User:
        """Read anew: a standing is remembered on the row."""
        return User.objects.get(pk=self.people[sentence].pk)


def make_community() -> Community:
    sectors = make_sectors("health", "energy", "water", "culture")
    organisations = make_organisations("own", "named", "other", sector=sectors["health"])
    people = make_people(cast(sectors, organisations))
    kinds = entry_kinds(sectors, organisations, people)
    wanted = [
        Something(
            level=level,
            status=status,
            kind=number,
            was_published=status != Status.DRAFT or number % 2 == 0,
            label=f"{label}, {level.label}, {status}",
            **fields,
        )
        for number, (label, fields) in enumerate(kinds.items())
        for level in Level
        for status in Status
        if is_possible(level, organisation=fields.get("organisation"))
    ]
    for one in wanted:
        hang(one, people)
    return Community(people, make_entries(wanted))


def entry_kinds(sectors, organisations, people) -> dict[str, dict]:
    """What differs between entries, apart from level and state."""
    author = people["the author"]
    usual = {
        "home": sectors["health"],
        "also": (sectors["energy"],),
        "author": author,
        "writer": author,
        "owner": people["the owner"],
        "organisation": organisations["own"],
        "organisations": (organisations["named"],),
        "co_authors": tuple(named(people, "a co-author")),
        "people": (
            *named(people, "a named"),
            people["an administrator who is named"],
            people["a reader in the home sector of no organisation"],
        ),
    }
    by_author = {
        sentence: usual | {"author": user, "writer": user, "owner": user}
        for sentence, user in people.items()
        if sentence.startswith("an author") or sentence.endswith("is the author")
    }
    by_author["an author who is the only editor"]["home"] = sectors["culture"]
    by_author["an author of no organisation"]["organisation"] = None
    writer = people["an editor who wrote the current wording"]
    importer = people["an administrator who imported it"]
    nobody = {"author": None, "writer": None}
    return by_author | {
        "the author": usual,
        "words of an editor": usual | {"writer": writer},
        "imported": usual | nobody | {"owner": importer, "co_authors": ()},
        "for one sector and no names": usual
        | {"also": (), "people": (), "organisations": (), "co_authors": ()},
        "of an owner outside its sectors": usual
        | {"owner": people["an owner outside its sectors"]},
        "of no owner in a sector without editors": usual
        | {"home": sectors["culture"], "owner": None},
    }


def named(people, beginning: str):
    return (user for sentence, user in people.items() if sentence.startswith(beginning))


def hang(one: Something, people) -> None:
    """The same reviews, grants, wordings, details, concerns and notifications on every entry."""
    outside = people["a reviewer of this round"]
    one.round = 2
    one.reviews = (
        (outside, 2, False, True, one.level),
        (people["a reviewer of this round at the entry's organisation"], 2, False, True, Level.RED),
        (people["a reviewer of this round without any role"], 2, False, True, Level.CLEAR),
        (people["a reviewer whose assignment lapsed"], 2, True, True, Level.AMBER),
        (people["a reviewer of an earlier round"], 1, False, True, Level.GREEN),
        (people["somebody who answered unasked"], 2, False, False, Level.STRICT),
    )
    one.grants = (
        (people["an administrator with a grant"], False),
        (people["an administrator with an expired grant"], True),
        (people["an inactive administrator"], False),
        (people["a steward in the home sector of no organisation"], False),
    )
    # All levels on every third: the rule of hanging rows is one, and rows take their time.
    levels = tuple(Level) if one.kind % 3 == 0 else (one.level, Level.RED)
    one.revisions = tuple(
        (writer, level, state)
        for writer, states in (
            (one.author, ("kept",)),
            (people["a contributor who suggested a wording"], ("pending", "refused")),
            (people["an editor who suggested a wording"], ("pending",)),
            (None, ("pending",)),
        )
        for state in states
        for level in levels
    )
    one.details = ((*Level,)[(one.level + 1) % 5], *levels)
    one.concerns = tuple(
        (people["somebody who reported a concern"], level, level == Level.GREEN) for level in levels
    )
    told = (
        one.author,
        outside,
        people["the owner"],
        people["an inactive steward"],
        people["a member of no sector at the entry's organisation"],
    )
    one.told = tuple((user, level) for user in told if user for level in levels)
