"""A linked entry that fewer people read: found wherever the oracle knows somebody who is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings

from accounts.models import Role, Standing
from sharing.models import Entry, Level, RestrictedDetail, Status
from sharing.models.access.narrower import narrower_than
from tests import bare_rows, oracle
from tests.factories import make_entry, make_organisation, make_user
from tests.leaks.bulk import make_organisations, make_sectors
from tests.leaks.random_communities import ORGANISATIONS, SECTORS, entries, make, people

from .test_at_random import QUIET

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(db):
    sectors = make_sectors(*SECTORS)
    return sectors, make_organisations(*ORGANISATIONS, sector=sectors["health"])


@settings(max_examples=40, **QUIET)
@given(drawn_people=people, drawn_entries=entries)
def test_it_is_narrower_exactly_where_somebody_may_be_left_out(ground, drawn_people, drawn_entries):
    compare(ground, drawn_people, drawn_entries)


@pytest.mark.long
@settings(max_examples=3_000, **QUIET)
@given(drawn_people=people, drawn_entries=entries)
def test_it_is_so_in_thousands_of_communities(ground, drawn_people, drawn_entries):
    compare(ground, drawn_people, drawn_entries)


@settings(max_examples=10, **QUIET)
@given(drawn_people=people, drawn_entries=entries)
def test_it_is_so_on_a_closed_site(ground, settings, drawn_people, drawn_entries):
    settings.CLOSED_SITE = True
    compare(ground, drawn_people, drawn_entries)


def compare(ground, drawn_people, drawn_entries) -> None:
    with transaction.atomic():
        make(drawn_people, drawn_entries, *ground)
        world = bare_rows.read_world()
        readers = [*world.people.values(), *who_may_join(*ground)]
        found = list(Entry.objects.order_by("pk"))
        for entry in found:
            told = {other.pk for other in narrower_than(entry, found)}
            published = replace(world.entries[entry.pk], status=oracle.PUBLISHED)
            reading = [one for one in readers if world.views(one, published)]
            for pk, other in world.entries.items():
                left_out = [one for one in reading if not world.views(one, other)]
                assert (pk in told) == bool(left_out), (published, other, left_out)
        transaction.set_rollback(True)


def who_may_join(sectors, organisations) -> list[oracle.Person]:
    """Anybody who is not here yet: a visitor, a member, an administrator, one of each sector and house."""
    me = {"is_active": True, "is_confirmed": True, "is_admitted": True}
    return [
        oracle.SOMEBODY,
        oracle.Person(pk=-1, **me),
        oracle.Person(pk=-2, is_administrator=True, **me),
        *(oracle.Person(pk=-3, roles={one.pk: oracle.READER}, **me) for one in sectors.values()),
        *(oracle.Person(pk=-4, organisation=one.pk, **me) for one in organisations.values()),
    ]


def linking(author, *titles: str, **how) -> Entry:
    links = " and ".join(f"[[{title}]]" for title in titles)
    return make_entry(author, words={"lesson": f"As in {links}."}, **how)


def told(entry, writer) -> list[str]:
    return sorted(e.title for e in entry.links_with_narrower_audience(seen_by=writer))


def test_fewer_sectors_organisations_or_people_at_the_same_level_are_narrower(ada, cleo, finn):
    other = make_organisation("Other", "water")
    amber = {"level": Level.AMBER}
    make_entry(ada, words={"title": "Of health alone"}, **amber)
    make_entry(ada, words={"title": "Of water"}, also=["water"], **amber)
    make_entry(ada, words={"title": "Of another"}, named_organisations=[other], **amber)
    make_entry(ada, words={"title": "For cleo"}, named_people=[cleo], **amber)
    titles = ("Of health alone", "Of water", "Of another", "For cleo")
    assert told(linking(ada, *titles, **amber), ada) == []
    assert told(linking(ada, *titles, also=["water"], **amber), ada) == sorted(
        {*titles} - {"Of water"}
    )
    assert told(linking(ada, *titles, named_organisations=[other], **amber), ada) == sorted(
        {*titles} - {"Of another"}
    )
    assert told(linking(ada, *titles, named_people=[cleo], **amber), ada) == sorted(
        {*titles} - {"For cleo"}
    )
    # finn reads all of them by his role in health.
    assert told(linking(ada, *titles, named_people=[finn], **amber), ada) == []


def test_another_home_sector_at_the_same_level_is_narrower(ada, hospital):
    both = make_user("two", hospital, health=Role.CONTRIBUTOR, energy=Role.CONTRIBUTOR)
    make_entry(both, home="energy", level=Level.AMBER, words={"title": "Of energy"})
    assert told(linking(both, "Of energy", level=Level.AMBER), both) == ["Of energy"]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_what_is_not_published_is_narrower(ada, ben, status):
    make_entry(ada, status=status, words={"title": "Not yet"})
    assert told(linking(ada, "Not yet", level=Level.AMBER), ada) == ["Not yet"]
    # Who alone reads the one wrote the other.
    assert told(linking(ada, "Not yet", level=Level.RED), ada) == []


def test_what_is_pulled_back_becomes_narrower_and_what_is_archived_does_not(ada, ben):
    back = make_entry(ada, words={"title": "Pulled back"})
    kept = make_entry(ada, words={"title": "Kept for later"})
    entry = linking(ada, "Pulled back", "Kept for later")
    assert told(entry, ada) == []
    back.pull_back(by=ada)
    kept.archive(by=ada)
    assert told(entry, ada) == ["Pulled back"]


def test_the_writer_is_told_on_the_page_and_before_asking_for_review(client, ada):
    make_entry(ada, status=Status.DRAFT, words={"title": "Not yet"})
    entry = linking(ada, "Not yet", status=Status.DRAFT)
    client.force_login(ada)
    for name in ("entry_edit", "entry_submit"):
        page = client.get(reverse(f"sharing:{name}", args=[entry.public_id])).content.decode()
        assert "You link to something that fewer people can read" in page, name
        assert "Not yet" in page, name


def test_who_suggests_a_wording_is_told_too(client, ada, cleo):
    make_entry(cleo, home="energy", level=Level.AMBER, words={"title": "Of energy alone"})
    entry = make_entry(ada)
    client.force_login(cleo)
    address = reverse("sharing:entry_edit", args=[entry.public_id])
    changes = {"base": 1, "lesson": "As in [[Of energy alone]].", "comment": "A link."}
    form = entry.current_revision.words | changes
    page = client.post(address, form, follow=True).content.decode()
    assert "It links to something that fewer people can read." in page


def test_of_a_link_in_the_restricted_detail_its_own_readers_are_asked(ada, cleo):
    make_entry(ada, level=Level.STRICT, words={"title": "Of the house"})
    make_entry(ada, level=Level.RED, words={"title": "Of ada"})
    entry = make_entry(ada, status=Status.DRAFT)
    text = "As in [[Of the house]] and [[Of ada]]."
    RestrictedDetail.objects.set(entry, by=ada, level=Level.STRICT, text=text)
    assert told(entry, ada) == ["Of ada"]
    assert told(entry, cleo) == []


def test_it_asks_as_much_for_many_names_as_for_few(ada, finn, django_assert_num_queries):
    make_entry(ada, level=Level.AMBER, words={"title": "Of health alone"})
    for names in ([finn], [finn, *(make_user(f"n{n}", health=Role.READER) for n in range(9))]):
        entry = linking(ada, "Of health alone", level=Level.AMBER, named_people=names)
        Standing.of(ada)
        with django_assert_num_queries(11):
            assert told(entry, ada) == []
