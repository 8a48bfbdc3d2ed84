"""Barriers said in other words, and withdrawn."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from sharing.models import (
    Barrier,
    Entry,
    Level,
    Notification,
)
from tests.factories import make_entry
from tests.sharing.doing.raising import report

pytestmark = pytest.mark.django_db


def test_who_reported_it_and_its_stewards_say_it_in_other_words_and_nobody_else(ada, ben, eva):
    barrier = report(ada, text="Mrs Jansen of the ward objects.")
    with pytest.raises(PermissionDenied):
        barrier.reword(by=ben, text="Nothing.")
    for by in (ada, eva):
        barrier.reword(by=by, title="No legal basis", text=f"Somebody objects ({by.name}).")
        barrier.refresh_from_db()
        assert f"Somebody objects ({by.name})." in barrier.rendered
    with pytest.raises(ValidationError):
        barrier.reword(by=ada, title="x" * 200)


def test_withdrawn_it_stands_in_no_list_and_nothing_is_done_with_it(ada, cleo):
    barrier = report(ada)
    barrier.withdraw(by=ada)
    barrier = Barrier.objects.with_abilities(cleo).get(pk=barrier.pk)
    assert not Barrier.objects.standing().exists()
    assert not barrier.can_meet
    with pytest.raises(PermissionDenied):
        barrier.meet(by=cleo)


def test_a_barrier_is_reworded_whatever_became_of_the_entry_it_was_made_from(ada):
    entry = make_entry(ada)
    barrier = report(ada, entry=entry, text="Mrs Jansen objects.")
    Entry.objects.filter(pk=entry.pk).update(level=Level.STRICT)
    barrier.reword(by=ada, text="Somebody objects.")
    barrier.refresh_from_db()
    assert barrier.text == "Somebody objects."


def test_what_is_withdrawn_leaves_inboxes_and_mails_and_figures(ada, tess, town):
    entry = make_entry(ada)
    barrier = report(ada, title="Mrs Jansen objects", addressed_to=town, entry=entry)
    assert Notification.objects.visible_to(tess).exists()
    barrier.withdraw(by=ada)
    assert not Notification.objects.visible_to(tess).exists()


def test_who_reported_it_withdraws_it_only_while_nobody_picked_it_up(ada, eva):
    barrier = report(ada)
    Barrier.objects.filter(pk=barrier.pk).update(state="picked_up", picked_up_at=timezone.now())
    with pytest.raises(PermissionDenied):
        barrier.withdraw(by=ada)
    barrier.withdraw(by=eva)
