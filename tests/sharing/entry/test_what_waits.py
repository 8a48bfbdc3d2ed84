"""The list of what waits for somebody: reviews, decisions, suggestions, concerns, and their own drafts."""

from __future__ import annotations

import pytest

from sharing.models import Concern, Status
from tests.factories import make_entry, make_pending

pytestmark = pytest.mark.django_db


def test_the_list_holds_what_waits_for_me(client, ada, ben, cleo, eva, dirk):
    asked = make_entry(ada, status=Status.DRAFT)
    asked.submit(by=ada, reviewers=[cleo])
    published = make_entry(ada)
    make_pending(published, cleo)
    Concern.objects.report(published, by=dirk, text="A name.")
    shown = {}
    for person in (ada, ben, cleo, eva, dirk):
        client.force_login(person)
        context = client.get("/reviews/").context
        shown[person] = {
            name
            for name in ("waiting", "to_publish", "suggestions", "concerns", "asked_others")
            if context[name]
        }
    assert shown == {
        ada: {"asked_others"},
        ben: {"to_publish", "suggestions"},
        cleo: {"waiting"},
        eva: {"to_publish", "suggestions", "concerns"},
        dirk: set(),
    }


def test_what_readers_suggest_stands_with_the_oldest_first(client, ada, ben, cleo):
    entries = [make_entry(ada) for _number in range(3)]
    for entry in entries:
        make_pending(entry, cleo)
    newest = make_pending(entries[0], cleo)
    client.force_login(ben)
    listed = list(client.get("/reviews/").context["suggestions"])
    assert [revision.entry for revision in listed] == [*entries, entries[0]]
    assert listed[-1] == newest


def test_the_list_takes_the_same_queries_for_many(
    client, ada, ben, cleo, django_assert_max_num_queries
):
    for _n in range(5):
        entry = make_entry(ada, status=Status.DRAFT)
        entry.submit(by=ada, reviewers=[ben, cleo])
        make_pending(make_entry(ada), cleo)
    client.force_login(ben)
    with django_assert_max_num_queries(14):
        client.get("/reviews/")


def test_a_draft_of_mine_stands_in_the_list(client, ada, ben):
    make_entry(ada, status=Status.DRAFT, words={"title": "Half a thought"})
    client.force_login(ada)
    assert "Half a thought" in client.get("/reviews/").content.decode()
    client.force_login(ben)
    assert "Half a thought" not in client.get("/reviews/").content.decode()
