"""Getting in: by invitation, by a verified domain, by a steward's yes."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Membership, Role, User
from tests.accounts.entering import PASSWORD, code_in, enter_code, sign_up
from tests.factories import make_sector


@pytest.fixture
def invitation(eva):
    return Invitation.objects.invite("nina@new.example", make_sector("health"), 20, by=eva)


# By invitation


def test_an_invited_person_signs_up_by_the_link_and_has_the_role(client, invitation):
    _invitation, token = invitation
    answer = client.get(f"/invitation/{token}/", follow=True)
    assert "Eva invites you to take part in Health care." in answer.text
    assert 'value="nina@new.example"' in answer.text
    sign_up(client, "somebody@else.example", name="Nina")
    answer = enter_code(client, code_in(mail.outbox[-1]))
    assert mail.outbox[-1].to == ["nina@new.example"]
    nina = User.objects.get(email="nina@new.example")
    assert nina.name == "Nina"
    assert nina.organisation is None
    assert Membership.objects.get(user=nina).role == Role.CONTRIBUTOR
    assert nina.standing.is_member


def test_the_pages_behind_the_link_quote_the_sentence_of_who_invites(client, cleo, eva):
    sector, sentence = make_sector("health"), "You led that <drill>."
    for email in ("nina@new.example", cleo.email):
        _invitation, token = Invitation.objects.invite(
            email, sector, 20, by=eva, language="nl", sentence=sentence
        )
        if email == cleo.email:
            client.force_login(cleo)
        page = client.get(f"/invitation/{token}/", follow=True).text
        assert '<p class="said" lang="nl">“You led that &lt;drill&gt;.”</p>' in page


def test_an_invitation_without_a_sentence_quotes_nothing(client, invitation):
    page = client.get(f"/invitation/{invitation[1]}/", follow=True).text
    assert 'class="said"' not in page


def test_who_has_not_the_link_reads_no_sentence(client, eva):
    sector = make_sector("health")
    Invitation.objects.invite("nina@new.example", sector, 20, by=eva, sentence="That drill.")
    assert "That drill." not in client.get("/account/signup/").text


def test_the_link_alone_lets_nobody_in(client, invitation):
    client.get(f"/invitation/{invitation[1]}/")
    sign_up(client, "nina@new.example")
    nina = User.objects.get(email="nina@new.example")
    assert not nina.standing.is_member
    assert not nina.memberships.exists()
    assert "_auth_user_id" not in client.session


def test_an_invited_person_gets_in_without_the_link_too(client, invitation):
    sign_up(client, "nina@new.example")
    enter_code(client, code_in(mail.outbox[-1]))
    assert User.objects.get(email="nina@new.example").standing.is_member


@pytest.mark.parametrize("change", ["withdrawn_at", "accepted_at", "expires_at"])
def test_an_invitation_that_ended_leads_nowhere(client, invitation, change):
    Invitation.objects.update(**{change: timezone.now()})
    answer = client.get(f"/invitation/{invitation[1]}/")
    assert answer.status_code == 404
    assert "no longer works" in answer.text
    assert "nina" not in answer.text


def test_somebody_else_who_is_logged_in_cannot_use_it(client, cleo, invitation):
    client.force_login(cleo)
    answer = client.get(f"/invitation/{invitation[1]}/")
    assert answer.status_code == 403
    assert "nina" not in answer.text
    posted = client.post("/invited/", {"invitation": invitation[0].public_id})
    assert posted.status_code == 404


def test_a_member_accepts_an_invitation_to_another_sector(client, cleo, eva):
    sector = make_sector("health")
    invitation, token = Invitation.objects.invite(cleo.email, sector, Role.READER, by=eva)
    client.force_login(cleo)
    answer = client.get(f"/invitation/{token}/", follow=True)
    assert "Eva invites you to take part in Health care." in answer.text
    assert not cleo.memberships.filter(sector=sector).exists()
    client.post("/invited/", {"invitation": invitation.public_id})
    assert cleo.memberships.get(sector=sector).role == Role.READER
    cleo.refresh_from_db()
    assert cleo.organisation.name == "Grid operator"  # an invitation never sets one


def test_a_member_who_logs_in_after_opening_the_link_is_led_to_it(client, cleo, eva):
    cleo.set_password(PASSWORD)
    cleo.save()
    _invitation, token = Invitation.objects.invite(cleo.email, make_sector("health"), 10, by=eva)
    client.get(f"/invitation/{token}/")
    answer = client.post("/account/login/", {"login": cleo.email, "password": PASSWORD})
    assert answer["Location"] == "/invited/"


def test_an_inviter_who_lost_the_right_gives_nothing(client, eva, invitation):
    eva.memberships.update(role=Role.EDITOR)
    sign_up(client, "nina@new.example")
    enter_code(client, code_in(mail.outbox[-1]))
    nina = User.objects.get(email="nina@new.example")
    assert not nina.standing.is_member
    assert not nina.memberships.exists()


# By domain


def test_an_address_of_an_organisation_makes_a_reader_there(client, domain, hospital):
    sign_up(client, "Otto@Hospital.Example")
    otto = User.objects.get(email="otto@hospital.example")
    assert otto.organisation is None  # until the address is confirmed
    enter_code(client, code_in(mail.outbox[-1]))
    otto = User.objects.get(pk=otto.pk)
    assert otto.organisation == hospital
    assert otto.standing.roles == {hospital.home_sector_id: Role.READER}
    assert "_auth_user_id" in client.session


def test_a_domain_that_nobody_verified_admits_nobody(client, domain, gus):
    domain.distrust(by=gus)
    sign_up(client, "otto@hospital.example")
    assert not User.objects.filter(email="otto@hospital.example").exists()


def test_somebody_admitted_goes_to_their_first_visit(client, domain):
    sign_up(client, "otto@hospital.example")
    answer = enter_code(client, code_in(mail.outbox[-1]))
    assert answer.redirect_chain[-1][0].startswith("/welcome/")


def test_without_a_password_somebody_logs_in_with_a_code(client, domain):
    sign_up(client, "otto@hospital.example", password="")
    enter_code(client, code_in(mail.outbox[-1]))
    assert not User.objects.get(email="otto@hospital.example").has_usable_password()
    again = Client()
    again.post("/account/login/code/", {"email": "otto@hospital.example"})
    again.post("/account/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert "_auth_user_id" in again.session


# Open sign-up


ASKS = {"sector": "health", "why": "We digitise our wards."}


def test_where_sign_up_is_open_a_newcomer_waits_for_a_steward(client, settings, eva):
    settings.OPEN_SIGNUP = True
    sign_up(client, "pia@anywhere.example", name="Pia", **ASKS)
    answer = enter_code(client, code_in(mail.outbox[-1]))
    assert answer.redirect_chain[-1][0] == "/waiting/"
    assert "A steward looks at who you are" in answer.text
    pia = User.objects.get(email="pia@anywhere.example")
    assert not pia.standing.is_member
    pia.admit(by=eva)
    assert User.objects.get(pk=pia.pk).standing.is_member


def test_a_steward_reads_which_sector_a_newcomer_works_in_and_why_they_ask(client, settings, eva):
    """It gives no role, and is gone once a steward decided."""
    settings.OPEN_SIGNUP = True
    sign_up(client, "pia@anywhere.example", name="Pia", **ASKS)
    enter_code(client, code_in(mail.outbox[-1]))
    pia = User.objects.get(email="pia@anywhere.example")
    assert not pia.standing.roles
    client.force_login(eva)
    text = client.get("/invitations/").text
    waits = text.partition("Waits for you")[2].partition("Comes in at once")[0]
    assert "Health care" in waits
    assert "We digitise our wards." in waits
    pia.admit(by=eva)
    pia.refresh_from_db()
    assert pia.asks_because == ""
    assert not pia.standing.roles


def test_whoever_asks_to_join_says_where_and_why(client, settings, eva):
    settings.OPEN_SIGNUP = True
    answer = sign_up(client, "pia@anywhere.example", name="Pia", why="", sector="")
    assert not User.objects.filter(email="pia@anywhere.example").exists()
    assert {"sector", "why"} <= answer.context["form"].errors.keys()


def test_nobody_else_is_asked_for_a_reason(client, db):
    assert 'name="why"' not in client.get("/account/signup/").text


def test_the_page_to_sign_up_says_who_may(client, settings, db):
    invited_only = "You need an invitation"
    assert invited_only in client.get("/account/signup/").text
    settings.OPEN_SIGNUP = True
    answer = client.get("/account/signup/")
    assert invited_only not in answer.text
    assert "Everybody may ask. A steward lets you in" in answer.text


def test_a_member_waits_for_nothing(client, ada):
    client.force_login(ada)
    assert client.get("/waiting/")["Location"] == "/"


def test_an_invitation_is_still_open_after_its_inviter_could_give_nothing(client, eva, invitation):
    one, _token = invitation
    sector = eva.memberships.get().sector
    eva.memberships.all().delete()
    nina = User.objects.create_member("nina@new.example", name="Nina")
    assert not one.redeem(nina)
    one.refresh_from_db()
    assert one.accepted_at is None
    Membership.objects.create(user=eva, sector=sector, role=Role.STEWARD)
    assert one.redeem(nina)


def test_an_invitation_that_was_accepted_meanwhile_is_not_sent_again(eva, invitation):
    as_seen, _token = invitation
    assert Invitation.objects.get().redeem(
        User.objects.create_member("nina@new.example", name="Nina")
    )
    with pytest.raises(ValidationError):
        as_seen.renew(by=eva)


# Leaving


def test_a_deactivated_member_is_out_at_the_next_request(client, ada, gus):
    client.force_login(ada)
    assert client.get("/account/email/").status_code == 200
    ada.deactivate(by=gus)
    answer = client.get("/account/email/")
    assert answer.status_code == 302
    assert not answer.wsgi_request.user.is_authenticated


# Language


def test_the_switch_of_language_stays_with_a_member(client, ada):
    client.force_login(ada)
    client.post("/i18n/setlang/", {"language": "nl", "next": "/levels/"})
    ada.refresh_from_db()
    assert ada.language == "nl"
    assert Client().get("/levels/")["Content-Language"] == "en"


def test_an_unknown_language_changes_nothing(client, ada):
    client.force_login(ada)
    client.post("/i18n/setlang/", {"language": "xx", "next": "/levels/"})
    ada.refresh_from_db()
    assert ada.language == "en"
