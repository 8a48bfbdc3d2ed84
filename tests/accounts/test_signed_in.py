"""Who is signed in is asked of the database at every request, by a statement that is compiled once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from accounts.signed_in import Backend, SessionStore

pytestmark = pytest.mark.django_db


def test_a_session_holds_until_it_runs_out(client, ada):
    client.force_login(ada)
    assert client.get("/").wsgi_request.user == ada
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/").wsgi_request.user.is_anonymous


def test_a_session_that_was_ended_elsewhere_is_no_session(client, ada):
    client.force_login(ada)
    Session.objects.all().delete()
    assert client.get("/").wsgi_request.user.is_anonymous
    assert SessionStore("never-there").load() == {}


def test_whoever_is_deactivated_is_nobody_at_the_next_request(client, ada, ben):
    client.force_login(ada)
    assert client.get("/").wsgi_request.user == ada
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert client.get("/").wsgi_request.user.is_anonymous
    assert Backend().get_user(ada.pk) is None
    assert Backend().get_user(0) is None
    assert Backend().get_user(ben.pk) == ben


def test_two_who_are_signed_in_are_told_apart(client, ada, ben, django_assert_num_queries):
    for person in (ada, ben, ada):
        client.force_login(person)
        assert client.get("/").wsgi_request.user == person
    with django_assert_num_queries(1):
        assert Backend().get_user(ben.pk).name == ben.name
