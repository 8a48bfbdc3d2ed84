"""Who locks several rows does so in one order, and pointing to a row waits for nobody: no two wait crosswise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.signals import post_delete, pre_delete
from django.urls import reverse
from django.utils import timezone

from sharing.models import Application, Entry, Situation, Step, ask_how_it_is
from sharing.models.doing import stairs
from tests.at_once import Meeting, at_once
from tests.factories import make_entry

pytestmark = pytest.mark.django_db(transaction=True)


def then(begin, meeting):
    """A verb's beginning, and after it a meeting."""

    def begun(*given):
        begin(*given)
        meeting.wait()

    return begun


def test_a_step_is_recorded_while_the_sweep_asks_how_it_is(monkeypatch, ada, cleo):
    entry = make_entry(ada)
    Application.objects.record(entry, by=cleo, step=Step.CONSIDERING)
    Application.objects.update(changed_at=timezone.now() - timedelta(days=200))
    both_began = Meeting()

    class Waiting(dict):
        def get(self, step):
            both_began.wait()
            return super().get(step)

    monkeypatch.setattr(stairs, "QUIET_FOR", Waiting(stairs.QUIET_FOR))
    monkeypatch.setattr(Entry, "begin", then(Entry.begin, both_began))
    said = at_once(
        lambda: Application.objects.record(entry, by=cleo, step=Step.PILOTING).step,
        ask_how_it_is,
    )
    assert said[0] == Step.PILOTING
    assert said[1] in (0, 1)


def test_two_entries_are_archived_for_each_other_at_once(monkeypatch, ada):
    one, two = make_entry(ada), make_entry(ada)
    both_began = Meeting()
    monkeypatch.setattr(Entry, "begin", then(Entry.begin, both_began))
    said = at_once(
        lambda: one.archive(by=ada, superseded_by=two),
        lambda: two.archive(by=ada, superseded_by=one),
    )
    assert said == [None, None]


def test_a_situation_is_thrown_away_while_the_sweep_fits_it(client, ada, cleo):
    situation = Situation.objects.create(user=ada, text="We open a ward.", language="en")
    entry = make_entry(cleo, home="energy")
    situation.keep_fitting([entry.pk], text=situation.text)
    both_began = Meeting()
    throw_away = reverse("sharing:situation_delete", args=[situation.public_id])

    def before(origin, **_):
        if not isinstance(origin, Situation):
            both_began.wait()

    def after(sender, origin, **_):
        if isinstance(origin, Situation) and sender is not Situation:
            both_began.wait()

    client.force_login(ada)
    pre_delete.connect(before)
    post_delete.connect(after)
    try:
        said = at_once(
            lambda: client.post(throw_away).status_code,
            lambda: situation.keep_fitting([entry.pk], text=situation.text),
        )
    finally:
        pre_delete.disconnect(before)
        post_delete.disconnect(after)
    assert said[0] == 302
    assert said[1] in (True, False)
    assert not Situation.objects.exists()
