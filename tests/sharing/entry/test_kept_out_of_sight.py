"""What was typed into a form goes out of sight with what it is about: the words of others stand in it."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from accounts.models import Membership, Role, User
from sharing.models import Application, Concern, Level, RestrictedDetail, Status, Step, UnsavedText
from sharing.transfer.own_data import own_data
from tests.factories import make_entry, make_organisation, make_sector, make_user
from tests.sharing.doing.raising import ask, report

pytestmark = pytest.mark.django_db
THEIRS = "Words of another."


def keep(user, key: str, **fields) -> str:
    """Keeps THEIRS under this key; returns the address at which it is read."""
    UnsavedText.objects.keep(user, key, {"text": [THEIRS]} | fields, base=None)
    return f"/unsaved/{key}/"


def shown_at(client, user, address: str) -> bool:
    client.force_login(user)
    return THEIRS in client.get(address, headers={"accept": "text/html"}).text


def exported(user) -> tuple[bool, str]:
    data = own_data(User.objects.get(pk=user.pk))
    return THEIRS in json.dumps(data, default=str), data["level"]


@pytest.mark.parametrize("form", ["question-words", "barrier-act-reword"])
def test_words_of_what_one_may_read_no_more_are_neither_shown_nor_exported(client, dirk, form):
    steward = make_user("stef", energy=Role.STEWARD)
    if form == "question-words":
        thing = ask(dirk, sector="energy", level=Level.AMBER)
    else:
        about = {"home_sector": make_sector("energy"), "addressed_to": make_organisation("Law")}
        thing = report(dirk, level=Level.AMBER, **about)
    address = keep(steward, f"{form}-{thing.public_id}")
    assert shown_at(client, steward, address)
    assert exported(steward) == (True, "TLP:AMBER")
    Membership.objects.filter(user=steward).delete()
    assert not shown_at(client, steward, address)
    assert exported(steward) == (False, "TLP:GREEN")


def test_an_answer_to_a_concern_about_a_red_entry_is_in_no_export(client, ada, cleo):
    entry = make_entry(cleo, home="energy")
    concern = Concern.objects.report(entry, by=ada, text="It worries me.")
    keep(ada, f"concern-answer-{concern.pk}")
    assert exported(ada)[0]
    type(entry).objects.filter(pk=entry.pk).update(level=Level.RED)
    entry.named_people.add(ada)
    assert not exported(ada)[0]


def test_what_is_said_for_an_organisation_stays_with_it(client, ada, cleo):
    entry, old = make_entry(cleo, home="energy"), ada.organisation
    Application.objects.record(entry, by=ada, step=Step.PILOTING)
    keep(ada, f"application-{old.pk}-{entry.public_id}", came_of_it=[THEIRS])
    record = reverse("sharing:application_record", args=[entry.public_id])
    assert shown_at(client, ada, record)
    User.objects.filter(pk=ada.pk).update(organisation=make_organisation("New"))
    moved = User.objects.get(pk=ada.pk)
    assert not shown_at(client, moved, record)
    assert not shown_at(client, moved, f"/unsaved/application-{old.pk}-{entry.public_id}/")
    assert not exported(moved)[0]


def test_nobody_learns_by_keeping_a_text_whether_an_entry_is_there(client, ada, cleo):
    hidden = make_entry(cleo, home="energy", level=Level.RED)
    for form in ("x", "application-1", "concern", "answer", "reword"):
        answers = []
        for public_id in (hidden.public_id, "zzzzzzzzzz"):
            address = keep(ada, f"{form}-{public_id}")
            client.force_login(ada)
            page = client.get(address, headers={"accept": "text/html"}).text
            answers.append(THEIRS in page)
        assert answers[0] == answers[1], form
    assert exported(ada)[0]  # of an unknown form it is one's own


def test_a_detail_that_its_author_reads_no_more_does_not_come_back_with_what_was_typed(
    client, ada, ben
):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER)
    entry.co_authors.add(ben)
    RestrictedDetail.objects.set(entry, by=ada, level=Level.STRICT, text="First.")
    RestrictedDetail.objects.set(entry, by=ben, level=Level.STRICT, text=THEIRS)
    typed = {"lesson": ["Another lesson."], "detail_text": [THEIRS], "detail_level": ["3"]}
    UnsavedText.objects.keep(ada, entry.public_id, typed, base=1)
    again = f"/entries/{entry.public_id}/-/edit/?continue=1"
    assert shown_at(client, ada, again)
    User.objects.filter(pk=ada.pk).update(organisation=None)
    assert not shown_at(client, User.objects.get(pk=ada.pk), again)
    assert "Another lesson." in client.get(again).text


def test_one_s_own_data_tell_no_level_of_an_entry_behind_a_question_that_one_does_not_see(
    ada, cleo
):
    entry = make_entry(cleo, home="energy")
    question = ask(cleo, entry=entry)
    keep(ada, f"answer-{question.public_id}")
    for level in (Level.AMBER, Level.STRICT, Level.RED):
        type(entry).objects.filter(pk=entry.pk).update(level=level)
        assert exported(ada) == (True, "TLP:GREEN")


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.DRAFT])
def test_typing_a_restricted_detail_tells_nobody_whether_there_is_one(client, ada, cleo, status):
    Membership.objects.create(user=cleo, sector=make_sector("health"), role=Role.CONTRIBUTOR)
    writer, offered = User.objects.get(pk=cleo.pk), []
    for has_detail in (True, False):
        entry = make_entry(ada, status=status)
        if has_detail:
            detail = RestrictedDetail.objects.create(entry=entry, level=Level.RED)
            detail.add_revision(writer=ada, text="Secret.")
        if status == Status.DRAFT:
            entry.co_authors.add(writer)
        client.force_login(writer)
        client.post(f"/unsaved/{entry.public_id}/", {"base": "1", "detail_text": THEIRS})
        offered.append("continue=1" in client.get(f"/entries/{entry.public_id}/-/edit/").text)
    assert offered == [False, False]
