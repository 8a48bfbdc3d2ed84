"""The admin panel shows what its reader may see, and its actions are the verbs."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import (
    AuditRecord,
    Invitation,
    Membership,
    OrganisationDomain,
    Role,
    User,
)
from sharing.models import (
    Barrier,
    BreakGlassGrant,
    Concern,
    DigestSubscription,
    Entry,
    Frequency,
    Level,
    Question,
    Review,
    Revision,
    Standard,
    Status,
)
from tests.factories import (
    make_entry,
    make_organisation,
    make_pending,
    make_sector,
    make_theme,
    make_user,
)
from tests.sharing.doing.raising import ask, report

pytestmark = pytest.mark.django_db
OURS = [m for m in admin.site._registry if m._meta.app_label in ("accounts", "sharing")]


def changelist(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def change(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def act(client, name, *rows, **answers):
    data = {"action": name, ACTION_CHECKBOX_NAME: [row.pk for row in rows]}
    if answers:
        data |= {"answered": "1", **answers}
    return client.post(changelist(type(rows[0])), data, follow=True)


def decide(client, name, *rows, **answers):
    """An action about what its page in between showed."""
    page = act(client, name, *rows).content.decode()
    shown = dict(re.findall(r'name="(read-\d+)" value="(\d+)"', page))
    assert len(shown) == len(rows)
    return act(client, name, *rows, **shown, **answers)


def said(response) -> str:
    return " ".join(str(m) for m in response.context["messages"])


@pytest.fixture
def admin_client(client, gus):
    client.force_login(gus)
    return client


@pytest.fixture
def community(ada, ben, cleo, eva, hospital):
    make_theme("alarms")
    OrganisationDomain.objects.create(organisation=hospital, domain="hospital.example")
    published = make_entry(ada)
    make_pending(published, cleo)
    Concern.objects.report(published, by=cleo, text="Is this still so?")
    return published


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.model_name)
def test_every_list_and_page_opens_in_at_most_twelve_queries(model, admin_client, community):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = admin_client.get(changelist(model))
    assert response.status_code == 200
    assert len(queries) <= 12
    row = model._default_manager.first()
    if row is not None:
        assert admin_client.get(change(row)).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.model_name)
def test_a_list_is_searched_without_error_whatever_is_typed(model, admin_client, community):
    for text in ("alarm", '"', "%_\\", "x" * 3000, "é🚒"):
        assert admin_client.get(changelist(model), {"q": text}).status_code == 200


def enlarge(number: int, gus) -> None:
    """One more row in every list of the panel."""
    sector = make_sector(f"sector{number}")
    make_theme(f"theme{number}")
    Standard.objects.create(slug=f"standard{number}", name=f"Standard {number}")
    organisation = make_organisation(f"Organisation {number}", sector.slug)
    OrganisationDomain.objects.create(organisation=organisation, domain=f"o{number}.example")
    writer = make_user(f"writer{number}", organisation, **{sector.slug: Role.CONTRIBUTOR})
    Invitation.objects.invite(f"new{number}@o.example", sector, Role.READER, by=gus)
    entry = make_entry(writer, home=sector.slug)
    make_pending(entry, writer)
    Concern.objects.report(entry, by=writer, text="Is this still so?")
    report(writer, home_sector=sector)
    ask(writer, sector=sector.slug)
    Review.objects.create(
        entry=entry, revision=entry.current_revision, reviewer=gus, level=entry.level, round=1
    )
    BreakGlassGrant.objects.create(entry=entry, administrator=gus, reason="a call")
    subscription = DigestSubscription.objects.of(writer)
    subscription.choose(Frequency.DAILY)
    subscription.claim(timezone.now() + timedelta(days=8))


def test_no_list_takes_more_queries_when_it_is_longer(admin_client, gus):
    def count(model) -> int:
        with CaptureQueriesContext(connection) as queries:
            shown = admin_client.get(changelist(model), {"_facets": "True"})
        assert shown.status_code == 200
        return len(queries)

    enlarge(0, gus)
    few = {model: count(model) for model in OURS}
    rows = {model: model._default_manager.count() for model in OURS}
    for number in range(1, 6):
        enlarge(number, gus)
    assert {model: count(model) for model in OURS} == few
    still = [model for model in OURS if model._default_manager.count() <= rows[model]]
    assert still == []
    assert max(few.values()) <= 12


def test_the_trail_is_searched_by_who_did_it_and_speaks_of_kinds_in_words(admin_client, gus, ada):
    gus.language = "nl"
    gus.save(update_fields=["language"])
    entry = make_entry(ada)
    entry.archive(by=ada)
    for text in (entry.public_id, ada.public_id):
        shown = admin_client.get(changelist(AuditRecord), {"q": text, "kind": "entry"})
        assert shown.context["cl"].result_count > 0
        assert '<td class="field-kind_name">stuk</td>' in shown.content.decode()


def test_a_question_of_yes_or_no_is_answered_so_in_dutch(admin_client, gus):
    gus.language = "nl"
    gus.save(update_fields=["language"])
    page = admin_client.get(changelist(User)).content.decode()
    assert ">Nee</a>" in page
    assert ">Geen</a>" not in page


@pytest.mark.parametrize("person", ["visitor", "ada", "ben", "eva"])
def test_only_administrators_come_in(person, request, client):
    user = request.getfixturevalue(person)
    if user.is_authenticated:
        client.force_login(user)
    for model in OURS:
        assert client.get(changelist(model)).status_code == 302


def test_what_the_administrator_may_not_read_is_not_there(admin_client, ada):
    hidden = [
        make_entry(ada, status=Status.DRAFT),
        make_entry(ada, level=Level.RED),
        make_entry(ada, level=Level.STRICT),
    ]
    text = admin_client.get(changelist(Entry)).content.decode()
    revisions = admin_client.get(changelist(Revision)).content.decode()
    for entry in hidden:
        assert entry.public_id not in text
        assert entry.title not in text + revisions
        assert admin_client.get(change(entry)).status_code == 302  # back to the list: not found
        response = admin_client.get(changelist(Entry), {"q": entry.title})
        assert entry.public_id not in response.content.decode()


def test_an_older_wording_written_more_strictly_is_read_at_its_own_level(admin_client, ada):
    entry = make_entry(ada)
    Revision._base_manager.filter(entry=entry).update(level=Level.RED)
    kept = entry.current_revision
    assert kept.lesson not in admin_client.get(change(kept), follow=True).content.decode()


def test_nothing_is_deleted_here(admin_client, community):
    for model in OURS:
        row = model._default_manager.first()
        if row is None:
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_delete"
        assert admin_client.post(reverse(name, args=[row.pk]), {"post": "yes"}).status_code == 403
        assert model._default_manager.filter(pk=row.pk).exists()


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


def test_a_pending_wording_is_accepted(admin_client, community):
    pending = Revision.objects.pending().get()
    act(admin_client, "accept", pending)
    community.refresh_from_db()
    assert community.current_revision == pending


def test_the_admin_log_holds_ids_and_no_addresses(admin_client, gus, finn, community):
    act(admin_client, "deactivate", finn)
    admin_client.post(
        changelist(Entry), {"action": "archive", ACTION_CHECKBOX_NAME: [community.pk]}
    )
    text = " ".join(f"{e.object_repr} {e.change_message}" for e in LogEntry.objects.all())
    assert finn.email not in text
    assert community.title not in text


def test_a_public_mail_provider_is_refused_with_a_reason(admin_client, hospital):
    domain = OrganisationDomain.objects.create(organisation=hospital, domain="gmail.com")
    assert "Anybody can get an address" in said(act(admin_client, "verify", domain))
    domain.refresh_from_db()
    assert not domain.is_verified


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
