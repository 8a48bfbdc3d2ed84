"""An invitation whose mail could not be sent: it stands, it is said, and it can be sent again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation
from tests.accounts.inviting import INVITATIONS, invite, link_in

pytestmark = pytest.mark.django_db
UNSENT = "Its e-mail was not sent"


@pytest.fixture
def no_mail(monkeypatch):
    """A mail server that takes nothing; calling it mends that."""

    def refuse(self, messages):
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        yield broken.undo


def test_when_the_mail_does_not_go_the_steward_hears_that_it_stands_and_what_to_do(
    steward, no_mail
):
    invite(steward)
    page = steward.get(INVITATIONS).text
    assert "The invitation of nina@new.example stands, but its e-mail could not be sent" in page
    assert "Choose “Send again” in a few minutes." in page
    assert "on its way" not in page
    assert Invitation.objects.open().exists()


def test_the_list_says_that_a_mail_did_not_go_until_it_went(steward, no_mail):
    invite(steward)
    steward.get(INVITATIONS)
    assert UNSENT in steward.get(INVITATIONS).text
    public_id = Invitation.objects.get().public_id
    steward.post(f"/invitations/{public_id}/-/send/")
    assert UNSENT in steward.get(INVITATIONS).text
    no_mail()
    steward.post(f"/invitations/{public_id}/-/send/")
    page = steward.get(INVITATIONS).text
    assert "The invitation is on its way to nina@new.example" in page
    assert UNSENT not in page


def test_the_form_sent_again_at_once_after_a_mail_that_did_not_go_sends_it(steward, no_mail):
    invite(steward)
    no_mail()
    invite(steward)
    (message,) = mail.outbox
    assert "on its way" in steward.get(INVITATIONS).text
    steward.logout()
    assert steward.get(link_in(message)).status_code == 302


def test_the_admin_panel_says_so_too(client, gus, eva, steward, no_mail):
    invite(steward)
    client.force_login(gus)
    chosen = {"action": "resend", "_selected_action": Invitation.objects.get().pk}
    answer = client.post(reverse("admin:accounts_invitation_changelist"), chosen, follow=True)
    assert "but its e-mail could not be sent" in answer.text


def test_an_invitation_whose_sending_was_cut_off_is_said_to_be_unsent(steward, monkeypatch):
    def cut_off(self, messages):
        raise SystemExit  # as a process that is killed: nothing after it is done

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", cut_off)
        with pytest.raises(SystemExit):
            invite(steward)
    Invitation.objects.update(sending_since=timezone.now() - timedelta(minutes=3))
    assert UNSENT in steward.get(INVITATIONS).text
    steward.post(f"/invitations/{Invitation.objects.get().public_id}/-/send/")
    assert UNSENT not in steward.get(INVITATIONS).text
    assert len(mail.outbox) == 1


def test_while_a_mail_is_being_sent_it_is_not_called_unsent(steward, monkeypatch):
    said = []

    def look(self, messages):
        said.append(Invitation.objects.get().is_unsent)
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", look)
    invite(steward)
    assert said == [False]


def test_sent_again_just_when_it_is_accepted_the_steward_reads_so(monkeypatch, steward):
    invite(steward)
    invitation, renew = Invitation.objects.get(), Invitation.renew

    def accepted_first(row, *, by):
        Invitation.objects.update(accepted_at=timezone.now())
        return renew(row, by=by)

    monkeypatch.setattr(Invitation, "renew", accepted_first)
    address = reverse("accounts:invitation_send", args=[invitation.public_id])
    page = steward.post(address, follow=True)
    assert "This invitation was accepted already." in page.text
    assert len(mail.outbox) == 1
