"""What somebody leaves behind: it asks for an owner, and drafts go unread to a colleague."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditRecord, Role, Verb
from sharing.models import (
    Entry,
    Level,
    Notification,
    Status,
    ask_for_owners,
    assign_orphaned_drafts,
)
from sharing.models.entry import leaving
from tests.factories import make_entry, make_user

# Entries that ask for an owner


def test_stewards_are_asked_for_an_owner_once(ada, eva, gus):
    entry = make_entry(ada)
    ada.deactivate(by=gus)
    assert ask_for_owners() == 1
    assert ask_for_owners() == 0
    asked = Notification.objects.get(kind="owner_wanted")
    assert (asked.user, asked.entry) == (eva, entry)


def test_two_workers_with_one_list_ask_once(ada, eva, gus, monkeypatch):
    make_entry(ada)
    ada.deactivate(by=gus)
    ask = leaving._ask_for_owner

    def another_was_first(entry):
        monkeypatch.undo()
        assert ask_for_owners() == 1
        return ask(entry)

    monkeypatch.setattr(leaving, "_ask_for_owner", another_was_first)
    assert ask_for_owners() == 0
    assert Notification.objects.filter(kind="owner_wanted").count() == 1


def test_they_are_asked_again_when_the_next_owner_leaves(ada, eve, eva, gus):
    entry = make_entry(ada)
    ada.deactivate(by=gus)
    ask_for_owners()
    entry.hand_over(eve, by=eva)
    assert ask_for_owners() == 0
    eve.deactivate(by=gus)
    assert ask_for_owners() == 1


def test_without_a_steward_the_administrators_are_asked(ada, gus):
    make_entry(ada)
    ada.memberships.all().delete()
    ada.deactivate(by=gus)
    ask_for_owners()
    assert Notification.objects.get(kind="owner_wanted").user == gus


def test_a_steward_who_may_not_read_it_is_told_nothing(ada, gus, grid):
    outside = make_user("outside", grid, health=Role.STEWARD)
    make_entry(ada, level=Level.STRICT)
    ada.deactivate(by=gus)
    ask_for_owners()
    assert not Notification.objects.visible_to(outside).exists()


# Drafts that nobody can read


def test_a_draft_of_who_left_goes_unread_to_a_colleague(ada, ben, eve, cleo, gus):
    entry = make_entry(ada, status=Status.DRAFT)
    ada.deactivate(by=gus)
    assert assign_orphaned_drafts() == 1
    entry.refresh_from_db()
    assert entry.owner == ben  # the editor, of the same organisation
    assert entry.author == ada
    assert Entry.objects.visible_to(ben).filter(pk=entry.pk).exists()
    assert not Entry.objects.visible_to(gus).filter(pk=entry.pk).exists()
    assert assign_orphaned_drafts() == 0


@pytest.mark.parametrize("then", ["kept", "deleted"])
def test_a_draft_that_another_worker_was_first_with_does_not_keep_the_others_waiting(
    ada, ben, gus, monkeypatch, then
):
    entries = [make_entry(ada, status=Status.DRAFT) for _number in range(3)]
    ada.deactivate(by=gus)
    find = leaving.colleague_for

    def another_was_first(entry):
        colleague = find(entry)
        if entry == entries[0]:
            theirs = Entry.objects.get(pk=entry.pk)
            theirs.assign_unread(colleague)
            if then == "deleted":
                theirs.require = lambda *asked: None  # who may is not what is asked here
                theirs.delete_draft(by=colleague)
        return colleague

    monkeypatch.setattr(leaving, "colleague_for", another_was_first)
    assert assign_orphaned_drafts() == 2
    assert Entry.objects.filter(owner=ben).count() == (3 if then == "kept" else 2)


def test_a_draft_with_a_co_author_stays_with_them(ada, eve, ben, gus):
    entry = make_entry(ada, status=Status.DRAFT, co_authors=[eve])
    ada.deactivate(by=gus)
    assert assign_orphaned_drafts() == 0
    assert not Entry.objects.visible_to(ben).filter(pk=entry.pk).exists()


def test_a_draft_never_leaves_its_organisation(ada, gus, grid):
    make_user("outside", grid, health=Role.STEWARD)
    make_entry(ada, status=Status.DRAFT)
    ada.deactivate(by=gus)
    assert assign_orphaned_drafts() == 0


def test_at_red_only_somebody_named_gets_it(ada, ben, eve, gus):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.RED)
    named = make_entry(ada, status=Status.DRAFT, level=Level.RED, named_people=[eve])
    ada.deactivate(by=gus)
    assert assign_orphaned_drafts() == 1
    assert Entry.objects.visible_to(eve).get() == named
    assert not Entry.objects.visible_to(ben).filter(pk=entry.pk).exists()


def test_a_draft_that_its_author_carried_out_of_reach_stays_behind(ada, ben, grid, gus):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.STRICT)
    ada.set_organisation(grid, by=gus)
    assert assign_orphaned_drafts() == 1
    entry.refresh_from_db()
    assert entry.owner == ben


def test_a_draft_that_somebody_reads_is_not_assigned(ada, ben):
    entry = make_entry(ada, status=Status.DRAFT)
    assert assign_orphaned_drafts() == 0
    with pytest.raises(ValidationError):
        entry.assign_unread(ben)


def test_who_left_and_is_erased_later_leaves_once(ada, eva, gus):
    make_entry(ada)
    ada.deactivate(by=gus)
    ask_for_owners()
    ada.deactivate(by=gus)
    ada.erase(by=gus)
    assert ask_for_owners() == 0
    assert AuditRecord.objects.filter(verb=Verb.DEACTIVATED).count() == 1
