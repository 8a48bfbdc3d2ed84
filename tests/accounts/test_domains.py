"""A domain that is verified: who joins by it that was there already."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import AuditRecord, Invitation, OrganisationDomain, Role, User, Verb
from tests.factories import make_organisation, make_sector, make_user


@pytest.fixture
def unverified(hospital):
    return OrganisationDomain.objects.create(organisation=hospital, domain="example.org")


def as_now(user) -> User:
    return User.objects.get(pk=user.pk)


def test_a_member_with_an_address_there_belongs_to_the_organisation_and_is_told(
    unverified, finn, gus, hospital
):
    assert unverified.verify(by=gus) == [finn]
    assert as_now(finn).organisation == hospital
    told = AuditRecord.objects.get(subject=finn, verb=Verb.ORGANISATION_SET)
    assert told.facts == {"organisation": hospital.public_id}


def test_a_member_gets_no_role_by_it_and_accepts_no_invitation(unverified, finn, gus):
    Invitation.objects.invite(finn.email, make_sector("energy"), Role.EDITOR, by=gus)
    unverified.verify(by=gus)
    assert [m.sector.slug for m in as_now(finn).memberships.all()] == ["health"]
    assert Invitation.objects.open().exists()


def test_who_waits_is_let_in_by_it_as_a_reader_and_told_by_mail(unverified, gus, client):
    newcomer = make_user("pia")
    User.objects.filter(pk=newcomer.pk).update(admitted_at=None)
    client.force_login(gus)
    chosen = {"action": "verify", "_selected_action": unverified.pk}
    changelist = reverse("admin:accounts_organisationdomain_changelist")
    answer = client.post(changelist, chosen, follow=True)
    assert as_now(newcomer).standing.is_member
    assert as_now(newcomer).memberships.get().role == Role.READER
    (sent,) = mail.outbox
    assert sent.to == [newcomer.email]
    assert "An organisation with addresses such as yours takes part now." in sent.body
    assert "1 person with such an address belongs to the organisation now." in answer.text


def test_the_administrator_who_verifies_it_does_not_join_by_it(unverified, gus):
    unverified.verify(by=gus)
    assert as_now(gus).organisation is None


def test_what_an_administrator_said_of_somebody_stands(unverified, finn, ada, cleo, gus, grid):
    finn.set_organisation(None, by=gus)
    assert unverified.verify(by=gus) == []
    assert as_now(finn).organisation is None
    assert as_now(cleo).organisation == grid


def test_nobody_joins_by_an_address_that_is_not_confirmed_or_elsewhere(unverified, finn, gus):
    finn.emailaddress_set.update(verified=False)
    other = make_user("other")
    other.deactivate(by=gus)
    domain = OrganisationDomain.objects.create(
        organisation=make_organisation("Rail", "mobility"), domain="ample.org"
    )
    assert domain.verify(by=gus) == []
    assert unverified.verify(by=gus) == []


def test_the_profile_says_that_an_organisation_has_the_address(client, unverified, finn, gus):
    finn.set_organisation(None, by=gus)
    unverified.verify(by=gus)
    client.force_login(finn)
    page = client.get(reverse("sharing:profile")).text
    assert "None yet, though Hospital has the addresses at example.org." in page
    assert "no organisation here has" not in page
