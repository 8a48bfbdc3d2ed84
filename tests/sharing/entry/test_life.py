"""An entry from draft to archive, by the people who may."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import AuditRecord, Role
from sharing.models import Action, Entry, Level, Notification, Reach, Revision, StaleBase, Status
from tests.factories import (
    approve_outside,
    make_entry,
    make_pending,
    make_sector,
    make_user,
    put_into,
    words,
)

pytestmark = pytest.mark.django_db


def test_a_draft_is_read_by_its_author_alone(ada, ben, eva, gus, visitor):
    entry = make_entry(ada, status=Status.DRAFT)
    assert entry.is_visible_to(ada)
    for other in (ben, eva, gus, visitor):
        assert not entry.is_visible_to(other)


def test_the_whole_way_from_draft_to_published(ada, ben, cleo, visitor):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    assert entry.is_visible_to(cleo)
    with pytest.raises(ValidationError):
        entry.publish(entry.current_revision, by=ben)
    entry.approve(by=cleo, comment="We could use this.")
    entry.publish(entry.current_revision, by=ben)
    assert entry.status == Status.PUBLISHED
    assert entry.is_visible_to(cleo)
    assert not entry.is_visible_to(visitor)
    verbs = list(AuditRecord.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["submitted", "assigned", "approved", "published"]


def test_asked_twice_for_the_same_review_it_is_asked_once(ada, ben, cleo, dirk):
    entry = make_entry(ada, status=Status.DRAFT)
    for _click in range(2):
        Entry.objects.get(pk=entry.pk).submit(by=ada, reviewers=[cleo])
    entry.refresh_from_db()
    assert entry.round == 1
    assert entry.reviews.count() == Notification.objects.filter(user=cleo).count() == 1
    for by, other in ((ada, dirk), (ben, cleo)):  # another question; another one who asks
        with pytest.raises(PermissionDenied):
            entry.submit(by=by, reviewers=[other])


def test_nobody_publishes_their_own_words(ben, cleo, eva):
    entry = make_entry(ben, status=Status.DRAFT)
    entry.submit(by=ben, reviewers=[cleo])
    entry.approve(by=cleo)
    with pytest.raises(PermissionDenied):
        entry.publish(entry.current_revision, by=ben)
    entry.publish(entry.current_revision, by=eva)


def test_a_reader_cannot_publish(ada, cleo, finn):
    entry = make_entry(ada, status=Status.IN_REVIEW)
    with pytest.raises(PermissionDenied):
        entry.publish(entry.current_revision, by=finn)


def test_an_editor_of_an_also_sector_publishes_where_home_has_none_free(ada, cleo, dirk):
    entry = make_entry(ada, status=Status.IN_REVIEW, also=["energy"])
    assert entry.can(dirk, Action.PUBLISH)
    make_user("extra", health=Role.EDITOR)
    assert not entry.can(dirk, Action.PUBLISH)


def test_a_new_wording_voids_approvals(ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.approve(by=cleo)
    entry.revise(by=ada, base=1, words=words())
    with pytest.raises(ValidationError):
        entry.publish(entry.current_revision, by=ben)
    assert entry.reviews.waiting().get().reviewer == cleo


def test_a_save_on_an_old_base_is_refused_and_loses_nothing(ada):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.revise(by=ada, base=1, words=words())
    with pytest.raises(StaleBase) as refusal:
        entry.revise(by=ada, base=1, words=words())
    assert refusal.value.current.number == 2


def test_a_suggestion_waits_for_an_editor(ada, ben, cleo, finn):
    entry = make_entry(ada)
    revision = entry.revise(by=cleo, base=1, words=words())
    assert revision.state == Revision.State.PENDING
    assert entry.current_revision.number == 1
    assert Revision.objects.visible_to(ben).filter(pk=revision.pk).exists()
    assert not Revision.objects.visible_to(finn).filter(pk=revision.pk).exists()
    with pytest.raises(PermissionDenied):
        revision.accept(by=cleo)
    revision.accept(by=ben)
    entry.refresh_from_db()
    assert entry.current_revision == revision


def test_a_pending_wording_on_an_old_base_is_refused(ada, ben, cleo, dirk):
    entry = make_entry(ada)
    first = make_pending(entry, cleo)
    second = make_pending(entry, dirk)
    first.accept(by=ben)
    with pytest.raises(StaleBase):
        second.accept(by=ben)


def test_changes_asked_for_make_it_a_draft_again(ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.ask_for_changes(by=cleo, comment="What did it cost?")
    assert entry.status == Status.DRAFT
    assert not entry.is_visible_to(cleo)


def test_making_wider_keeps_older_wordings_at_their_level(ada, ben, cleo):
    entry = make_entry(ada, level=Level.AMBER)
    approve_outside(entry, cleo)
    entry.share(Reach(Level.GREEN, entry.home_sector_id), by=ben)
    assert entry.is_visible_to(cleo)
    seen = Revision.objects.visible_to(cleo).filter(entry=entry)
    assert [r.number for r in seen] == [2]
    assert entry.current_revision.number == 2


def test_break_glass_opens_the_page_and_nothing_else(ada, gus):
    entry = make_entry(ada, level=Level.RED)
    assert Entry.break_glass("nothing-there", by=gus, reason="Incident 12") is None
    Entry.break_glass(entry.public_id, by=gus, reason="Incident 12")
    assert Entry.objects.opened_by(gus).filter(pk=entry.pk).exists()
    assert not Entry.objects.visible_to(gus).filter(pk=entry.pk).exists()
    assert not entry.can(gus, Action.ARCHIVE)
    assert ada.notifications.get().kind == "glass_broken"


def test_list_check_and_flag_agree(ada, ben, cleo, dirk, eva, finn, gus):
    entries = [
        make_entry(ada, status=status, level=level, also=["energy"])
        for status in Status
        for level in Level
    ]
    assert entries
    for person in (ada, ben, cleo, dirk, eva, finn, gus):
        for entry in Entry.objects.with_abilities(person):
            for action in Entry.objects.all().rules:
                flag = getattr(entry, f"can_{action.value}")
                assert flag == entry.can(person, action), (person.name, action, entry.status)


def test_an_author_who_left_reads_nothing_at_amber_strict(ada, grid):
    entry = make_entry(ada, level=Level.STRICT)
    assert entry.is_visible_to(ada)
    ada.organisation = grid
    ada.save()
    del ada._standing
    assert not entry.is_visible_to(ada)


def test_put_into_review_needs_the_required_sections(ada):
    entry = make_entry(ada, status=Status.DRAFT, words={"privacy": ""})
    with pytest.raises(ValidationError) as refusal:
        entry.submit(by=ada)
    assert set(refusal.value.message_dict) == {"privacy"}
    assert make_sector("health").slug == "health"
    put_into(entry, Status.DRAFT)


def test_one_click_pulls_it_back_and_says_what_went_out(client, ada):
    entry = make_entry(ada)
    client.force_login(ada)
    page = client.get(reverse("sharing:entry_detail", args=[entry.public_id])).content.decode()
    address = reverse("sharing:entry_pull_back", args=[entry.public_id])
    assert f'<form method="post" action="{address}">' in page
    told = client.post(address, follow=True).content.decode()
    assert entry.is_published
    entry.refresh_from_db()
    assert entry.status == Status.IN_REVIEW
    for way in ("By mail", "By export and feed", "By reading"):
        assert way in told
