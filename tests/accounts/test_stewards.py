"""Who may take part: what stewards do, and how far they reach."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRecord, Invitation, Membership, Role, User, Verb
from tests.accounts.inviting import INVITATIONS, invite, link_in, make_newcomer
from tests.factories import make_sector, make_user

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


def test_a_role_that_somebody_has_already_is_not_told_again(steward, ada, eva):
    for _click in range(2):
        assert change_role(steward, ada, Role.EDITOR).status_code == 302
    assert AuditRecord.objects.filter(verb=Verb.ROLE_GIVEN, subject=ada).count() == 1
