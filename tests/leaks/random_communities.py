"""Random communities: strategies that draw a few people and entries in any state at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from accounts.models import User
from sharing.models import Barrier, Level, Question, Status

from .bulk import Somebody, Something, is_possible, make_entries, make_people

SECTORS = ("health", "energy", "water")
ORGANISATIONS = ("own", "other")
PEOPLE = 5

somebody_or_nobody = st.none() | st.integers(0, PEOPLE - 1)
anybody = st.integers(0, PEOPLE - 1)
several_people = st.lists(anybody, max_size=2, unique=True)
levels = st.sampled_from([int(level) for level in Level])
# Mostly yes: a community of strangers says little.
usually = st.sampled_from([True] * 7 + [False])
seldom = usually.map(lambda yes: not yes)


@dataclass(frozen=True)
class DrawnPerson:
    organisation: str | None
    roles: dict[str, int]
    flags: dict[str, bool]


@dataclass(frozen=True)
class DrawnEntry:
    level: int
    status: str
    home: str
    also: list[str]
    organisation: str | None
    organisations: list[str]
    was_published: bool
    people: dict[str, int | list[int] | None] = field(default_factory=dict)
    reviews: list[tuple] = field(default_factory=list)
    grants: list[tuple] = field(default_factory=list)
    revisions: list[tuple] = field(default_factory=list)
    details: list[int] = field(default_factory=list)
    concerns: list[tuple] = field(default_factory=list)
    told: list[int] = field(default_factory=list)


people = st.lists(
    st.builds(
        DrawnPerson,
        organisation=st.none() | st.sampled_from(ORGANISATIONS),
        roles=st.dictionaries(
            st.sampled_from(SECTORS), st.sampled_from([10, 20, 30, 40]), max_size=2
        ),
        flags=st.fixed_dictionaries(
            {
                "is_active": usually,
                "is_confirmed": usually,
                "is_admitted": usually,
                "is_superuser": seldom,
            }
        ),
    ),
    min_size=PEOPLE,
    max_size=PEOPLE,
)
entries = st.lists(
    st.builds(
        DrawnEntry,
        level=levels,
        status=st.sampled_from([status.value for status in Status]),
        home=st.sampled_from(SECTORS),
        also=st.lists(st.sampled_from(SECTORS), max_size=2, unique=True),
        organisation=st.none() | st.sampled_from(ORGANISATIONS),
        organisations=st.lists(st.sampled_from(ORGANISATIONS), max_size=1),
        was_published=st.booleans(),
        people=st.fixed_dictionaries(
            {
                "author": somebody_or_nobody,
                "owner": somebody_or_nobody,
                "writer": somebody_or_nobody,
                "co_authors": several_people,
                "people": several_people,
            }
        ),
        reviews=st.lists(
            st.tuples(anybody, st.integers(1, 2), st.booleans(), usually, levels),
            max_size=3,
            unique_by=lambda review: review[:2],
        ),
        grants=st.lists(st.tuples(anybody, st.booleans()), max_size=2),
        revisions=st.lists(
            st.tuples(somebody_or_nobody, levels, st.sampled_from(["kept", "pending", "refused"])),
            max_size=3,
        ),
        details=st.lists(levels, max_size=3),
        concerns=st.lists(st.tuples(anybody, levels, st.booleans()), max_size=2),
        told=st.lists(levels, max_size=2),
    ),
    min_size=1,
    max_size=6,
)


raised = st.lists(
    st.fixed_dictionaries(
        {
            "level": st.integers(0, 2),
            "home": st.sampled_from(SECTORS),
            "by": anybody,
            "organisation": st.none() | st.sampled_from(ORGANISATIONS),
            "addressed_to": st.none() | st.sampled_from(ORGANISATIONS),
            "party": st.sampled_from(["business", "government"]),
            "state": st.sampled_from(["open", "picked_up", "answered", "solved"]),
            "picked_up_for": st.none() | st.sampled_from(ORGANISATIONS),
            "is_merged": seldom,
        }
    ),
    max_size=4,
)


def make_raised(drawn, sectors, organisations) -> None:
    """A barrier and a question of each."""
    users = list(User.objects.order_by("pk"))
    first = None
    for one in drawn:
        common = {
            "title": "A title",
            "level": one["level"],
            "home_sector": sectors[one["home"]],
            "organisation": organisations.get(one["organisation"]),
        }
        Question.objects.create(asker=users[one["by"]], **common)
        # At TLP:AMBER a barrier addresses one: a constraint of the table.
        addressed_to = one["addressed_to"] or ("own" if one["level"] == Level.AMBER else None)
        barrier = Barrier.objects.create(
            reporter=users[one["by"]],
            addressed_to=organisations.get(addressed_to),
            party=one["party"],
            state=one["state"],
            picked_up_for=organisations.get(one["picked_up_for"]),
            merged_into=first if one["is_merged"] else None,
            **common,
        )
        first = first or barrier


def make(drawn_people, drawn_entries, sectors, organisations) -> None:
    """Write what was drawn to the database."""
    users = list(
        make_people(
            [
                Somebody(
                    f"person {number}",
                    organisation=organisations.get(one.organisation),
                    roles={sectors[slug].pk: role for slug, role in one.roles.items()},
                    **one.flags,
                )
                for number, one in enumerate(drawn_people)
            ]
        ).values()
    )

    def user(number):
        return None if number is None else users[number]

    def with_users(rows):
        return tuple((user(first), *rest) for first, *rest in rows)

    make_entries(
        [
            Something(
                level=one.level,
                status=one.status,
                home=sectors[one.home],
                was_published=one.was_published,
                also=tuple(sectors[slug] for slug in one.also),
                organisation=organisations.get(one.organisation),
                organisations=tuple(organisations[name] for name in one.organisations),
                reviews=with_users(one.reviews),
                grants=with_users(one.grants),
                revisions=with_users(one.revisions),
                concerns=with_users(one.concerns),
                details=tuple(one.details),
                told=tuple((user, level) for user in users for level in one.told),
                **{
                    name: tuple(map(user, who)) if isinstance(who, list) else user(who)
                    for name, who in one.people.items()
                },
            )
            for one in drawn_entries
            if is_possible(one.level, organisation=one.organisation)
        ]
    )
