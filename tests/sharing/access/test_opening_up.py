"""What few read is opened to many by who would publish it there, not by any of the few."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AuditRecord, Role
from sharing.models import Action, Level, Status
from tests.factories import approve_outside, make_entry, make_organisation, make_user

pytestmark = pytest.mark.django_db
OPENER = (Level.CLEAR, Level.GREEN, Level.AMBER)


@pytest.fixture
def entry(ada, grid):
    """Ada's, for her hospital and a named organisation."""
    return make_entry(ada, level=Level.STRICT, named_organisations=[grid], also=["energy"])


@pytest.mark.parametrize("level", OPENER)
def test_a_contributor_of_a_named_organisation_does_not_open_it_up(entry, cleo, level):
    assert entry.can(cleo, Action.WIDEN)
    assert not entry.can(cleo, Action.OPEN_UP)
    with pytest.raises(PermissionDenied):
        entry.share(replace(entry.reach, level=level), by=cleo)
    entry.refresh_from_db()
    assert entry.level == Level.STRICT
    assert not AuditRecord.objects.filter(verb="widened").exists()


def test_the_page_offers_each_what_they_may_choose(client, entry, ada, ben, cleo):
    address = reverse("sharing:entry_level", args=[entry.public_id])
    for reader, offered in ((cleo, {3, 4}), (ada, {3, 4}), (ben, set(Level))):
        client.force_login(reader)
        choices = client.get(address).context["form"].fields["level"].choices
        assert {value for value, _label in choices} == offered
    form = {"level": 1, "home_sector": entry.home_sector_id, "confirmed": "1"}
    client.force_login(cleo)
    assert "Select a valid choice" in client.post(address, form).content.decode()
    entry.refresh_from_db()
    assert entry.level == Level.STRICT


def test_among_few_they_make_it_wider_as_they_would_publish_it(entry, cleo):
    other = make_organisation("Another", "water")
    reach = entry.reach
    entry.share(replace(reach, named_organisations=reach.named_organisations | {other.pk}), by=cleo)
    assert other in entry.named_organisations.all()


@pytest.mark.parametrize("level", OPENER)
def test_an_editor_of_its_home_sector_opens_it_up(entry, ben, finn, level):
    approve_outside(entry, make_user("outsider", water=Role.READER))
    entry.share(replace(entry.reach, level=level), by=ben)
    assert entry.is_visible_to(finn)


def test_an_also_sector_s_editor_does_where_no_home_editor_is_left(entry, dirk, ben):
    assert not entry.can(dirk, Action.OPEN_UP)
    ben.memberships.all().delete()
    entry.share(replace(entry.reach, level=Level.AMBER), by=dirk)
    assert entry.level == Level.AMBER


def test_somebody_named_at_red_does_not_open_it_up(ada, cleo):
    entry = make_entry(ada, level=Level.RED, named_people=[cleo])
    with pytest.raises(PermissionDenied):
        entry.share(replace(entry.reach, level=Level.GREEN), by=cleo)


def test_its_author_opens_up_what_is_not_published(ada):
    entry = make_entry(ada, level=Level.STRICT, status=Status.DRAFT)
    entry.share(replace(entry.reach, level=Level.GREEN), by=ada)
    assert entry.level == Level.GREEN
