"""Publishing, pulling back, archiving, owning; suggestions and concerns decided."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditRecord
from sharing.models import (
    BreakGlassGrant,
    Concern,
    DigestDelivery,
    Level,
    Revision,
    Status,
)
from tests.factories import make_entry, make_pending, words

pytestmark = pytest.mark.django_db


def at(name: str, entry, *more) -> str:
    return reverse(f"sharing:{name}", args=[entry.public_id, *more])


@pytest.fixture
def approved(ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.approve(by=cleo)
    return entry


# Publishing


def test_an_editor_publishes_and_a_second_click_changes_nothing(client, approved, ben):
    client.force_login(ben)
    for _click in range(2):
        answer = client.post(at("entry_publish", approved), {"revision": 1})
        assert answer.url == approved.get_absolute_url()
    approved.refresh_from_db()
    assert approved.status == Status.PUBLISHED
    assert AuditRecord.objects.filter(verb="published").count() == 1


def test_what_an_editor_typed_goes_along_when_they_publish(client, approved, ben):
    client.force_login(ben)
    page = client.get(at("entry_review", approved)).content.decode()
    button = f'form="answer" formaction="{at("entry_publish", approved)}"'
    assert button in page
    assert page.count("<form") == page.count("</form>")
    sent = {"revision": 1, "comment": "Thank you, clear."}
    assert client.post(at("entry_publish", approved), sent).url == approved.get_absolute_url()
    assert approved.reviews.get(reviewer=ben).comment == "Thank you, clear."


def test_a_comment_that_is_refused_with_publishing_stands_in_the_form_again(client, approved, ben):
    client.force_login(ben)
    sent = {"revision": 1, "comment": "x" * 5_001}
    page = client.post(at("entry_publish", approved), sent, follow=True).content.decode()
    assert "at most 5000 characters" in page
    assert "x" * 5_001 in page
    approved.refresh_from_db()
    assert approved.status == Status.IN_REVIEW


def test_only_the_wording_that_was_read_is_published(client, approved, ada, ben, cleo):
    approved.revise(by=ada, base=1, words=words())
    approved.approve(by=cleo)
    client.force_login(ben)
    answer = client.post(at("entry_publish", approved), {"revision": 1}, follow=True)
    assert "Read the new wording first." in answer.content.decode()
    approved.refresh_from_db()
    assert approved.status == Status.IN_REVIEW


def test_the_author_and_a_reader_do_not_publish(client, approved, ada, cleo):
    for person in (ada, cleo):
        client.force_login(person)
        assert client.post(at("entry_publish", approved), {"revision": 1}).status_code == 403


# Pulling back


def test_pulling_back_is_one_click_and_says_what_already_went_out(client, ada, cleo):
    entry = make_entry(ada)
    now = timezone.now()
    delivery = cleo.digest_deliveries.create(
        period=now,
        since=now,
        until=now,
        sent_at=now,
        leased_until=now,
        state=DigestDelivery.State.SENT,
    )
    delivery.entries.add(entry)
    client.force_login(ada)
    assert (
        "1 member had it in a digest" in client.get(at("entry_pull_back", entry)).content.decode()
    )
    page = client.post(at("entry_pull_back", entry), follow=True).content.decode()
    assert "It is out of sight" in page
    assert "1 member had it in a digest" in page
    entry.refresh_from_db()
    assert entry.status == Status.IN_REVIEW
    assert not entry.is_visible_to(cleo)
    assert client.post(at("entry_pull_back", entry)).status_code == 302  # the second click


def test_who_may_not_pull_back_does_not_get_the_page(client, ada, cleo):
    entry = make_entry(ada)
    client.force_login(cleo)
    assert client.get(at("entry_pull_back", entry)).status_code == 403
    assert client.post(at("entry_pull_back", entry)).status_code == 403


def test_what_went_out_is_for_who_could_have_pulled_it_back(client, ada, ben, dirk):
    entry = make_entry(ada, also=["energy"])
    entry.pull_back(by=ada)
    assert entry.is_visible_to(dirk)
    for reader, status in ((dirk, 403), (ben, 200)):
        client.force_login(reader)
        assert client.get(at("entry_pull_back", entry)).status_code == status


# Archive, ownership, still true


def test_an_entry_is_superseded_by_one_that_is_found_by_its_title(client, ada):
    old, new = make_entry(ada), make_entry(ada, words={"title": "A better way"})
    client.force_login(ada)
    client.post(at("entry_archive", old), {"superseded_by_add": "better way", "reason": ""})
    old.refresh_from_db()
    assert (old.status, old.superseded_by) == (Status.ARCHIVED, new)


def test_an_entry_is_withdrawn(client, ada):
    entry = make_entry(ada)
    client.force_login(ada)
    client.post(at("entry_archive", entry), {"reason": "Wrong numbers."})
    entry.refresh_from_db()
    assert entry.status == Status.ARCHIVED
    assert AuditRecord.objects.get(verb="archived").reason == "Wrong numbers."


def test_nothing_unseen_is_found_to_take_its_place(client, ada, ben):
    entry = make_entry(ada)
    make_entry(ben, level=Level.RED, words={"title": "Very secret"})
    client.force_login(ada)
    assert "Very secret" not in client.get(at("entry_archive", entry)).content.decode()
    answer = client.post(at("entry_archive", entry), {"superseded_by_add": "Very secret"})
    assert "superseded_by" in answer.context["form"].errors
    entry.refresh_from_db()
    assert entry.status == Status.PUBLISHED


def test_a_steward_takes_over_and_the_owner_renews(client, ada, eva, cleo):
    entry = make_entry(ada)
    client.force_login(eva)
    client.post(at("entry_take_over", entry))
    entry.refresh_from_db()
    assert entry.owner == eva
    before = entry.review_due_at
    client.post(at("entry_renew", entry))
    entry.refresh_from_db()
    assert entry.review_due_at > before
    client.force_login(cleo)
    for name in ("entry_take_over", "entry_renew", "entry_archive"):
        assert client.post(at(name, entry)).status_code == 403


# Suggestions


def test_an_editor_sees_what_changes_and_takes_it_over(client, ada, ben, cleo):
    entry = make_entry(ada, words={"lesson": "Count alarms first."})
    revision = make_pending(entry, cleo, lesson="Count silent alarms first.")
    client.force_login(ben)
    page = client.get(at("revision_decide", entry, revision.number)).content.decode()
    assert '<ins><span class="quiet">added: </span>silent' in page
    client.post(at("revision_decide", entry, revision.number), {"verdict": "accept"})
    entry.refresh_from_db()
    assert entry.current_revision == revision


def test_an_editor_leaves_it_out_and_its_writer_still_reads_it(client, ada, ben, cleo):
    entry = make_entry(ada)
    revision = make_pending(entry, cleo)
    client.force_login(ben)
    client.post(at("revision_decide", entry, revision.number), {"verdict": "refuse"})
    revision.refresh_from_db()
    assert revision.state == Revision.State.REFUSED
    client.force_login(cleo)
    page = client.get(at("revision_decide", entry, revision.number))
    assert page.status_code == 200
    assert 'value="accept"' not in page.content.decode()


@pytest.mark.parametrize("sent", [{}, {"verdict": ""}, {"verdict": "perhaps"}])
def test_without_a_verdict_nothing_is_decided(client, ada, ben, cleo, sent):
    entry = make_entry(ada)
    revision = make_pending(entry, cleo)
    address = at("revision_decide", entry, revision.number)
    client.force_login(ben)
    page = client.post(address, sent, follow=True).content.decode()
    assert "Say first whether you take it over or leave it out." in page
    assert 'value="refuse"' in page
    client.force_login(cleo)
    assert client.post(address, sent).status_code == 403
    revision.refresh_from_db()
    assert revision.state == Revision.State.PENDING


def test_a_wording_made_from_an_older_one_cannot_be_taken_over(client, ada, ben, cleo, dirk):
    entry = make_entry(ada)
    first, second = make_pending(entry, cleo), make_pending(entry, dirk)
    first.accept(by=ben)
    client.force_login(ben)
    address = at("revision_decide", entry, second.number)
    assert 'value="accept"' not in client.get(address).content.decode()
    page = client.post(address, {"verdict": "accept"}, follow=True).content.decode()
    assert "The text has changed since" in page
    second.refresh_from_db()
    assert second.state == Revision.State.PENDING


def test_a_pending_wording_is_not_there_for_others(client, ada, cleo, finn):
    entry = make_entry(ada)
    revision = make_pending(entry, cleo)
    client.force_login(finn)
    assert client.get(at("revision_decide", entry, revision.number)).status_code == 404


# Concerns


def test_a_concern_is_reported_and_answered(client, ada, cleo, eva):
    entry = make_entry(ada)
    client.force_login(cleo)
    assert "worries" in client.post(at("concern_new", entry), {"text": ""}).content.decode()
    client.post(at("concern_new", entry), {"text": "It names a nurse."})
    concern = Concern.objects.get()
    address = reverse("sharing:concern_answer", args=[concern.pk])
    client.force_login(ada)
    assert client.get(address).status_code == 404
    client.force_login(eva)
    assert "It names a nurse." in client.get(address).content.decode()
    client.post(address, {"answer": "The name is gone."})
    client.force_login(cleo)
    assert "The name is gone." in client.get(address).content.decode()
    assert client.post(address, {"answer": "Mine."}).status_code == 403


# Break-glass


def test_breaking_the_glass_answers_alike_whether_it_exists_or_not(client, ada, gus):
    entry = make_entry(ada, level=Level.STRICT)
    client.force_login(gus)
    answers = set()
    for public_id in (entry.public_id, "zzzzzzzzzz"):
        sent = {"public_id": public_id, "reason": "A court order."}
        page = client.post("/break-glass/", sent).content.decode()
        page = re.search(r"<main.*</main>", page, re.DOTALL)[0]
        answers.add(page.replace(public_id, "…"))
    assert len(answers) == 1
    assert BreakGlassGrant.objects.get().entry == entry


def test_the_glass_needs_a_reason_and_an_administrator(client, ada, eva, gus):
    entry = make_entry(ada, level=Level.STRICT)
    client.force_login(gus)
    client.post("/break-glass/", {"public_id": entry.public_id, "reason": " "})
    client.force_login(eva)
    assert client.get("/break-glass/").status_code == 403
    sent = {"public_id": entry.public_id, "reason": "Curious."}
    assert client.post("/break-glass/", sent).status_code == 403
    assert not BreakGlassGrant.objects.exists()


@pytest.mark.parametrize("verdict", ["accept", "refuse"])
def test_what_is_decided_with_two_clicks_is_decided_once_and_no_error(
    client, ada, ben, cleo, verdict
):
    entry = make_entry(ada)
    revision = make_pending(entry, cleo)
    client.force_login(ben)
    address = at("revision_decide", entry, revision.number)
    first, again = (client.post(address, {"verdict": verdict}) for _click in range(2))
    assert first.url == again.url
    assert "Somebody decided" not in client.get(again.url).text
    assert cleo.notifications.count() == 1
    other = {"accept": "refuse", "refuse": "accept"}[verdict]
    assert "Somebody decided" in client.post(address, {"verdict": other}, follow=True).text
