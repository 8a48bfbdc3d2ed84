"""Signing up by OpenID Connect follows the same rules of who gets in."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.session import SessionStorage
from django.test import RequestFactory

from accounts.adapter import SocialAdapter
from accounts.models import OrganisationDomain, Role, User
from accounts.signed_in import SessionStore

OTTO = "otto@hospital.example"


@pytest.fixture
def domain(hospital, gus):
    domain = OrganisationDomain.objects.create(organisation=hospital, domain="hospital.example")
    domain.verify(by=gus)
    return domain


@pytest.fixture
def request_(db):
    request = RequestFactory().get("/account/oidc/oidc/login/callback/")
    request.session, request.user = SessionStore(), AnonymousUser()
    request._messages = SessionStorage(request)
    return request


def coming_with(address: str, *, verified=True) -> SocialLogin:
    """Somebody whom the provider knows by this address."""
    return SocialLogin(
        user=User(email=address),
        account=SocialAccount(provider="oidc", uid=address),
        email_addresses=[EmailAddress(email=address, verified=verified, primary=True)],
    )


def test_an_uninvited_stranger_gets_no_account(request_):
    assert not SocialAdapter().is_open_for_signup(request_, coming_with("x@anywhere.example"))


def test_somebody_without_an_address_gets_no_account(request_, settings):
    settings.OPEN_SIGNUP = True
    assert not SocialAdapter().is_open_for_signup(request_, coming_with(""))


def test_an_address_that_the_provider_confirmed_admits_by_its_domain(request_, domain, hospital):
    login = coming_with(OTTO)
    assert SocialAdapter().is_open_for_signup(request_, login)
    SocialAdapter().save_user(request_, login)
    otto = User.objects.get(email=OTTO)
    assert otto.organisation == hospital
    assert otto.standing.roles == {hospital.home_sector_id: Role.READER}


def test_an_address_that_it_did_not_confirm_admits_nobody_yet(request_, domain):
    login = coming_with(OTTO, verified=False)
    SocialAdapter().save_user(request_, login)
    assert not User.objects.get(email=OTTO).standing.is_member


def test_whoever_began_with_the_address_and_did_not_confirm_it_makes_room(request_, domain):
    User.objects.create_user(OTTO, "a-thiefs-pass-phrase")
    login = coming_with(OTTO)
    assert SocialAdapter().is_open_for_signup(request_, login)
    SocialAdapter().save_user(request_, login)
    assert not User.objects.get(email=OTTO).has_usable_password()


def test_the_name_comes_along(request_):
    login = coming_with(OTTO)
    user = SocialAdapter().populate_user(
        request_, login, {"email": OTTO, "first_name": "Otto", "last_name": "de Boer"}
    )
    assert user.name == "Otto de Boer"
