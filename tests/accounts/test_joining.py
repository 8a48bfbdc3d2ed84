"""Getting in: by invitation, by a verified domain, by a steward's yes; and nobody learns who is in."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Membership, OrganisationDomain, Role, User
from tests.factories import make_sector, make_user

PASSWORD = "a-long-enough-pass-phrase"


def sign_up(client, email: str, *, password: str = PASSWORD, name: str = "Newcomer"):
    data = {"email": email, "name": name, "password1": password}
    return client.post("/account/signup/", data, follow=True)


def code_in(message) -> str:
    return re.search(r"^ {4}(\S+)$", message.body, re.MULTILINE).group(1)


def enter_code(client, code: str, *, follow=True):
    return client.post("/account/confirm-email/", {"code": code}, follow=follow)


def without_tokens(answer) -> str:
    """The page, apart from what is random in every page, and from the address that was typed."""
    text = re.sub(r'(csrfmiddlewaretoken" value=|x-csrftoken&quot;: &quot;)"?\w+', "", answer.text)
    text = re.sub(r'"x-csrftoken": "\w+"', "", text)
    return re.sub(r"[\w.]+@[\w.]+", "ADDRESS", text)


@pytest.fixture
def domain(hospital, gus):
    domain = OrganisationDomain.objects.create(organisation=hospital, domain="hospital.example")
    domain.verify(by=gus)
    return domain


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


def test_where_sign_up_is_open_a_newcomer_waits_for_a_steward(client, settings, eva):
    settings.OPEN_SIGNUP = True
    sign_up(client, "pia@anywhere.example", name="Pia")
    answer = enter_code(client, code_in(mail.outbox[-1]))
    assert answer.redirect_chain[-1][0] == "/waiting/"
    assert "A steward looks at who you are" in answer.text
    pia = User.objects.get(email="pia@anywhere.example")
    assert not pia.standing.is_member
    pia.admit(by=eva)
    assert User.objects.get(pk=pia.pk).standing.is_member


def test_a_member_waits_for_nothing(client, ada):
    client.force_login(ada)
    assert client.get("/waiting/")["Location"] == "/"


# Nobody learns who is in


@pytest.fixture
def addresses(ada, gus, domain):
    """Every kind of address, each with the mail that tells its owner which it is."""
    finn = make_user("left")
    finn.deactivate(by=gus)
    return {
        ada.email: "You are a member already",
        finn.email: "You need an invitation",
        "nobody@anywhere.example": "You need an invitation",
        "otto@hospital.example": "Your code to confirm this address",
    }


def pages_of(step, addresses) -> dict:
    return {address: step(Client(), address) for address in addresses}


def assert_alike(answers: dict) -> None:
    found = {
        (answer.status_code, tuple(answer.redirect_chain), without_tokens(answer))
        for answer in answers.values()
    }
    assert len(found) == 1


def test_signing_up_answers_alike_for_every_address(addresses):
    assert_alike(pages_of(sign_up, addresses))
    assert {m.to[0]: m.subject for m in mail.outbox} == addresses


def test_a_wrong_code_after_signing_up_answers_alike(addresses):
    def step(client, address):
        sign_up(client, address)
        return enter_code(client, "WRONG1")

    assert_alike(pages_of(step, addresses))


def test_three_wrong_codes_answer_alike(addresses):
    def step(client, address):
        sign_up(client, address)
        for _try in range(3):
            answer = enter_code(client, "WRONG1")
        return answer

    assert_alike(pages_of(step, addresses))


def test_signing_up_takes_the_work_of_a_password_for_every_address(addresses, monkeypatch):
    hashed = []
    for module in ("accounts.forms.joining", "django.contrib.auth.base_user"):
        monkeypatch.setattr(
            f"{module}.make_password", lambda password, *a: hashed.append(password) or "!x"
        )
    for address in addresses:
        before = len(hashed)
        sign_up(Client(), address)
        assert len(hashed) == before + 1, address


def test_logging_in_with_a_password_answers_alike(addresses):
    User.objects.filter(email__in=addresses).update(password="!")

    def step(client, address):
        return client.post("/account/login/", {"login": address, "password": "wrong"}, follow=True)

    assert_alike(pages_of(step, addresses))


def test_asking_for_a_code_answers_alike(addresses):
    def step(client, address):
        return client.post("/account/login/code/", {"email": address}, follow=True)

    assert_alike(pages_of(step, addresses))


def test_a_wrong_login_code_answers_alike(addresses):
    def step(client, address):
        client.post("/account/login/code/", {"email": address})
        return client.post("/account/login/code/confirm/", {"code": "WRONG1"}, follow=True)

    assert_alike(pages_of(step, addresses))


def test_asking_for_a_new_password_answers_alike(addresses):
    def step(client, address):
        return client.post("/account/password/reset/", {"email": address}, follow=True)

    assert_alike(pages_of(step, addresses))


def test_the_right_password_of_somebody_who_left_answers_like_a_wrong_one(client, ada, gus):
    ada.set_password(PASSWORD)
    ada.save()
    ada.deactivate(by=gus)

    def step(client, password):
        data = {"login": ada.email, "password": password}
        return client.post("/account/login/", data, follow=True)

    assert_alike(pages_of(step, [PASSWORD, "wrong"]))


def test_guessing_passwords_is_stopped(client, ada):
    for _try in range(6):
        answer = client.post("/account/login/", {"login": ada.email, "password": "wrong"})
    assert "Too many failed login attempts" in answer.text


# One address per account


def test_whoever_signs_up_again_before_confirming_begins_anew(domain):
    first, second = Client(), Client()
    sign_up(first, "otto@hospital.example", name="Not Otto")
    sign_up(second, "otto@hospital.example", name="Otto", password="another-long-pass-phrase")
    enter_code(second, code_in(mail.outbox[-1]))
    otto = User.objects.get(email="otto@hospital.example")
    assert otto.name == "Otto"
    assert otto.check_password("another-long-pass-phrase")


def test_a_password_set_before_the_owner_confirmed_the_address_lets_nobody_in(domain):
    thief, owner = Client(), Client()
    sign_up(thief, "otto@hospital.example")
    owner.post("/account/login/code/", {"email": "otto@hospital.example"})
    owner.post("/account/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert owner.get("/account/email/").status_code == 200
    otto = User.objects.get(email="otto@hospital.example")
    assert otto.standing.is_member
    assert not otto.has_usable_password()


def test_a_thief_who_begins_anew_in_between_gets_nothing(domain):
    thief, owner = Client(), Client()
    sign_up(owner, "otto@hospital.example", password="the-owners-pass-phrase")
    code = code_in(mail.outbox[-1])
    sign_up(thief, "otto@hospital.example", password="the-thiefs-pass-phrase")
    enter_code(owner, code)
    assert not User.objects.get(email="otto@hospital.example").has_usable_password()


@pytest.fixture
def changing(client, ada, domain, hospital):
    """ada at the change of her address, recently proved."""
    ada.set_unusable_password()
    ada.email = "ada@hospital.example"
    ada.save()
    ada.emailaddress_set.update(email=ada.email)
    client.force_login(ada)

    def change(address):
        data = {"email": address, "action_add": ""}
        return client.post("/account/email/", data, follow=True)

    return change


def test_another_address_is_another_organisation(client, ada, changing, grid, gus):
    OrganisationDomain.objects.create(organisation=grid, domain="grid.example").verify(by=gus)
    changing("ada@grid.example")
    ada.refresh_from_db()
    assert ada.organisation.name == "Hospital"  # until confirmed
    enter_code(client, code_in(mail.outbox[-1]), follow=False)
    ada.refresh_from_db()
    assert (ada.email, ada.organisation) == ("ada@grid.example", grid)
    assert [a.email for a in ada.emailaddress_set.all()] == ["ada@grid.example"]


def test_an_address_of_no_organisation_leaves_none(client, ada, changing):
    changing("ada@anywhere.example")
    enter_code(client, code_in(mail.outbox[-1]), follow=False)
    ada.refresh_from_db()
    assert ada.organisation is None
    assert ada.standing.is_member  # once admitted, admitted


def test_the_address_of_somebody_else_is_refused_only_to_who_reads_its_mail(
    client, ada, cleo, changing
):
    answer = changing(cleo.email)
    assert "already" not in answer.text
    enter_code(client, code_in(mail.outbox[-1]), follow=False)
    ada.refresh_from_db()
    assert ada.email == "ada@hospital.example"


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
