"""Who may take part: what stewards do, and how far they reach."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRecord, Invitation, Membership, Role, User, Verb
from tests.accounts.inviting import INVITATIONS, invite, link_in
from tests.factories import make_sector, make_user


@pytest.fixture
def newcomer(db):
    return make_newcomer("pia")


def make_newcomer(name: str) -> User:
    user = make_user(name)
    User.objects.filter(pk=user.pk).update(admitted_at=None, welcomed_at=None)
    return User.objects.get(pk=user.pk)


# Inviting


def test_a_steward_invites_somebody_who_gets_a_mail_with_a_link(steward, client):
    assert invite(steward, sentence="You led that drill.").status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("nina@new.example", Role.CONTRIBUTOR)
    (message,) = mail.outbox
    assert message.to == ["nina@new.example"]
    assert message.subject == "Eva invites you to Oversteek"
    assert "You led that drill." in message.body
    html = message.alternatives[0].content
    assert "You led that drill." in html
    steward.logout()
    assert steward.get(link_in(message)).status_code == 302
    assert link_in(message) in html


def test_the_mail_is_in_the_language_that_the_steward_chose(steward):
    invite(steward, language="nl")
    assert mail.outbox[0].extra_headers["Content-Language"] == "nl"
    assert "Zorg" in mail.outbox[0].body


def test_the_token_stands_in_the_mail_and_nowhere_else(steward):
    invite(steward)
    token = link_in(mail.outbox[0]).split("/")[2]
    invitation = Invitation.objects.get()
    assert token not in str(vars(invitation))
    assert token not in steward.get(INVITATIONS).text
    assert token not in str(list(AuditRecord.objects.values()))


def test_a_name_with_a_line_break_makes_no_header(steward, eva):
    User.objects.filter(pk=eva.pk).update(name="Eva\nBcc: all@example.org")
    invite(steward)
    assert "\n" not in mail.outbox[0].subject


def test_inviting_twice_leaves_one_link_that_works(steward):
    invite(steward)
    invite(steward, role=Role.EDITOR)
    assert Invitation.objects.open().get().role == Role.EDITOR
    steward.logout()
    first, second = (link_in(message) for message in mail.outbox)
    assert steward.get(first).status_code == 404
    assert steward.get(second).status_code == 302


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR])
def test_who_is_a_member_of_the_sector_with_that_role_is_not_invited_to_it(steward, ada, role):
    page = invite(steward, email="Ada@example.org", role=role).text
    assert "is a member of Health care already. Their role: Contributor." in page
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_a_member_of_the_sector_is_invited_to_a_higher_role(steward, ada):
    assert invite(steward, email=ada.email, role=Role.EDITOR).status_code == 302
    assert Invitation.objects.get().role == Role.EDITOR


def test_of_who_is_a_member_elsewhere_or_left_nothing_is_said(steward, cleo, ben, gus):
    ben.deactivate(by=gus)
    for email in ("nina@new.example", cleo.email, ben.email):
        answer = invite(steward, email=email, role=Role.READER)
        assert answer.status_code == 302
        assert f"The invitation is on its way to {email}." in steward.get(INVITATIONS).text


def test_a_member_is_invited_in_their_own_language_and_nothing_shows_it(steward, cleo):
    User.objects.filter(pk=cleo.pk).update(language="nl")
    invite(steward, email=cleo.email, language="en")
    assert mail.outbox[0].extra_headers["Content-Language"] == "nl"
    assert "nodigt je uit" in mail.outbox[0].subject
    assert Invitation.objects.get().language == "en"


def test_a_steward_invites_no_steward(steward):
    assert invite(steward, role=Role.STEWARD).status_code == 200
    assert not Invitation.objects.exists()


def test_an_administrator_invites_a_steward(client, gus):
    make_sector("health")
    client.force_login(gus)
    invite(client, role=Role.STEWARD)
    assert Invitation.objects.get().role == Role.STEWARD


def test_a_steward_invites_to_their_own_sectors_only(steward):
    make_sector("energy")
    assert invite(steward, sector="energy").status_code == 404
    assert steward.get("/members/?sector=energy").status_code == 404


def test_sending_again_makes_a_new_link(steward):
    invite(steward)
    public_id = Invitation.objects.get().public_id
    steward.post(f"/invitations/{public_id}/-/send/")
    first, second = (link_in(message) for message in mail.outbox)
    steward.logout()
    assert steward.get(first).status_code == 404
    assert steward.get(second).status_code == 302


def test_what_is_sent_again_has_the_language_and_the_sentence_of_the_first_mail(steward, gus):
    invite(steward, language="nl", sentence="You led  that drill.")
    public_id = Invitation.objects.get().public_id
    steward.post(f"/invitations/{public_id}/-/send/")
    steward.force_login(gus)
    chosen = {"action": "resend", "_selected_action": Invitation.objects.get().pk}
    steward.post(reverse("admin:accounts_invitation_changelist"), chosen)
    assert len(mail.outbox) == 3
    for message in mail.outbox:
        assert message.extra_headers["Content-Language"] == "nl"
        assert "You led that drill." in message.body
        assert "Eva" in message.subject


def test_a_withdrawn_invitation_no_longer_works(steward):
    invite(steward)
    steward.post(f"/invitations/{Invitation.objects.get().public_id}/-/withdraw/")
    assert "No invitation is open." in steward.get(INVITATIONS).text
    steward.logout()
    assert steward.get(link_in(mail.outbox[0])).status_code == 404


def test_a_steward_does_not_touch_invitations_of_other_sectors(steward, gus):
    other, _token = Invitation.objects.invite("x@new.example", make_sector("energy"), 10, by=gus)
    for verb in ("send", "withdraw"):
        assert steward.post(f"/invitations/{other.public_id}/-/{verb}/").status_code == 404


@pytest.mark.parametrize("path", ["/invitations/", "/members/"])
@pytest.mark.parametrize("person", ["finn", "ada", "ben"])
def test_these_pages_are_for_stewards(client, request, person, path):
    client.force_login(request.getfixturevalue(person))
    assert client.get(path).status_code == 403


def test_the_page_asks_a_dozen_queries_however_many_invitations(
    steward, eva, django_assert_max_num_queries
):
    for number in range(30):
        Invitation.objects.invite(f"n{number}@new.example", make_sector("health"), 10, by=eva)
        make_newcomer(f"waiting{number}")
    with django_assert_max_num_queries(14):
        assert steward.get(INVITATIONS).status_code == 200


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


# Roles


def change_role(client, user, role, sector="health"):
    return client.post(f"/members/{user.public_id}/-/role/", {"sector": sector, "role": role})


def test_a_steward_gives_and_takes_roles_and_the_member_is_told(steward, ada):
    change_role(steward, ada, Role.EDITOR)
    assert ada.memberships.get().role == Role.EDITOR
    change_role(steward, ada, "")
    assert not ada.memberships.exists()
    told = AuditRecord.objects.filter(subject=ada).values_list("verb", flat=True)
    assert set(told) == {Verb.ROLE_GIVEN, Verb.ROLE_TAKEN}


def test_a_changed_role_holds_at_the_next_request(ada):
    other = Client()
    other.force_login(ada)
    assert other.get("/members/").status_code == 403
    Membership.objects.filter(user=ada).update(role=Role.STEWARD)
    assert other.get("/members/").status_code == 200


def test_a_steward_gives_no_more_than_editor(steward, ada):
    assert change_role(steward, ada, Role.STEWARD).status_code == 403
    assert ada.memberships.get().role == Role.CONTRIBUTOR


def test_a_steward_takes_nothing_from_another_steward(steward, hospital):
    other = make_user("other", hospital, health=Role.STEWARD)
    assert change_role(steward, other, Role.READER).status_code == 403
    assert other.memberships.get().role == Role.STEWARD


def test_nobody_changes_their_own_role(steward, eva):
    assert change_role(steward, eva, Role.READER).status_code == 403


def test_members_are_found_by_name_and_organisation(steward, ada, ben):
    page = steward.get("/members/?sector=health&name=ad").text
    assert "Ada" in page
    assert "Ben" not in page
    assert "Ben" in steward.get("/members/?sector=health&name=hospital").text


def test_addresses_of_members_are_not_shown(steward, ada):
    assert ada.email not in steward.get("/members/?sector=health").text


def test_who_left_is_no_member(steward, ada, gus):
    ada.deactivate(by=gus)
    assert "Ada" not in steward.get("/members/?sector=health").text
    assert change_role(steward, ada, Role.EDITOR).status_code == 404


def test_the_list_of_members_asks_as_much_for_many_as_for_few(
    steward, hospital, django_assert_max_num_queries
):
    for number in range(40):
        make_user(f"member{number}", hospital, health=Role.READER)
    with django_assert_max_num_queries(9):
        assert steward.get("/members/?sector=health").status_code == 200


def test_nobody_invites_themselves(client, gus):
    client.force_login(gus)
    make_sector("health")
    page = invite(client, email="Gus@example.org", role=Role.STEWARD)
    assert "That is your own address" in page.content.decode()
    with pytest.raises(PermissionDenied):
        Invitation.objects.invite(gus.email, make_sector("health"), Role.STEWARD, by=gus)


def test_a_role_that_was_raised_meanwhile_is_not_a_steward_s_to_take(ada, eva, gus):
    as_seen = ada.memberships.get()
    Membership.objects.give(ada, as_seen.sector, Role.STEWARD, by=gus)
    with pytest.raises(PermissionDenied):
        as_seen.take_away(by=eva)
    assert ada.memberships.get().role == Role.STEWARD


def test_a_role_is_taken_away_once(ada, eva):
    as_seen = ada.memberships.get()
    ada.memberships.get().take_away(by=eva)
    as_seen.take_away(by=eva)
    assert AuditRecord.objects.filter(verb=Verb.ROLE_TAKEN).count() == 1
