"""An organisation that admits by address, and a steward who is signed in."""

from __future__ import annotations

import pytest

from accounts.models import OrganisationDomain


@pytest.fixture
def domain(hospital, gus):
    domain = OrganisationDomain.objects.create(organisation=hospital, domain="hospital.example")
    domain.verify(by=gus)
    return domain


@pytest.fixture
def steward(client, eva):
    client.force_login(eva)
    return client
