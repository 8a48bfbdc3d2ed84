"""Nobody learns who is in; and an address is one account's."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from accounts.models import OrganisationDomain, User
from tests.accounts.entering import PASSWORD, code_in, enter_code, sign_up, without_tokens
from tests.factories import make_user

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
