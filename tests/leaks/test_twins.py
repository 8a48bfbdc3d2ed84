"""A hidden twin comes, changes and goes: nobody else can tell from a single byte of any page.

The twin says what an open entry says, so that it is the nearest to whatever is near that one: it would
stand in every list, count, suggestion, correction and reason. After each step everything that is
derived is made anew: index, spelling, vectors, neighbours, figures, what is told.
"""

from __future__ import annotations

import contextlib
import datetime

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from sharing import insights, recommendations
from sharing.models import Entry, Level, Revision, Status
from sharing.tasks import run_steps
from tests import bare_rows
from tests.factories import make_sector, make_theme, put_into

from .addresses import Address, patterns
from .canaries import canary
from .hanging import hang_on
from .judge import chosen, shared_out

pytestmark = pytest.mark.django_db

TWIN_OF = "TLP:CLEAR published"
READERS = (
    "a visitor",
    "a reader outside",
    "a reader in the home sector",
    "an administrator",
)
# What is asked about the twin's words: found, mistyped, begun, quoted, left out, in another order.
ASKED = {
    "sharing:explore": (
        "alarms",
        "alrams",
        "ala",
        '"alarms on the ward"',
        "alarms -nurses",
        "silent ward nobody",
        "alarms&sort=newest",
        "alarms&sort=applied",
        "alarms&sector=health",
        "quokkas",
        "alarms quokkas",
    ),
    "sharing:explore_suggestions": ("ala", "Too many al", "quok", "alrams"),
    "sharing:barriers": ("alarms", "quokkas"),
    "sharing:questions": ("alarms", "quokkas"),
}


@pytest.mark.parametrize("role", shared_out((one,) for one in READERS))
def test_a_hidden_twin_leaves_no_trace_in_a_single_byte(crawl, role):
    with a_night(crawl) as rebuild:
        before = shown(crawl, role)
        twins = make_twins(crawl.community)
        hidden = hidden_from(crawl, role, twins)
        forget([twin for twin in twins if twin not in hidden])
        assert {twin.level for twin in hidden} >= {Level.STRICT, Level.RED}
        found = []
        for step in (lambda twins: None, change, forget):
            step(hidden)
            rebuild()
            found += differences(before, seen(crawl, role, before))
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def test_a_twin_that_is_seen_would_be_noticed(crawl):
    """That the test above can see at all: the same twin, in the open, changes what depends on it."""
    role, paths = (
        "a reader outside",
        ("/", "/explore/", "/explore/suggestions/?q=ala", "/insights/"),
    )
    with a_night(crawl) as rebuild:
        pages = [one for one in asked(crawl, role) if one.path in paths]
        before = seen(crawl, role, pages)
        twins = make_twins(crawl.community)
        forget([twin for twin in twins if (twin.level, twin.status) != (0, Status.PUBLISHED)])
        rebuild()
        found = differences(before, seen(crawl, role, pages))
    assert {one.split(": ")[0] for one in found} == set(paths)


@contextlib.contextmanager
def a_night(crawl):
    """Time stands still, and nothing stays; gives what makes all that is derived anew."""
    now = timezone.now() + datetime.timedelta(minutes=1)
    with time_machine.travel(now, tick=False), transaction.atomic():
        rebuild()
        crawl.refresh()
        yield rebuild
        transaction.set_rollback(True)
    crawl.refresh()


def asked(crawl, role) -> list[Address]:
    """Every page there is, those of the account apart, and what is said of the twin's words."""
    pages = [
        one
        for pattern in patterns()
        if not pattern.is_account
        for one in chosen(crawl, role, pattern)
        if not crawl.is_guarded(one) or crawl.is_seen(role, one)
    ]
    by_name = {pattern.name: pattern for pattern in patterns()}
    for name, texts in ASKED.items():
        for text in texts:
            pages.append(Address(by_name[name], f"{by_name[name].path()}?q={text}"))
    return pages


def shown(crawl, role) -> dict[Address, list]:
    """What every page of this role answers now, where it is one: see `seen`."""
    found = seen(crawl, role, asked(crawl, role))
    pages = {
        one: answers
        for one, answers in found.items()
        if any(status == 200 for status, *_ in answers)
    }
    assert len(pages) > 30
    return pages


def seen(crawl, role, pages) -> dict[Address, list]:
    """What each page answers, plain and, where it asks, to htmx: status, headers and body."""
    found = {}
    for one in pages:
        plain = crawl.fetch(role, one)
        answers = [plain, crawl.fetch(role, one, htmx=True)] if plain.is_told_by_htmx else [plain]
        found[one] = [(answer.status, answer.steady_headers, answer.plain) for answer in answers]
    return found


def rebuild() -> None:
    """All that the night does: nothing is left out because it is not due."""
    assert "failed" not in run_steps().values()
    recommendations.refresh(full=True)
    insights.refresh(older_than=datetime.timedelta(0))


def make_twins(community) -> list[Entry]:
    """One at every level and in every state, with everything that hangs on an entry."""
    original, people = community.entries[TWIN_OF], community.people
    twins = []
    for level in Level:
        for status in Status:
            twin = Entry.objects.create(
                home_sector=make_sector("health"),
                level=level,
                author=people["the author"],
                owner=people["the owner"],
                organisation=community.organisations["own"],
                outcome=original.outcome,
            )
            twin.also_sectors.set(original.also_sectors.all())
            twin.themes.set(original.themes.all())
            twin.standards.set(original.standards.all())
            words = original.current_revision.words
            words |= {"problem": f"{words['problem']} Quokkas {canary()}."}
            write(twin, people, words)
            put_into(twin, status)
            hang_on(twin, people, community.organisations)
            twins.append(twin)
    return twins


def write(twin: Entry, people, words: dict) -> None:
    twin.add_revision(
        writer=people["the author"],
        reader=people["the author"],
        words=words,
        comment="",
        state=Revision.State.KEPT,
    )


def hidden_from(crawl, role, twins) -> list[Entry]:
    """Those that the oracle hides."""
    me, world = crawl.reader(role).me, bare_rows.read_world()
    return [twin for twin in twins if not world.views(me, world.entries[twin.pk])]


def change(twins) -> None:
    """Other words, another theme: as far from the open entry as can be."""
    for twin in twins:
        words = twin.current_revision.words
        words |= {"title": f"Quokkas {canary()}", "lesson": "Quokkas sleep in silos. " * 9}
        twin.add_revision(
            writer=twin.author,
            reader=twin.author,
            words=words,
            comment="",
            state=Revision.State.KEPT,
        )
        twin.themes.set([make_theme("skills")])


def forget(twins) -> None:
    """As if they had never been."""
    rows = Entry.objects.filter(pk__in=[twin.pk for twin in twins])
    rows.update(current_revision=None, status=Status.DRAFT)
    Revision._base_manager.filter(entry__in=rows).update(base=None)
    rows.delete()


def differences(before: dict, after: dict) -> list[str]:
    return [
        f"{address.path}: {first_difference(old, new)}"
        for address, answers in before.items()
        for old, new in zip(answers, after[address], strict=True)
        if old != new
    ]


def first_difference(old, new) -> str:
    if old[:2] != new[:2]:
        return f"{old[:2]} became {new[:2]}"
    lines = zip(old[2].splitlines(), new[2].splitlines(), strict=False)
    first = next(((a, b) for a, b in lines if a != b), ("", "(the length)"))
    return f"{first[0]!r} became {first[1]!r}"[:400]
