"""Leaving: what was owned gets an owner, what was theirs alone goes, what was written stays."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import AuditRecord, Invitation, Role, User, Verb
from sharing.models import (
    Entry,
    FollowedTheme,
    Level,
    Notification,
    Saved,
    Status,
    ask_for_owners,
    assign_orphaned_drafts,
    forget_erased,
    heirs,
)
from sharing.models.entry import leaving
from tests.factories import make_entry, make_sector, make_theme, make_user


@pytest.fixture
def eve(hospital):
    """Another contributor in health care at the hospital: who takes over."""
    return make_user("eve", hospital, health=Role.CONTRIBUTOR)


# Handing over


def test_an_owner_hands_over_what_they_published(ada, eve):
    entry = make_entry(ada)
    entry.hand_over(eve, by=ada)
    entry.refresh_from_db()
    assert (entry.owner, entry.author) == (eve, ada)
    assert not entry.co_authors.exists()
    assert Notification.objects.get(user=eve).kind == "handed_over"
    assert AuditRecord.objects.filter(verb=Verb.ASSIGNED, subject=eve, actor=ada).exists()


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_who_gets_unpublished_words_can_go_on_writing(ada, eve, status):
    entry = make_entry(ada, status=status)
    entry.hand_over(eve, by=ada)
    assert Entry.objects.with_abilities(eve).get(pk=entry.pk).can_edit
    assert entry.author == ada


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED])
def test_nobody_hands_over_what_is_not_theirs(ada, ben, cleo, eve, status):
    entry = make_entry(ada, status=status)
    for other in (ben, cleo):
        with pytest.raises(PermissionDenied):
            entry.hand_over(eve, by=other)


def test_a_steward_hands_over_what_is_published(ada, eva, eve):
    entry = make_entry(ada)
    entry.hand_over(eve, by=eva)
    entry.refresh_from_db()
    assert entry.owner == eve


def test_it_goes_only_to_who_writes_in_its_sector(ada, finn, cleo):
    entry = make_entry(ada)
    for other in (finn, cleo):  # a reader, a contributor elsewhere
        with pytest.raises(ValidationError):
            entry.hand_over(other, by=ada)


def test_it_goes_only_to_who_may_read_it(ada, grid):
    outside = make_user("outside", grid, health=Role.EDITOR)
    entry = make_entry(ada, level=Level.STRICT)
    assert outside not in heirs(entry, besides=ada)
    with pytest.raises(ValidationError):
        entry.hand_over(outside, by=ada)


@pytest.mark.parametrize("level", list(Level))
def test_everybody_who_is_offered_may_get_it(ada, ben, cleo, eva, eve, finn, grid, level):
    make_user("outside", grid, health=Role.EDITOR)
    entry = make_entry(ada, level=level, named_people=[eve])
    offered = set(heirs(entry, besides=ada))
    assert eve in offered
    assert offered == {u for u in User.objects.exclude(pk=ada.pk) if entry.may_be_given_to(u)}


def test_the_pages_hand_over(client, ada, eve):
    entry = make_entry(ada)
    client.force_login(ada)
    assert entry.title in client.get("/you/entries/").text
    page = f"/you/entries/{entry.public_id}/-/hand-over/"
    assert "Eve, Hospital" in client.get(page).text
    client.post(page, {"to": eve.public_id})
    entry.refresh_from_db()
    assert entry.owner == eve
    assert client.get(page).status_code == 404  # no longer in hand


def test_what_is_not_in_hand_is_not_found(client, ada, ben):
    entry = make_entry(ada)
    client.force_login(ben)
    assert client.get(f"/you/entries/{entry.public_id}/-/hand-over/").status_code == 404


# Leaving


def leave(user, how: str) -> Client:
    client = Client()
    client.force_login(user)
    user.set_unusable_password()
    answer = client.post("/you/leave/", {"how": how})
    assert answer.status_code == 302
    return client


def test_who_leaves_is_out_at_once_and_their_words_stay(leaver):
    entry = make_entry(leaver)
    client = leave(leaver, "keep")
    assert "_auth_user_id" not in client.session
    leaver.refresh_from_db()
    assert (leaver.is_active, leaver.shown_name) == (False, "Ada")
    entry.refresh_from_db()
    assert (entry.author, entry.status) == (leaver, Status.PUBLISHED)


def test_who_leaves_is_out_on_every_device(leaver):
    other = Client()
    other.force_login(leaver)
    leave(leaver, "keep")
    assert not other.get("/levels/").wsgi_request.user.is_authenticated


def test_an_erased_member_is_a_former_member(leaver, eva):
    invitation, _token = Invitation.objects.invite(leaver.email, make_sector("health"), 20, by=eva)
    invitation.redeem(leaver)
    make_entry(leaver)
    leave(leaver, "erase")
    gone = User.objects.get(pk=leaver.pk)
    assert gone.shown_name == "Former member"
    assert gone.email.endswith("@erased.invalid")
    assert not gone.memberships.exists()
    invitation.refresh_from_db()
    kept = [str(vars(gone)), str(vars(invitation)), str(list(AuditRecord.objects.values()))]
    assert not any("ada@example.org" in text or "Ada" in text for text in kept)


def test_the_last_administrator_stays(gus, client):
    User.objects.filter(pk=gus.pk).update(password="!")
    client.force_login(User.objects.get(pk=gus.pk))
    answer = client.post("/you/leave/", {"how": "keep"})
    assert "last administrator" in answer.text
    assert User.objects.get(pk=gus.pk).is_active


def test_leaving_asks_for_the_password_again(client, ada):
    ada.set_password("a-long-enough-pass-phrase")
    ada.save()
    client.force_login(ada)
    for path, data in (("/you/leave/", {"how": "erase"}), ("/you/data/", {})):
        answer = client.post(path, data)
        assert answer["Location"].startswith("/account/reauthenticate/")
    assert User.objects.get(pk=ada.pk).is_active


def test_the_page_of_my_data_asks_for_the_password_before_it_offers_the_file(client, ada):
    ada.set_password("a-long-enough-pass-phrase")
    ada.save()
    client.force_login(ada)
    answer = client.get("/you/data/", follow=True)
    page, _status = answer.redirect_chain[-1]
    answer = client.post(page, {"password": "a-long-enough-pass-phrase", "next": "/you/data/"})
    assert answer["Location"] == "/you/data/"
    assert "Make the file" in client.get("/you/data/").text


def test_what_was_for_an_erased_member_alone_goes(leaver, gus):
    entry = make_entry(leaver)
    Saved.objects.create(user=leaver, entry=entry)
    Saved.objects.create(user=gus, entry=entry)
    FollowedTheme.objects.create(user=leaver, theme=make_theme("open-data"))
    Notification.objects.tell([leaver.pk], "published", entry=entry)
    leaver.erase(by=leaver)
    assert forget_erased() == 3
    assert [saved.user for saved in Saved.objects.all()] == [gus]
    assert forget_erased() == 0


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
