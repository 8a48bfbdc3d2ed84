"""No administrator brings themselves into an organisation: a second one does."""

from __future__ import annotations

import pytest

from accounts.models import OrganisationDomain, User
from sharing.models import Entry, Level
from tests.factories import make_entry, make_user


def verified(hospital, *, by) -> None:
    domain = OrganisationDomain.objects.create(organisation=hospital, domain="example.org")
    domain.verify(by=by)


@pytest.fixture
def closed(ada):
    return make_entry(ada, level=Level.STRICT)


def test_an_administrator_does_not_become_an_insider_by_a_domain_of_their_own(
    hospital, gus, closed
):
    verified(hospital, by=gus)
    gus.settle()
    assert User.objects.get(pk=gus.pk).organisation is None
    assert not Entry.objects.visible_to(User.objects.get(pk=gus.pk)).filter(pk=closed.pk).exists()


def test_by_a_domain_that_another_verified_they_do(hospital, gus):
    verified(hospital, by=make_user("hana", is_superuser=True))
    gus.settle()
    assert User.objects.get(pk=gus.pk).organisation == hospital


def test_it_counts_for_others(hospital, gus, finn):
    verified(hospital, by=gus)
    finn.settle()
    assert User.objects.get(pk=finn.pk).organisation == hospital
