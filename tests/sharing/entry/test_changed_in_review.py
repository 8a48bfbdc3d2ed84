"""What is changed in review is asked about anew, and reviewers read all that they may."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sharing.models import Entry, Level, RestrictedDetail, Status
from tests.factories import make_entry

from .typed import retyped

pytestmark = pytest.mark.django_db


def at(name: str, entry, *more) -> str:
    return reverse(f"sharing:{name}", args=[entry.public_id, *more])


@pytest.fixture
def asked(ada, cleo):
    draft = make_entry(ada, status=Status.DRAFT, outcome="worked")
    draft.submit(by=ada, reviewers=[cleo])
    return draft


@pytest.fixture
def approved(client, asked, cleo):
    client.force_login(cleo)
    client.post(at("entry_approve", asked), {"comment": "I could use this."})
    asked.refresh_from_db()
    assert not asked.needs_outside_reader
    return asked


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "practice"},
        {"outcome": "failed"},
        {"detail_text": "The supplier is Pompen BV.", "detail_level": int(Level.AMBER)},
    ],
)
def test_other_facts_and_another_detail_void_approvals_as_other_words_do(
    client, approved, ada, changed
):
    client.force_login(ada)
    form = retyped(approved, kind=approved.kind, outcome=approved.outcome) | changed
    assert client.post(at("entry_edit", approved), form).status_code == 302
    approved.refresh_from_db()
    assert approved.needs_outside_reader


def test_a_save_that_changes_nothing_voids_nothing(client, approved, ada):
    client.force_login(ada)
    client.post(at("entry_edit", approved), retyped(approved, outcome=approved.outcome))
    approved.refresh_from_db()
    assert not approved.needs_outside_reader


def test_reviewers_read_the_restricted_detail_as_far_as_they_may(client, asked, ada, ben, cleo):
    RestrictedDetail.objects.set(asked, by=ada, level=Level.STRICT, text="The supplier is secret.")
    for user, is_shown in ((ben, True), (cleo, False)):
        client.force_login(user)
        page = client.get(at("entry_review", asked)).content.decode()
        assert ("The supplier is secret." in page) == is_shown


def test_an_answer_is_about_the_wording_that_was_read(client, asked, ada, cleo):
    client.force_login(cleo)
    html = client.get(at("entry_review", asked)).content.decode()
    assert 'name="revision" value="1"' in html
    words = asked.current_revision.words | {"lesson": "Another lesson."}
    asked.revise(by=ada, base=1, words=words)
    said = {"comment": "I could use this.", "revision": "1"}
    page = client.post(at("entry_approve", asked), said).content.decode()
    assert "Somebody changed the text. Read the new wording first." in page
    assert "I could use this." in page
    asked.refresh_from_db()
    assert asked.needs_outside_reader
    client.post(at("entry_approve", asked), said | {"revision": "2"})
    asked.refresh_from_db()
    assert not asked.needs_outside_reader


def test_what_was_changed_before_any_answer_is_not_published_from_an_older_page(client, ada, ben):
    """Above GREEN no outside reader is asked for: only the number of the wording tells."""
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER, outcome="worked")
    entry.submit(by=ada, reviewers=[])
    client.force_login(ada)
    client.post(at("entry_edit", entry), retyped(entry, outcome="failed"))
    client.force_login(ben)
    client.post(at("entry_publish", entry), {"revision": "1"})
    entry.refresh_from_db()
    assert (entry.status, entry.outcome) == (Status.IN_REVIEW, "failed")
    client.post(at("entry_publish", entry), {"revision": "2"})
    entry.refresh_from_db()
    assert entry.status == Status.PUBLISHED


def test_one_save_makes_one_new_wording_whatever_it_changes(client, asked, ada):
    client.force_login(ada)
    detail = {"detail_text": "The supplier is Pompen BV.", "detail_level": int(Level.AMBER)}
    form = retyped(asked, kind="practice", lesson="Another lesson.") | detail
    client.post(at("entry_edit", asked), form)
    assert asked.revisions.count() == 2
    client.post(
        at("entry_edit", asked),
        retyped(Entry.objects.get(pk=asked.pk)) | detail | {"kind": "lesson"},
    )
    assert asked.revisions.count() == 3


def test_who_changes_the_words_reads_beside_them_what_reviewers_said(client, ada, ben):
    entry = make_entry(ada, status=Status.IN_REVIEW)
    entry.ask_for_changes(by=ben, comment="Which pumps were they?")
    client.force_login(ada)
    page = client.get(reverse("sharing:entry_edit", args=[entry.public_id])).content.decode()
    assert "Which pumps were they?" in page
