"""A name is found in whatever case it is typed, also where its letters carry accents, on both databases."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Membership, Organisation, Party, Role, User
from sharing.forms.names import NamesField
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db
TYPED = ("Özlem", "özlem", "ÖZLEM", "zLEM y", "yıldız")


@pytest.fixture
def ozlem(hospital):
    user = make_user("ozlem", hospital, health=Role.READER)
    User.objects.filter(pk=user.pk).update(name="Özlem Yıldız")
    return user


@pytest.mark.parametrize("typed", TYPED)
def test_a_person_is_chosen_by_name(ozlem, ada, typed):
    people = NamesField(queryset=User.objects.members())
    assert people.matches(typed) == [ozlem]


@pytest.mark.parametrize("typed", ["économie", "ÉCONOMIE", "Économie hub", "NOMIE"])
def test_an_organisation_is_chosen_by_name(hospital, typed):
    hub = make_organisation("Économie Hub", party=Party.SCIENCE)
    assert NamesField(queryset=Organisation.objects.all()).matches(typed) == [hub]


@pytest.mark.parametrize("typed", TYPED)
def test_a_steward_finds_a_member_by_name(steward, ozlem, ada, typed):
    page = steward.get(reverse("accounts:members"), {"name": typed}).context["page"]
    assert [membership.user for membership in page] == [ozlem]


def test_an_administrator_finds_a_member_by_name(client, gus, ozlem, ada):
    client.force_login(gus)
    for page in ("user", "membership"):
        html = client.get(reverse(f"admin:accounts_{page}_changelist"), {"q": "özlem"}).text
        assert "Özlem Yıldız" in html
        assert "Ada" not in html


@pytest.mark.parametrize("typed", ["ö.lem", "%", "_", "ö%", "(ö", "ö\\"])
def test_signs_mean_themselves(ozlem, typed):
    assert not Membership.objects.filter(user__name__holds=typed)
    assert not NamesField(queryset=User.objects.members()).matches(typed)
