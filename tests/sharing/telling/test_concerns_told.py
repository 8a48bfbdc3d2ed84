"""What is told of a concern opens that concern, for who may see it at that moment."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Role
from sharing.digests.sending import send_due
from sharing.models import Concern
from tests.factories import make_entry
from tests.sharing.telling.subscribed import subscribe

pytestmark = pytest.mark.django_db


def inbox(client, user) -> str:
    client.force_login(user)
    return client.get("/inbox/").content.decode()


def opens(concern) -> str:
    return f'<a href="/concerns/{concern.pk}/"'


@pytest.fixture
def concern(ada, cleo, eva):
    return Concern.objects.report(make_entry(ada), by=cleo, text="A name stands in it.")


def test_who_is_told_of_a_concern_opens_it(client, concern, eva):
    assert opens(concern) in inbox(client, eva)


def test_who_reported_it_opens_the_answer(client, concern, cleo, eva):
    concern.answer_with("It is out.", by=eva)
    assert opens(concern) in inbox(client, cleo)


def test_each_of_two_concerns_of_one_person_is_told_apart(client, concern, cleo, eva):
    other = Concern.objects.report(concern.entry, by=cleo, text="And a risk.")
    page = inbox(client, eva)
    assert opens(concern) in page
    assert opens(other) in page
    concern.answer_with("It is out.", by=eva)
    other.answer_with("It is gone.", by=eva)
    page = inbox(client, cleo)
    assert opens(concern) in page
    assert opens(other) in page


def test_who_is_no_steward_any_more_is_led_to_the_entry(client, concern, eva):
    eva.memberships.update(role=Role.EDITOR)
    page = inbox(client, eva)
    assert opens(concern) not in page
    assert concern.entry.get_absolute_url() in page


def test_a_mail_leads_to_the_concern_too(concern, eva):
    subscribe(eva)
    send_due()
    text = mail.outbox[0].body
    assert f"/concerns/{concern.pk}/" in text
    assert f"/concerns/{concern.pk}/" in mail.outbox[0].alternatives[0][0]
    assert concern.text not in text


def test_who_reports_a_concern_is_shown_where_its_answer_will_stand(client, ada, cleo):
    entry = make_entry(ada)
    client.force_login(cleo)
    sent = client.post(
        reverse("sharing:concern_new", args=[entry.public_id]), {"text": "It worries me."}
    )
    assert sent.url == f"/concerns/{Concern.objects.get().pk}/"


def test_who_answers_a_moment_too_late_keeps_what_they_wrote(client, concern, eva, gus):
    concern.answer_with("It is out.", by=gus)
    client.force_login(eva)
    answer = client.post(f"/concerns/{concern.pk}/", {"answer": "We looked, and it is fine."})
    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.text
    assert "We looked, and it is fine.</textarea>" in answer.text
    concern.refresh_from_db()
    assert concern.answer == "It is out."


def test_an_answer_to_a_concern_that_is_sent_twice_is_given_once(client, concern, cleo, eva):
    client.force_login(eva)
    for _click in range(2):
        answer = client.post(f"/concerns/{concern.pk}/", {"answer": "It is out."})
        assert answer.status_code == 302
    assert cleo.notifications.filter(kind="concern_answered").count() == 1
