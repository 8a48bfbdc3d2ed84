"""Who waits to be let in: what stewards answer, and what each of them is told."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import AuditRecord, Invitation, Membership, Role, User, Verb
from tests.accounts.inviting import INVITATIONS, make_newcomer
from tests.factories import make_sector, make_user


@pytest.fixture
def newcomer(db):
    return make_newcomer("pia")


# Letting in


def test_a_steward_lets_a_newcomer_in_with_a_role(steward, newcomer, eva):
    assert "pia@example.org" in steward.get(INVITATIONS).text
    data = {"sector": "health", "role": Role.READER}
    steward.post(f"/newcomers/{newcomer.public_id}/-/admit/", data)
    pia = User.objects.get(pk=newcomer.pk)
    assert pia.standing.is_member
    assert pia.memberships.get().role == Role.READER
    assert AuditRecord.objects.filter(verb=Verb.ADMITTED, subject=pia, actor=eva).exists()


def test_a_steward_lets_a_newcomer_in_without_a_role(steward, newcomer):
    steward.post(f"/newcomers/{newcomer.public_id}/-/admit/", {"sector": "health", "role": ""})
    pia = User.objects.get(pk=newcomer.pk)
    assert pia.standing.is_member
    assert not pia.memberships.exists()


def test_who_waited_is_told_by_mail_in_their_language(steward, newcomer):
    User.objects.filter(pk=newcomer.pk).update(language="nl")
    answer = steward.post(
        f"/newcomers/{newcomer.public_id}/-/admit/", {"sector": "health", "role": ""}, follow=True
    )
    (sent,) = mail.outbox
    assert sent.to == [newcomer.email]
    assert sent.subject == "Je mag binnenkomen"
    assert "http://localhost/" in sent.body
    assert "gets an e-mail that says so" in answer.content.decode()


def test_a_mail_that_does_not_go_keeps_nobody_out(steward, newcomer, monkeypatch):
    def fails(user):
        raise OSError

    monkeypatch.setattr("accounts.views.newcomers.send_admitted", fails)
    answer = steward.post(
        f"/newcomers/{newcomer.public_id}/-/admit/", {"sector": "health", "role": ""}, follow=True
    )
    assert "tell them yourself" in answer.content.decode()
    assert User.objects.get(pk=newcomer.pk).admitted_at


@pytest.mark.parametrize(
    ("sector", "role"), [("health", Role.STEWARD), ("energy", Role.READER), ("", "")]
)
def test_out_of_reach_a_newcomer_stays_out(steward, newcomer, sector, role):
    make_sector("energy")
    answer = steward.post(
        f"/newcomers/{newcomer.public_id}/-/admit/", {"sector": sector, "role": role}
    )
    assert answer.status_code == 403
    assert not User.objects.get(pk=newcomer.pk).standing.is_member


def test_only_who_confirmed_the_address_waits(steward, newcomer):
    newcomer.emailaddress_set.update(verified=False)
    assert "pia@example.org" not in steward.get(INVITATIONS).text
    answer = steward.post(f"/newcomers/{newcomer.public_id}/-/admit/", {"sector": "health"})
    assert answer.status_code == 404


def admit(steward, newcomer, sector="health", role: int | str = ""):
    data = {"sector": sector, "role": role}
    return steward.post(f"/newcomers/{newcomer.public_id}/-/admit/", data, follow=True)


def offered(page: str, newcomer) -> tuple[str, str]:
    """The sector and the role that the form of this newcomer stands on."""
    form = page.partition(f"/newcomers/{newcomer.public_id}/-/admit/")[2].partition("</form>")[0]
    sector = re.search('name="sector" value="(.*?)"', form).group(1)
    chosen = re.search('<option value="([^"]*)" selected>', form)
    return sector, chosen.group(1) if chosen else ""


def test_no_role_is_offered_in_a_sector_that_the_newcomer_did_not_say(steward, newcomer):
    newcomer.followed_sectors.set([make_sector("energy")])
    page = steward.get(INVITATIONS).text
    assert offered(page, newcomer) == ("health", "")
    assert "A role opens TLP:AMBER of Health care too." in page


def test_a_role_is_offered_in_the_sector_that_they_said_where_it_is_the_steward_s(
    steward, eva, newcomer
):
    Membership.objects.create(user=eva, sector=make_sector("water"), role=Role.STEWARD)
    newcomer.followed_sectors.set([make_sector("water")])
    assert offered(steward.get(INVITATIONS).text, newcomer) == ("water", str(int(Role.READER)))


def test_who_was_let_in_by_another_steward_is_said_to_be_in_and_gets_nothing_more(
    steward, newcomer, hospital
):
    other = make_user("other", hospital, water=Role.STEWARD)
    newcomer.admit(by=other)
    answer = admit(steward, newcomer, role=Role.EDITOR)
    assert answer.redirect_chain == [(INVITATIONS, 302)]
    assert "Pia is let in already, by Other." in answer.text
    assert not newcomer.memberships.exists()
    assert not mail.outbox


def test_a_second_window_says_that_you_let_them_in_already(steward, newcomer):
    admit(steward, newcomer)
    assert "You let Pia in already." in admit(steward, newcomer).text
    assert AuditRecord.objects.filter(verb=Verb.ADMITTED, subject=newcomer).count() == 1


def test_who_came_in_by_an_address_was_let_in_by_nobody(steward, finn):
    assert "Finn is let in already." in admit(steward, finn).text


def test_who_invited_somebody_to_another_sector_is_not_told(steward, gus, newcomer):
    Invitation.objects.invite(newcomer.email, make_sector("energy"), Role.READER, by=gus)
    newcomer.settle()
    assert "Pia is let in already." in admit(steward, newcomer).text


def test_nobody_is_said_to_be_in_who_left_or_never_was(steward, ada, gus):
    ada.deactivate(by=gus)
    assert admit(steward, ada).status_code == 404
    assert steward.post("/newcomers/nobodyhere/-/admit/", {"sector": "health"}).status_code == 404


# Not now


def decline(steward, newcomer):
    path = f"/newcomers/{newcomer.public_id}/-/decline/?sector=health"
    return steward.post(path, follow=True)


def test_a_steward_takes_a_newcomer_off_the_list_who_is_told_by_mail(steward, newcomer, eva):
    User.objects.filter(pk=newcomer.pk).update(asks_because="I build canals.")
    answer = decline(steward, newcomer)
    assert answer.redirect_chain == [(INVITATIONS, 302)]
    assert "Pia is off the list" in answer.text
    assert newcomer.email not in answer.text
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([newcomer.email], "Not let in for now")
    assert "Eva" not in sent.body
    pia = User.objects.get(pk=newcomer.pk)
    assert not pia.standing.is_member
    assert pia.asks_because == ""
    assert AuditRecord.objects.filter(verb=Verb.DECLINED, subject=pia, actor=eva).exists()


def test_who_was_not_let_in_can_ask_again(steward, newcomer):
    decline(steward, newcomer)
    theirs = Client()
    theirs.force_login(newcomer)
    assert "Not let in for now" in theirs.get("/waiting/").text
    theirs.post("/waiting/", {"why": "I build  canals."})
    assert "A steward looks at who you are" in theirs.get("/waiting/").text
    assert "I build canals." in steward.get(INVITATIONS).text
    assert "may come in" in admit(steward, newcomer).text


def test_a_yes_after_another_steward_s_not_now_changes_nothing(steward, newcomer, gus):
    newcomer.decline(by=gus)
    assert "Pia is off the list already" in admit(steward, newcomer).text
    assert "Pia is off the list already" in decline(steward, newcomer).text
    assert not User.objects.get(pk=newcomer.pk).admitted_at
    assert not mail.outbox


def test_a_not_now_puts_no_member_out(steward, newcomer, gus):
    newcomer.admit(by=gus)
    assert "Pia is let in already, by Gus." in decline(steward, newcomer).text
    assert User.objects.get(pk=newcomer.pk).standing.is_member


def test_only_stewards_say_not_now(client, newcomer, ben):
    client.force_login(ben)
    assert decline(client, newcomer).status_code == 403
    with pytest.raises(PermissionDenied):
        newcomer.decline(by=ben)


def test_an_invitation_lets_in_after_a_not_now(newcomer, eva):
    newcomer.decline(by=eva)
    Invitation.objects.invite(newcomer.email, make_sector("health"), Role.READER, by=eva)
    newcomer.settle()
    pia = User.objects.get(pk=newcomer.pk)
    assert pia.standing.is_member
    assert not User.objects.declined().filter(pk=pia.pk).exists()
