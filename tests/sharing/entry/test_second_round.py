"""Sent back and asked again: the remark is at hand, what changed since is shown, the same people are asked."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.models import User
from sharing.models import Entry, Level, Status
from tests.factories import make_entry

pytestmark = pytest.mark.django_db


def at(name: str, entry) -> str:
    return reverse(f"sharing:{name}", args=[entry.public_id])


def page_for(client, user, address: str) -> str:
    client.force_login(user)
    return client.get(address).text


@pytest.fixture
def sent_back(ada, ben, cleo):
    """Ada's draft, which Cleo was asked to read and Ben, an editor who was not asked, gave back."""
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.ask_for_changes(by=ben, comment="Say **how** it was paid.")
    return Entry.objects.get(pk=entry.pk)


@pytest.fixture
def asked_again(sent_back, ada, ben, cleo):
    words = sent_back.current_revision.words | {"lesson": "Ask who pays."}
    sent_back.revise(by=ada, base=sent_back.current_revision.number, words=words)
    sent_back.submit(by=ada, reviewers=[ben, cleo])
    return Entry.objects.get(pk=sent_back.pk)


# The author


def test_who_asked_for_changes_and_what_they_said_come_first(client, sent_back, ada):
    page = page_for(client, ada, sent_back.get_absolute_url())
    assert "Ben asks for changes" in page
    assert "Only you see this draft" not in page
    said = "Say <strong>how</strong> it was paid."
    assert page.index("Ben asks for changes") < page.index(said) < page.index("Ask for review")
    assert page.count(said) == 1


def test_a_remark_is_safe_and_keeps_its_lines(client, ada, ben):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada)
    entry.ask_for_changes(by=ben, comment="One\ntwo <script>alert(1)</script> [[Hidden]]")
    page = page_for(client, ada, entry.get_absolute_url())
    assert re.search(r"One<br ?/?>\s*two", page)
    assert "<script>alert" not in page
    assert "data-entry" not in page


def test_a_draft_that_was_asked_about_again_and_taken_back_is_a_draft(client, asked_again, ada):
    asked_again.take_back(by=ada)
    page = page_for(client, ada, asked_again.get_absolute_url())
    assert "Only you see this draft" in page


def test_those_who_read_it_are_ticked_when_it_is_asked_again(client, sent_back, ada, ben, cleo):
    page = page_for(client, ada, at("entry_submit", sent_back))
    ticked = re.findall(r'<input type="checkbox" name="reviewers" value="(\d+)"[^>]* checked', page)
    assert sorted(map(int, ticked)) == sorted([ben.pk, cleo.pk])


def test_who_may_not_read_it_any_more_is_not_ticked(client, sent_back, ada, ben, cleo):
    User.objects.filter(pk=cleo.pk).update(is_active=False)
    page = page_for(client, ada, at("entry_submit", sent_back))
    assert f'value="{ben.pk}"' in page
    assert f'value="{cleo.pk}"' not in page
    Entry.objects.filter(pk=sent_back.pk).update(level=Level.RED)
    page = page_for(client, ada, at("entry_submit", sent_back))
    assert f'value="{ben.pk}"' not in page


# The reviewer


def test_a_reviewer_who_is_asked_again_reads_what_they_said(client, asked_again, ben, cleo):
    for reader in (ben, cleo):
        page = page_for(client, reader, at("entry_review", asked_again))
        assert page.count("Say <strong>how</strong> it was paid.") == 1
        assert "About version 1" in page


def test_a_reviewer_who_is_asked_again_sees_what_changed(client, asked_again, ben):
    page = page_for(client, ben, at("entry_review", asked_again))
    assert f"{at('entry_compare', asked_again)}?old=1&amp;new=2" in page
    assert "1 section changed" in page
    assert client.get(f"{at('entry_compare', asked_again)}?old=1&new=2").status_code == 200


def test_a_reviewer_reads_that_nothing_changed(client, sent_back, ada, ben):
    sent_back.submit(by=ada, reviewers=[ben])
    page = page_for(client, ben, at("entry_review", sent_back))
    assert "The words are the same as then." in page
    assert "Say <strong>how</strong> it was paid." in page


def test_what_was_said_where_it_was_stricter_stays_there(client, asked_again, dirk, ada, ben):
    asked_again.reviews.filter(reviewer=ben).update(level=Level.STRICT)
    asked_again.assign([dirk], by=ada)
    page = page_for(client, dirk, at("entry_review", asked_again))
    assert "it was paid" not in page


# Already handled


@pytest.mark.parametrize("name", ["entry_approve", "entry_ask_for_changes"])
def test_who_gave_it_back_and_answers_again_is_told_where_it_lies(client, sent_back, ben, name):
    client.force_login(ben)
    sent = {"comment": "And one thing more.", "revision": "1"}
    answer = client.post(at(name, sent_back), sent, follow=True)
    assert answer.redirect_chain == [(reverse("sharing:reviews"), 302)]
    assert "It lies with its author again." in answer.text
    answer = client.get(at("entry_review", sent_back), follow=True)
    assert "It lies with its author again." in answer.text


def test_who_did_not_give_it_back_learns_nothing(client, sent_back, cleo, dirk):
    for other in (cleo, dirk):
        client.force_login(other)
        assert client.get(at("entry_review", sent_back)).status_code == 404
