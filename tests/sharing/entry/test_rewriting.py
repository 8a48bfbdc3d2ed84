"""Writing what is there already: two tabs, suggestions, throwing away and restoring."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sharing.models import Entry, Level, Revision, Status
from tests.factories import (
    make_entry,
    make_pending,
    words,
)
from tests.sharing.entry.typed import edit, retyped, typed

pytestmark = pytest.mark.django_db


# Two tabs


def test_a_save_on_an_old_wording_shows_both_and_keeps_mine(as_ada, ada, ben):
    entry = make_entry(ada, status=Status.DRAFT, co_authors=[ben], words={"lesson": "One. Two."})
    mine = retyped(entry, lesson="One. Mine.", results="Only I changed this.")
    entry.revise(
        by=ben,
        base=1,
        words=entry.current_revision.words | {"lesson": "One. Theirs.", "problem": "Only he did."},
    )
    answer = as_ada.post(edit(entry), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ben saved while you were writing" in page
    assert "Mine" in page
    assert "Theirs" in page
    carried = dict(answer.context["conflict"].carried(answer.wsgi_request.POST))
    assert carried["problem"] == "Only he did."
    assert carried["results"] == "Only I changed this."
    assert carried["base"] == "2"
    as_ada.post(edit(entry), carried | {"lesson": "One. Mine.", "take_lesson": "mine"})
    entry.refresh_from_db()
    current = entry.current_revision
    assert (current.number, current.lesson) == (3, "One. Mine.")
    assert (current.problem, current.results) == ("Only he did.", "Only I changed this.")


def test_my_own_other_window_is_named_as_mine(as_ada, ada):
    entry = make_entry(ada, status=Status.DRAFT)
    sent = retyped(entry, lesson="From the first window.")
    as_ada.post(edit(entry), retyped(entry, lesson="From the second window."))
    page = as_ada.post(edit(entry), sent).content.decode()
    assert "You saved another wording in another window" in page
    assert "From the second" in page


def test_in_a_conflict_the_other_wording_can_be_chosen(as_ada, ada):
    entry = make_entry(ada, status=Status.DRAFT)
    sent = retyped(entry, lesson="Mine.", take_lesson="theirs", theirs_lesson="Theirs.")
    as_ada.post(edit(entry), sent)
    entry.refresh_from_db()
    assert entry.current_revision.lesson == "Theirs."


# Suggestions


def test_a_suggestion_waits_and_needs_a_word_on_what_changed(client, ada, cleo):
    entry = make_entry(ada)
    client.force_login(cleo)
    sent = words(title="Another title") | {"base": 1, "comment": ""}
    answer = client.post(edit(entry), sent)
    assert "comment" in answer.context["form"].errors
    answer = client.post(edit(entry), sent | {"comment": "Said more clearly."}, follow=True)
    assert "An editor looks at your wording" in answer.content.decode()
    revision = Revision.objects.get(state="pending")
    assert (revision.writer, revision.comment) == (cleo, "Said more clearly.")
    entry.refresh_from_db()
    assert entry.title != "Another title"


def test_a_suggestion_changes_nothing_but_words(client, ada, cleo):
    entry = make_entry(ada)
    client.force_login(cleo)
    client.post(edit(entry), typed(base=1, comment="Wider.", level=0, language="nl"))
    entry.refresh_from_db()
    assert (entry.level, entry.language) == (Level.GREEN, "en")


# Deleting and restoring


def test_a_draft_is_thrown_away_after_asking(as_ada, ada):
    entry = make_entry(ada, status=Status.DRAFT)
    address = reverse("sharing:entry_delete", args=[entry.public_id])
    assert entry.title in as_ada.get(address).content.decode()
    as_ada.post(address)
    assert not Entry.objects.exists()


def test_an_earlier_wording_is_restored_as_a_new_one(as_ada, ada):
    entry = make_entry(ada, status=Status.DRAFT, words={"lesson": "First."})
    entry.revise(by=ada, base=1, words=words(lesson="Second."))
    as_ada.post(reverse("sharing:entry_restore", args=[entry.public_id, 1]))
    entry.refresh_from_db()
    assert (entry.current_revision.number, entry.current_revision.lesson) == (3, "First.")


def test_a_pending_wording_of_another_is_not_there_to_restore(as_ada, ada, cleo):
    entry = make_entry(ada)
    pending = make_pending(entry, cleo)
    address = reverse("sharing:entry_restore", args=[entry.public_id, pending.number])
    assert as_ada.post(address).status_code == 404
