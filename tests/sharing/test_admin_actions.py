"""The actions of the panel are the verbs: each row by itself, and what was done is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry

from accounts.models import (
    Membership,
    OrganisationDomain,
    Role,
)
from sharing.models import (
    Barrier,
    Entry,
    Question,
    Revision,
    Status,
)
from tests.factories import (
    make_entry,
    make_sector,
)
from tests.sharing.doing.raising import ask, report
from tests.sharing.panel import OURS, act, changelist, decide, said

pytestmark = pytest.mark.django_db


def test_the_administrator_publishes_what_somebody_else_wrote(admin_client, ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    assert "outside its sectors" in said(decide(admin_client, "publish", entry))
    entry.approve(by=cleo)
    decide(admin_client, "publish", entry)
    entry.refresh_from_db()
    assert entry.status == Status.PUBLISHED


@pytest.mark.parametrize("action", ["approve", "publish", "ask_for_changes"])
def test_what_was_written_meanwhile_is_not_decided_about_unread(admin_client, ada, cleo, action):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.approve(by=cleo)
    shown = {f"read-{entry.pk}": str(entry.current_revision.number)}
    entry.take_back(by=ada)
    changed = entry.current_revision.words | {"lesson": "Another wording."}
    entry.revise(by=ada, base=entry.current_revision.number, words=changed)
    entry.submit(by=ada, reviewers=[cleo])
    for read in (shown, {f"read-{entry.pk}": "²"}, {"read-0": "1"}):
        assert said(act(admin_client, action, entry, comment="Good", **read))
        entry.refresh_from_db()
        assert entry.status == Status.IN_REVIEW
        assert not entry.reviews.filter(answered_at__gte=entry.current_revision.created_at).exists()


def test_one_refusal_does_not_stop_the_others(admin_client, ada):
    published, draft = make_entry(ada), make_entry(ada, status=Status.IN_REVIEW)
    response = act(admin_client, "archive", published, draft, reason="Old")
    published.refresh_from_db()
    assert published.status == Status.ARCHIVED
    assert draft.public_id in said(response)
    assert draft.title not in said(response)


def test_a_role_is_given_through_the_verb_and_never_to_oneself(admin_client, gus, finn):
    energy = make_sector("energy")
    answers = {"sector": energy.pk, "role": int(Role.STEWARD)}
    page = act(admin_client, "give_role", finn)
    assert 'name="answered"' in page.content.decode()
    act(admin_client, "give_role", finn, **answers)
    assert Membership.objects.get(user=finn, sector=energy).role == Role.STEWARD
    act(admin_client, "give_role", gus, **answers)
    assert not Membership.objects.filter(user=gus).exists()


def test_nobody_decides_about_their_own_organisation(admin_client, gus, finn, grid):
    act(admin_client, "set_organisation", gus, finn, organisation=grid.pk)
    gus.refresh_from_db()
    finn.refresh_from_db()
    assert gus.organisation is None
    assert finn.organisation == grid


def test_a_pending_wording_is_accepted(admin_client, listed):
    pending = Revision.objects.pending().get()
    act(admin_client, "accept", pending)
    listed.refresh_from_db()
    assert listed.current_revision == pending


def test_the_admin_log_holds_ids_and_no_addresses(admin_client, gus, finn, listed):
    act(admin_client, "deactivate", finn)
    admin_client.post(changelist(Entry), {"action": "archive", ACTION_CHECKBOX_NAME: [listed.pk]})
    text = " ".join(f"{e.object_repr} {e.change_message}" for e in LogEntry.objects.all())
    assert finn.email not in text
    assert listed.title not in text


def test_a_public_mail_provider_is_refused_with_a_reason(admin_client, hospital):
    domain = OrganisationDomain.objects.create(organisation=hospital, domain="gmail.com")
    assert "Anybody can get an address" in said(act(admin_client, "verify", domain))
    domain.refresh_from_db()
    assert domain.verified_at is None


def test_the_guide_lists_every_action_and_no_other():
    text = (Path(__file__).parents[2] / "docs/admin.md").read_text()
    told = set(re.findall(r"^\| (\w+) \| `(\w+)` \|", text, re.MULTILINE))
    found = {
        (model._meta.model_name, action.__name__)
        for model in OURS
        for action in admin.site._registry[model].actions
    }
    assert told == found


def test_pulling_back_says_what_already_went_out(admin_client, ada):
    entry = make_entry(ada)
    action = {"action": "pull_back", "_selected_action": [entry.pk], "answered": "1", "reason": ""}
    said = admin_client.post(changelist(Entry), action, follow=True).content.decode()
    assert "Nobody had it in a digest." in said
    assert "In no export and no feed." in said


@pytest.mark.parametrize("model", [Barrier, Question])
def test_what_was_raised_is_withdrawn_here(admin_client, ada, model):
    row = report(ada) if model is Barrier else ask(ada)
    admin_client.post(changelist(model), {"action": "withdraw", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.withdrawn_at
