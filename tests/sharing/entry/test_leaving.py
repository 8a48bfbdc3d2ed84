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
    forget_erased,
    heirs,
)
from tests.factories import make_entry, make_sector, make_theme, make_user

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


def test_an_erased_member_is_a_former_member(leaver, eva, gus):
    invitation, _token = Invitation.objects.invite(
        leaver.email, make_sector("health"), 20, by=eva, language="nl", sentence="Ada led a drill."
    )
    earlier, _token = Invitation.objects.invite(
        leaver.email, make_sector("energy"), 20, by=gus, sentence="Ada knows why."
    )
    invitation.redeem(leaver)
    make_entry(leaver)
    leave(leaver, "erase")
    gone = User.objects.get(pk=leaver.pk)
    assert gone.shown_name == "Former member"
    assert gone.email.endswith("@erased.invalid")
    assert not gone.memberships.exists()
    invitation.refresh_from_db()
    earlier.refresh_from_db()
    assert (invitation.language, invitation.sentence) == ("en", "")
    assert not earlier.is_open
    kept = [str(vars(one)) for one in (gone, invitation, earlier)]
    kept += [str(list(AuditRecord.objects.values()))]
    assert not any("ada@example.org" in text or "Ada" in text for text in kept)


def test_no_invitation_keeps_the_address_of_an_erased_member(leaver, eva, gus):
    def invited(address):
        return Invitation.objects.invite(address, make_sector("health"), 20, by=eva)[0]

    withdrawn, old, other = (invited(a) for a in (leaver.email, leaver.email, "b@example.org"))
    withdrawn.withdraw(by=eva)
    Invitation.objects.filter(pk=old.pk).update(email="Ada@Example.org")
    leaver.erase(by=gus)
    kept = Invitation.objects.order_by("pk").values_list("email", flat=True)
    gone = f"{leaver.public_id}@erased.invalid"
    assert list(kept) == [gone, gone, other.email]


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
