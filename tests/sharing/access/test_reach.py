"""Who newly reads an entry is shown before it is made wider; narrower holds at once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import AuditRecord, Role
from sharing.forms.reach import LevelForm
from sharing.models import Level, Status, audience_members, members_reached
from tests.factories import approve_outside, make_entry, make_organisation, make_sector, make_user

pytestmark = pytest.mark.django_db


def at(entry) -> str:
    return reverse("sharing:entry_level", args=[entry.public_id])


def sent(entry, **changes) -> dict:
    """The form as it stands, with these changes."""
    reach = entry.reach
    return {
        "level": int(reach.level),
        "home_sector": reach.home_sector,
        "also_sectors": list(reach.also_sectors),
        "named_organisations": list(reach.named_organisations),
        "named_people": list(reach.named_people),
        "opened": LevelForm.initial_of(entry)["opened"],
    } | {name: int(v) if isinstance(v, Level) else v for name, v in changes.items()}


def test_wider_shows_first_who_newly_reads_it(client, ada, ben, cleo, dirk, finn):
    entry = make_entry(ada, level=Level.AMBER)
    client.force_login(ben)
    answer = client.post(at(entry), sent(entry, level=Level.GREEN))
    page = answer.content.decode()
    assert "Show this to 2 more people?" in page
    assert (answer.context["now"].count, answer.context["after"].count) == (3, 5)
    assert answer.context["organisations"] == 1
    up = [sector.slug for sector, is_up in answer.context["now"].flags if is_up]
    assert up == ["health"]
    assert all(is_up for _sector, is_up in answer.context["after"].flags)
    entry.refresh_from_db()
    assert entry.level == Level.AMBER


def test_public_is_for_everyone_and_counts_nobody_who_read_it_already(client, ada, ben, cleo):
    entry = make_entry(ada, level=Level.GREEN)
    client.force_login(ben)
    page = client.post(at(entry), sent(entry, level=Level.CLEAR)).content.decode()
    assert "<h1>Show this to everyone, also without an account?</h1>" in page
    assert "Everyone, also without an account." in page
    assert page.count("3 people.") == 1  # now; of everyone there is no number
    assert "0 " not in page.split("Who will newly see this:")[1].split("</p>")[0]


def test_on_a_closed_site_public_is_for_no_more_people_than_before(client, ada, ben, settings):
    settings.CLOSED_SITE = True
    entry = make_entry(ada, level=Level.GREEN)
    client.force_login(ben)
    page = client.post(at(entry), sent(entry, level=Level.CLEAR)).content.decode()
    assert "<h1>Show this to more people?</h1>" in page
    assert "without an account" not in page


def test_wider_holds_once_it_is_confirmed_and_the_reason_is_kept(client, ada, ben, cleo):
    entry = make_entry(ada, level=Level.AMBER)
    approve_outside(entry, cleo)
    client.force_login(ben)
    form = sent(entry, level=Level.GREEN)
    page = client.post(at(entry), form | {"asked": "1"}).content.decode()
    assert "Tick this first." in page
    client.post(at(entry), form | {"confirmed": "1", "reason": "They agreed."})
    entry.refresh_from_db()
    assert entry.level == Level.GREEN
    assert AuditRecord.objects.get(verb="widened").reason == "They agreed."


def test_another_sector_is_wider_too(client, ada, ben, dirk):
    entry = make_entry(ada, level=Level.AMBER)
    client.force_login(ben)
    form = sent(entry, also_sectors=[make_sector("energy").pk])
    assert "Show this to 1 more person?" in client.post(at(entry), form).content.decode()
    client.post(at(entry), form | {"confirmed": "1"})
    assert entry.is_visible_to(dirk)


def test_narrower_holds_at_once_and_says_what_does_not_come_back(client, ada, cleo):
    entry = make_entry(ada)
    client.force_login(ada)
    page = client.post(at(entry), sent(entry, level=Level.AMBER), follow=True).content.decode()
    assert "Copies that others already made do not come back." in page
    assert not entry.is_visible_to(cleo)


def test_the_author_alone_does_not_make_a_published_entry_wider(client, ada):
    entry = make_entry(ada, level=Level.AMBER)
    client.force_login(ada)
    answer = client.post(at(entry), sent(entry, level=Level.GREEN, confirmed="1"))
    assert answer.status_code == 403
    entry.refresh_from_db()
    assert entry.level == Level.AMBER


def test_people_are_named_by_typing(client, ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.RED)
    client.force_login(ada)
    client.post(at(entry), sent(entry, named_people_add="cleo", confirmed="1"))
    assert list(entry.named_people.all()) == [cleo]


def test_a_confirmation_carries_along_what_was_typed(client, ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.RED)
    client.force_login(ada)
    answer = client.post(at(entry), sent(entry, named_people_add="cleo"))
    assert ("named_people_add", "cleo") in answer.context["carried"]
    assert ("level", "4") in answer.context["carried"]


def test_who_only_reads_gets_no_page(client, ada, cleo, finn):
    entry = make_entry(ada)
    for reader in (cleo, finn):
        client.force_login(reader)
        assert client.get(at(entry)).status_code == 403


def test_an_editor_takes_their_own_sector_off(client, ada, ben, dirk, cleo):
    entry = make_entry(ada, also=["energy"])
    address = reverse("sharing:entry_leave_sector", args=[entry.public_id, "energy"])
    client.force_login(cleo)
    assert client.post(address).status_code == 403
    client.force_login(dirk)
    page = client.get(at(entry)).content.decode()
    assert address in page
    assert 'name="level"' not in page
    assert client.post(at(entry), sent(entry, level=Level.RED)).status_code == 403
    client.post(address)
    assert not entry.also_sectors.exists()


@pytest.mark.parametrize("level", list(Level))
def test_the_numbers_are_those_of_the_rule(ada, ben, cleo, dirk, eva, finn, gus, level, hospital):
    """Whoever is counted can read it, and nobody else."""
    other = make_organisation("Other", "water")
    people = [ada, ben, cleo, dirk, eva, finn, gus, make_user("nel", other), make_user("out")]
    reader = make_user("rob", water=Role.READER)
    entry = make_entry(ada, level=level, also=["water"])
    entry.named_organisations.add(other)
    entry.named_people.add(cleo)
    counted = set(members_reached(entry, entry.reach))
    assert counted == {one for one in [*people, reader] if entry.is_visible_to(one)}
    assert audience_members(Level.GREEN).count() == len(people) + 1


def test_a_box_of_names_looks_up_forty_at_most_and_keeps_what_was_typed(
    client, ada, django_assert_max_num_queries
):
    entry = make_entry(ada, status=Status.DRAFT)
    client.force_login(ada)
    typed = ";".join(f"n{number}" for number in range(200))
    with django_assert_max_num_queries(40):
        page = client.post(at(entry), sent(entry, named_people_add=typed)).content.decode()
    assert "Type at most forty names at once." in page
    assert "n199" in page
