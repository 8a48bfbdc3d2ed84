"""A session ends two weeks after its member signed in, however they did and however busy they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, Role
from tests.factories import make_entry, make_sector

from .entering import PASSWORD, code_in, enter_code, sign_up

pytestmark = pytest.mark.django_db


def by_password(client, member, **ticked) -> None:
    sent = {"login": member.email, "password": PASSWORD, **ticked}
    client.post(reverse("account_login"), sent)


def by_password_and_kept(client, member) -> None:
    by_password(client, member, remember="on")


def by_code(client, member) -> None:
    client.post(reverse("account_request_login_code"), {"email": member.email})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[-1])})


def in_the_panel(client, member) -> None:
    asked = client.get("/admin/", follow=True)
    where, _status = asked.redirect_chain[-1]
    assert client.post(where, {"login": member.email, "password": PASSWORD}).url == "/admin/"


WAYS = [by_password, by_password_and_kept, by_code, in_the_panel]


@pytest.fixture
def member(gus):
    gus.set_password(PASSWORD)
    gus.save()
    return gus


def is_signed_in(client: Client) -> bool:
    return client.get("/you/").status_code == 200


def save(client: Client, entry):
    """A button that says "Saved.": the session is written to say so."""
    answer = client.post(reverse("sharing:entry_save", args=[entry.public_id]), {"on": "1"})
    assert answer.status_code == 302
    return answer.cookies.get(settings.SESSION_COOKIE_NAME)


@pytest.mark.parametrize("sign_in", WAYS)
def test_a_busy_session_ends_two_weeks_after_signing_in(client, member, cleo, sign_in):
    entry, start = make_entry(cleo, home="energy"), timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client, member)
        for day in range(1, 14):
            clock.move_to(start + timedelta(days=day))
            assert is_signed_in(client)
            save(client, entry)
        clock.move_to(start + timedelta(days=14, minutes=1))
        assert not is_signed_in(client)


def test_who_signed_up_signs_in_again_after_two_weeks(client, eva, cleo):
    Invitation.objects.invite("new@x.example", make_sector("health"), Role.READER, by=eva)
    entry, start = make_entry(cleo, home="energy"), timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_up(client, "new@x.example")
        enter_code(client, code_in(mail.outbox[-1]))
        client.post("/invited/")
        clock.move_to(start + timedelta(days=13))
        assert is_signed_in(client)
        save(client, entry)
        clock.move_to(start + timedelta(days=14, minutes=1))
        assert not is_signed_in(client)


def test_the_cookie_ends_with_the_session(client, member, cleo):
    entry, start = make_entry(cleo, home="energy"), timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        by_password_and_kept(client, member)
        clock.move_to(start + timedelta(days=13))
        assert save(client, entry)["max-age"] == 24 * 60 * 60


def test_a_browser_that_was_not_asked_to_keep_it_forgets_it_when_closed(client, member, cleo):
    by_password(client, member)
    assert save(client, make_entry(cleo, home="energy"))["max-age"] == ""


def test_signing_in_again_begins_two_weeks_anew(client, member):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        by_password(client, member)
        clock.move_to(start + timedelta(days=13))
        client.post(reverse("account_logout"))
        by_password(client, member)
        clock.move_to(start + timedelta(days=26))
        assert is_signed_in(client)


def test_a_new_password_is_no_new_sign_in(client, member):
    start, new = timezone.now(), "another-long-password"
    with time_machine.travel(start, tick=False) as clock:
        by_password(client, member)
        clock.move_to(start + timedelta(days=13))
        sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        client.post(reverse("account_change_password"), sent)
        assert is_signed_in(client)
        clock.move_to(start + timedelta(days=14, minutes=1))
        assert not is_signed_in(client)
