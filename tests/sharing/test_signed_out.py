"""Whose session ended presses a button, signs in, and is back at the page where the button stands."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from sharing.models import Status
from tests.factories import make_entry

pytestmark = pytest.mark.django_db

FROM_A_BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def pressed(client, entry, where: str, **headers):
    return client.post(
        reverse("sharing:entry_save", args=[entry.public_id]),
        {"on": "1"},
        headers={"Referer": where} | headers,
    )


def test_after_signing_in_one_is_back_where_the_button_stands(client, ada):
    answer = pressed(client, make_entry(ada), "http://testserver/explore/?q=alarms&page=2")
    assert answer.url == "/account/login/?next=/explore/%3Fq%3Dalarms%26page%3D2"


def test_another_site_leads_nobody_anywhere(client, ada):
    entry = make_entry(ada)
    for elsewhere in ("https://example.org/", "javascript:alert(1)", "//example.org/"):
        assert "example" not in pressed(client, entry, elsewhere).url
        assert "alert" not in pressed(client, entry, elsewhere).url


def test_a_button_in_place_leads_the_whole_window_to_signing_in(client, ada):
    headers = {"HX-Request": "true"}
    answer = pressed(client, make_entry(ada), "http://testserver/", **headers)
    assert answer.content == b""
    assert answer["HX-Redirect"] == "/account/login/?next=/"


def test_a_button_in_place_without_its_token_loads_the_page_anew(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    answer = pressed(client, make_entry(ada), "http://testserver/", **{"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"
    assert answer.content == b""


def test_while_one_writes_it_is_said_in_place_and_what_is_typed_stays(client):
    answer = client.post(
        reverse("sharing:similar"), {"title": "Too many alarms"}, headers={"HX-Request": "true"}
    )
    assert "HX-Redirect" not in answer
    assert answer.text == "You are logged out. Log in in another tab; your text stays here."


def test_the_address_of_a_button_leads_to_the_page_that_it_stands_on(client, ada, ben):
    client.force_login(ada)
    entry = make_entry(ben, status=Status.IN_REVIEW)
    for button in ("save", "approve", "ask-for-changes"):
        answer = client.get(f"/entries/{entry.public_id}/-/{button}/", headers=FROM_A_BROWSER)
        assert answer.url == f"/entries/{entry.public_id}/"
    assert client.get(reverse("set_language"), headers=FROM_A_BROWSER).url == "/"


def test_a_program_is_told_that_an_address_takes_a_form(client, ada):
    client.force_login(ada)
    address = f"/entries/{make_entry(ada).public_id}/-/save/"
    assert client.get(address).status_code == 405
    assert client.post("/explore/", headers=FROM_A_BROWSER).status_code == 405
