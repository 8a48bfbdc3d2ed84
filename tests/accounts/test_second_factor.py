"""Stewards and administrators prove twice who they are, where others can reach the site."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from config import env


@pytest.fixture(autouse=True)
def _required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


def test_it_is_required_unless_in_debug(monkeypatch):
    monkeypatch.delenv("REQUIRE_SECOND_FACTOR", raising=False)
    assert env.flag("REQUIRE_SECOND_FACTOR", True)


@pytest.mark.parametrize("person", ["eva", "gus"])
@pytest.mark.parametrize("path", ["/levels/", "/invitations/", "/admin/", "/you/"])
def test_who_lacks_it_is_sent_to_arrange_it(client, request, person, path):
    client.force_login(request.getfixturevalue(person))
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/")
    assert "prove twice" in client.get("/account/2fa/").text


def test_nothing_is_done_without_it(client, eva, ada):
    client.force_login(eva)
    client.post(f"/members/{ada.public_id}/-/role/", {"sector": "health", "role": ""})
    assert ada.memberships.exists()


@pytest.mark.parametrize(
    "path", ["/account/2fa/", "/account/email/", "/account/logout/", "/healthz"]
)
def test_the_way_there_and_back_is_open(client, eva, path):
    client.force_login(eva)
    assert client.get(path).status_code == 200


def test_with_an_app_of_codes_the_site_is_open(client, eva):
    client.force_login(eva)
    TOTP.activate(eva, generate_totp_secret())
    assert client.get("/levels/").status_code == 200


def test_spare_codes_alone_are_no_second_factor(client, eva):
    client.force_login(eva)
    RecoveryCodes.activate(eva)
    assert client.get("/levels/").status_code == 302


@pytest.mark.parametrize("person", ["finn", "ada", "ben"])
def test_others_need_none(client, request, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get("/levels/").status_code == 200


def test_in_debug_nobody_needs_one(client, eva, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(eva)
    assert client.get("/levels/").status_code == 200
