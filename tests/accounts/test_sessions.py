"""Where somebody is signed in: they see it and end it, and it ends with their account."""

from __future__ import annotations

import datetime
import logging
import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import forget_ended_sessions, sessions_of
from config.logs import IdsOnly

PAGE = "/account/sessions/"
PASSWORD = "a-long-password-for-ada"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1"


@pytest.fixture
def signed_in(ada):
    ada.set_password(PASSWORD)
    ada.save()

    def sign_in(user_agent: str) -> Client:
        client = Client(headers={"User-Agent": user_agent})
        sent = {"login": ada.email, "password": PASSWORD}
        assert client.post(reverse("account_login"), sent).status_code == 302
        return client

    return sign_in


def is_signed_in(client: Client) -> bool:
    return client.get("/you/").status_code == 200


def test_a_member_sees_where_they_are_signed_in(signed_in):
    here, _there = signed_in(FIREFOX), signed_in(PHONE)
    html = here.get(PAGE).content.decode()
    assert "Firefox on Windows" in html
    assert "Safari on iPhone" in html
    assert html.count("You are here now") == 1


def test_nobody_sees_where_another_is_signed_in(signed_in, client, ben):
    signed_in(FIREFOX)
    client.force_login(ben)
    assert "Firefox on Windows" not in client.get(PAGE).content.decode()


def test_they_sign_out_everywhere_else(signed_in):
    here, there = signed_in(FIREFOX), signed_in(PHONE)
    assert here.post(PAGE).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_who_was_deactivated_and_comes_back_signs_in_anew(signed_in, ada, gus):
    client = signed_in(FIREFOX)
    ada.deactivate(by=gus)
    assert not is_signed_in(client)
    ada.reactivate(by=gus)
    assert not is_signed_in(client)
    assert not sessions_of(ada).exists()


def test_a_session_that_ran_out_leaves_nothing_behind(signed_in, ada):
    signed_in(FIREFOX)
    here = signed_in(PHONE)
    ended = Session.objects.exclude(session_key=here.session.session_key)
    ended.update(expire_date=timezone.now() - datetime.timedelta(minutes=1))
    assert forget_ended_sessions() == 1
    assert sessions_of(ada).count() == 1
    assert is_signed_in(here)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_log_says_who_signed_in_and_who_failed_by_id(signed_in, ada, caplog, client, language):
    """In one language, whatever the browser asks for."""
    client.cookies["django_language"] = language
    with caplog.at_level(logging.INFO, "accounts"):
        signed_in(FIREFOX)
        for email in (ada.email, "nobody@example.org"):
            client.post(reverse("account_login"), {"login": email, "password": "wrong-but-long"})
    lines = [
        IdsOnly().format(record) for record in caplog.records if record.name == "accounts.adapter"
    ]
    assert [f"member {ada.public_id}" in line for line in lines] == [True, True, False]
    assert "@" not in "".join(lines)


def test_the_log_says_who_asked_for_what_they_may_not_have(client, cleo, caplog):
    client.force_login(cleo)
    client.get("/break-glass/")
    line = IdsOnly().format(caplog.records[-1])
    assert "403 GET sharing:break_glass" in line
    assert f"by member {cleo.public_id}" in line


def test_a_new_password_ends_the_other_sessions(signed_in):
    here, there = signed_in(FIREFOX), signed_in(PHONE)
    new = "another-long-password"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), sent).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_an_address_is_changed_with_the_password_and_the_old_one_is_told(signed_in, ada):
    client, page = signed_in(FIREFOX), reverse("account_email")
    asked = client.post(page, {"action_add": "", "email": "new@example.org"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not mail.outbox
    client.post(asked["Location"], {"password": PASSWORD, "next": page})
    assert mail.outbox[-1].to == ["new@example.org"]
    code = re.search(r"^ {4}(\S+)$", mail.outbox[-1].body, re.MULTILINE).group(1)
    client.post(reverse("account_email_verification_sent"), {"code": code})
    ada.refresh_from_db()
    assert ada.email == "new@example.org"
    assert mail.outbox[-1].to == ["ada@example.org"]
