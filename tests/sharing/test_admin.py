"""The admin panel shows what its reader may see, and its actions are the verbs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import (
    AuditRecord,
    Invitation,
    OrganisationDomain,
    Role,
    User,
)
from sharing.models import (
    BreakGlassGrant,
    Concern,
    DigestSubscription,
    Entry,
    Frequency,
    Level,
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
from tests.sharing.panel import OURS, change, changelist

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.model_name)
def test_every_list_and_page_opens_in_at_most_twelve_queries(model, admin_client, listed):
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
def test_a_list_is_searched_without_error_whatever_is_typed(model, admin_client, listed):
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


def test_nothing_is_deleted_here(admin_client, listed):
    for model in OURS:
        row = model._default_manager.first()
        if row is None:
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_delete"
        assert admin_client.post(reverse(name, args=[row.pk]), {"post": "yes"}).status_code == 403
        assert model._default_manager.filter(pk=row.pk).exists()
