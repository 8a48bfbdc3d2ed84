"""What the pages of coming in say, to everybody alike and of what was left out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.accounts.entering import sign_up

FORMS = {
    "account_signup": ["Type your e-mail address.", "Type your name."],
    "account_login": ["Type your e-mail address.", "Type your password."],
    "account_request_login_code": ["Type your e-mail address."],
    "account_reset_password": ["Type your e-mail address."],
}
DJANGO_S = ("This field is required", "Dit veld is verplicht")


@pytest.mark.parametrize("name", FORMS)
def test_a_field_that_is_left_out_says_what_to_do(client, db, name):
    page = client.post(reverse(name), {}).text
    assert all(said in page for said in FORMS[name])
    assert DJANGO_S[0] not in page


@pytest.mark.parametrize("name", FORMS)
def test_it_says_so_in_dutch_too(client, db, name):
    page = client.post(reverse(name), {}, headers={"Accept-Language": "nl"}).text
    assert "Vul je e-mailadres in." in page
    assert DJANGO_S[1] not in page


def test_half_an_address_is_asked_for_in_whole(client, db):
    for name, field in (("account_signup", "email"), ("account_login", "login")):
        page = client.post(reverse(name), {field: "nina"}).text
        assert "Type the whole e-mail address" in page


def test_who_asks_to_join_is_asked_for_a_sector_and_a_reason(client, db, settings):
    settings.OPEN_SIGNUP = True
    page = client.post(reverse("account_signup"), {}).text
    assert "Choose a sector." in page
    assert "Say it in one sentence." in page
    assert "Stewards, the members who let others in" in page


def test_a_code_that_is_left_out_is_asked_for(client, db):
    sign_up(client, "nobody@anywhere.example")
    page = client.post(reverse("account_email_verification_sent"), {"code": ""}).text
    assert "Type the code." in page


def test_the_page_after_signing_up_is_true_for_every_address(client, db):
    page = sign_up(client, "nobody@anywhere.example").text
    assert "it holds a code, or says what to do instead" in page
    assert "We sent a code" not in page


def test_about_says_who_may_join(client, db, settings):
    settings.CLOSED_SITE = False
    page = client.get(reverse("sharing:about")).text
    assert "You join with an invitation of a steward" in page
    settings.OPEN_SIGNUP = True
    page = client.get(reverse("sharing:about")).text
    assert "Everybody may ask to join" in page
    assert "You join with an invitation of a steward" not in page
