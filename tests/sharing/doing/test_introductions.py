"""Talks: asked, answered, passed on; no address before both want it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from sharing.models import Introduction, Level, Notification
from tests.factories import make_entry

pytestmark = pytest.mark.django_db


def ask(by, person, **about) -> Introduction:
    return Introduction.objects.ask(person, by=by, text="How did the nights go?", **about)


def seen(client, user, talk, status=200) -> str:
    client.force_login(user)
    answer = client.get(talk.get_absolute_url())
    assert answer.status_code == status
    return answer.content.decode()


def test_only_the_two_of_them_see_it(client, ada, cleo, ben, gus):
    talk = ask(cleo, ada)
    assert "How did the nights go?" in seen(client, ada, talk)
    for other in (ben, gus):
        seen(client, other, talk, status=404)


def test_no_address_is_shown_before_it_is_accepted(client, ada, cleo):
    talk = ask(cleo, ada)
    assert "You hear when there is an answer." in seen(client, cleo, talk)
    assert "cleo@example.org" not in seen(client, ada, talk)
    assert "ada@example.org" not in seen(client, cleo, talk)
    talk.accept(by=ada, answer="Gladly.")
    assert "cleo@example.org" in seen(client, ada, talk)
    assert "ada@example.org" in seen(client, cleo, talk)


def test_declined_shows_no_address(client, ada, cleo):
    talk = ask(cleo, ada)
    talk.decline(by=ada, answer="No time this year.")
    html = seen(client, cleo, talk)
    assert "No time this year." in html
    assert "You hear when there is an answer." not in html
    assert "ada@example.org" not in html


def test_who_asks_does_not_answer_and_an_answer_is_given_once(ada, cleo):
    talk = ask(cleo, ada)
    with pytest.raises(PermissionDenied):
        talk.accept(by=cleo)
    talk.decline(by=ada)
    with pytest.raises(PermissionDenied):
        talk.accept(by=ada)


def test_passed_on_it_is_asked_of_somebody_else_and_no_longer_of_the_first(client, ada, ben, cleo):
    talk = ask(cleo, ada)
    talk.pass_on(ben, by=ada)
    seen(client, ada, talk, status=404)
    assert "How did the nights go?" in seen(client, ben, talk)
    assert Notification.objects.filter(user=ben, kind="introduction").exists()
    with pytest.raises(ValidationError):
        talk.pass_on(cleo, by=ben)


def test_about_an_entry_it_is_passed_only_to_who_may_read_it(ada, cleo, ben, dirk):
    entry = make_entry(ada, level=Level.AMBER, named_people=[cleo])
    talk = ask(cleo, ada, entry=entry)
    with pytest.raises(ValidationError):
        talk.pass_on(dirk, by=ada)
    talk.pass_on(ben, by=ada)
    assert talk.person == ben


def test_nobody_asks_about_an_entry_that_they_may_not_read(client, ada, cleo):
    entry = make_entry(ada, level=Level.AMBER)
    with pytest.raises(PermissionDenied):
        ask(cleo, ada, entry=entry)
    client.force_login(cleo)
    address = reverse("sharing:introduction_new", args=[ada.public_id])
    assert client.get(address, {"entry": entry.public_id}).status_code == 404


def test_asking_twice_makes_one_and_nobody_asks_themselves(ada, cleo):
    assert ask(cleo, ada) == ask(cleo, ada)
    with pytest.raises(PermissionDenied):
        ask(ada, ada)


def test_asked_for_another_talk_meanwhile_what_was_typed_is_still_there(client, ada, cleo):
    ask(cleo, ada)
    client.force_login(cleo)
    address = reverse("sharing:introduction_new", args=[ada.public_id])
    answer = client.post(address, {"text": "About something else: pumps."})
    assert answer.status_code == 200
    assert "You asked for a talk already" in answer.text
    assert "About something else: pumps." in answer.text
    assert Introduction.objects.filter(asker=cleo).count() == 1


def test_who_left_is_not_asked(client, ada, cleo, gus):
    ada.deactivate(by=gus)
    with pytest.raises(ValidationError):
        ask(cleo, ada)
    client.force_login(cleo)
    assert client.get(f"/people/{ada.public_id}/talk/").status_code == 404


def test_through_the_pages_a_talk_is_asked_told_and_accepted(client, ada, cleo):
    client.force_login(cleo)
    client.post(reverse("sharing:introduction_new", args=[ada.public_id]), {"text": "About alarms"})
    talk = Introduction.objects.get()
    client.force_login(ada)
    inbox = client.get(reverse("sharing:inbox")).content.decode()
    assert talk.get_absolute_url() in inbox
    client.post(talk.get_absolute_url(), {"do": "accept", "answer": "Monday?"})
    talk.refresh_from_db()
    assert talk.is_accepted
    assert Notification.objects.filter(user=cleo, kind="introduction_answered").exists()


@pytest.mark.parametrize("sent", [{}, {"do": ""}, {"do": "perhaps"}])
def test_an_answer_that_says_neither_yes_nor_no_declines_nothing(client, ada, cleo, sent):
    talk = ask(cleo, ada)
    client.force_login(ada)
    page = client.post(talk.get_absolute_url(), sent | {"answer": "Monday?"}).content.decode()
    assert "Accept, decline, or pass it on." in page
    assert "Monday?" in page
    talk.refresh_from_db()
    assert talk.answered_at is None


def test_passing_on_to_nobody_is_an_error_beside_the_field(client, ada, cleo):
    talk = ask(cleo, ada)
    client.force_login(ada)
    html = client.post(
        talk.get_absolute_url(), {"do": "pass_on", "answer": "Kept"}
    ).content.decode()
    assert "Choose somebody who knows more." in html
    assert "Kept" in html


def test_passing_on_keeps_what_was_said_with_it_and_tells_who_asked(client, ada, ben, cleo):
    talk = ask(cleo, ada)
    client.force_login(ada)
    sent = {"do": "pass_on", "person_add": "Ben", "answer": "Ben ran the nights."}
    assert client.post(talk.get_absolute_url(), sent).status_code == 302
    for reader in (ben, cleo):
        assert "Ben ran the nights." in seen(client, reader, talk)
    client.force_login(cleo)
    assert "passed on your request for" in client.get("/inbox/").content.decode()


def test_who_it_was_passed_on_to_reads_who_asks(client, ada, ben, cleo):
    ask(cleo, ada).pass_on(ben, by=ada)
    client.force_login(ben)
    assert "<b>Cleo</b> asks for" in client.get("/inbox/").content.decode()


@pytest.mark.parametrize(
    "sent", [{"do": "accept"}, {"do": "decline"}, {"do": "pass_on", "person_add": "Ben"}]
)
def test_an_answer_to_a_talk_that_is_sent_twice_is_given_once(client, ada, ben, cleo, sent):
    talk = ask(cleo, ada)
    client.force_login(ada)
    first, again = (client.post(talk.get_absolute_url(), sent) for _click in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    assert cleo.notifications.count() == 1
