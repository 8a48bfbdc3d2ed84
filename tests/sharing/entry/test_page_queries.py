"""What the page of an entry costs, whoever reads it and in any state."""

from __future__ import annotations

from itertools import count

import pytest
from django.utils import timezone

from accounts.models import Role
from sharing.models import (
    Application,
    Barrier,
    Level,
    RestrictedDetail,
    Review,
    Saved,
    Standard,
    Status,
    Step,
    Watch,
)
from sharing.recommendations import refresh
from tests import factories
from tests.factories import (
    make_entry,
    make_organisation,
    make_pending,
    make_theme,
    make_user,
    words,
)
from tests.sharing.entry.opened import FOR_STAIRS, MOST_QUERIES, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def heavy(ada, ben, cleo, monkeypatch):
    """An entry with many of everything that hangs on entries. Numbers in texts change what is near."""
    monkeypatch.setattr(factories, "NUMBERS", count(10_000))
    entry = make_entry(ada, also=["energy", "water", "mobility"], language="en")
    entry.themes.set([make_theme(f"theme-{n}") for n in range(12)])
    entry.standards.set(Standard.objects.create(slug=f"s{n}", name=f"S {n}") for n in range(8))
    entry.co_authors.set(make_user(f"co{n}", health=Role.CONTRIBUTOR) for n in range(8))
    entry.named_people.set(make_user(f"named{n}") for n in range(8))
    entry.named_organisations.set(make_organisation(f"Named {n}") for n in range(8))
    for _ in range(12):
        make_pending(entry, cleo)
    links = " ".join(f"[[{make_entry(ada).title}]]" for _ in range(6))
    entry.add_revision(writer=ada, words=words(lesson=links))
    draft = make_user("drafter", ada.organisation, health=Role.CONTRIBUTOR)
    Watch.objects.bulk_create(Watch(user=u, entry=entry) for u in entry.co_authors.all())
    Saved.objects.bulk_create(Saved(user=u, entry=entry) for u in [*entry.co_authors.all(), draft])
    return entry


def test_the_page_takes_ten_queries_and_three_for_the_stairs_whoever_reads_it(
    client, heavy, near, ada, ben, cleo, dirk, eva, finn, gus, django_assert_max_num_queries
):
    for user in (ada, ben, cleo, dirk, eva, finn, gus):
        client.force_login(user)
        client.get(heavy.get_absolute_url())  # what a process remembers of its vector space
        with django_assert_max_num_queries(MOST_QUERIES + FOR_STAIRS):
            page = client.get(heavy.get_absolute_url())
        assert page.status_code == 200
    text = text_of(page)
    for part in (
        "The same problem in other sectors",
        "organisations tell where they stand",
        "Barriers on",
    ):
        assert part in text


@pytest.fixture
def near(settings, heavy, ada, cleo):
    """Others about the same problem, organisations that tell where they stand, barriers on the way."""
    settings.SENTENCE_ENCODER = "hashed-grams"
    problems = [
        heavy.current_revision.problem,
        "Citizens prove who they are again and again with a copy of their passport.",
        "A pump breaks without warning though a vibration sensor could have told.",
        "People do not understand the letters that we send about their debts.",
    ]
    for home in ("energy", "water", "mobility"):
        writer = make_user(f"of-{home}", make_organisation(home, home), **{home: 20})
        for n, problem in enumerate(problems):
            told = make_entry(writer, home=home, words={"problem": problem, "summary": problem})
            told.themes.set([make_theme(f"theme-{n}")])
        for step in (Step.CONSIDERING, Step.STOPPED):
            member = make_user(f"{home}-{step}", make_organisation(f"{home} {step}", home))
            Application.objects.record(heavy, by=member, step=step, reason="Too dear.")
        Barrier.objects.report(
            by=writer, title=home, text="No.", kind="legal", party="government", entry=heavy
        )
    heavy.themes.set([make_theme("theme-0")])
    refresh()


@pytest.mark.parametrize("level", [Level.GREEN, Level.AMBER, Level.STRICT])
@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.DRAFT, Status.ARCHIVED])
def test_the_page_takes_at_most_ten_queries_in_any_state(
    client, heavy, ada, ben, status, level, django_assert_max_num_queries
):
    heavy.status, heavy.level, heavy.round = status, level, 1
    heavy.archived_at, heavy.superseded_by = timezone.now(), make_entry(ada)
    heavy.save()
    for n in range(8):
        Review.objects.create(
            entry=heavy,
            revision=heavy.current_revision,
            round=1,
            level=level,
            reviewer=make_user(f"reviewer{n}"),
            verdict="changes",
            comment="Why?",
        )
    RestrictedDetail.objects.create(entry=heavy, level=level + 1).add_revision(
        writer=ada, text="Detail."
    )
    client.force_login(ada)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(heavy.get_absolute_url()).status_code == 200


def test_a_visitor_costs_three_queries(client, ada, django_assert_max_num_queries):
    entry = make_entry(ada, level=Level.CLEAR, words={"lesson": "See [[Another one]]."})
    with django_assert_max_num_queries(3):
        assert client.get(entry.get_absolute_url()).status_code == 200
