"""The list of what waits for somebody: reviews, decisions, suggestions, concerns, and their own drafts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Membership, Role
from sharing.models import Concern, Entry, Level, Status
from tests.factories import make_entry, make_pending

pytestmark = pytest.mark.django_db

LISTS = ("waiting", "to_publish", "for_outside", "suggestions", "concerns")


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
        shown[person] = {name for name in (*LISTS, "asked_others") if context[name]}
    assert shown == {
        ada: {"asked_others"},
        ben: {"for_outside", "suggestions"},
        cleo: {"waiting"},
        eva: {"for_outside", "suggestions", "concerns"},
        dirk: set(),
    }


def test_what_still_needs_an_outside_reader_waits_for_them_and_not_for_its_editor(
    client, ada, ben, cleo
):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    client.force_login(ben)
    answer = client.get("/reviews/")
    assert (answer.context["total"], answer.context["for_outside"]) == (0, [entry])
    assert "No review waits for you" in answer.content.decode()
    assert "It waits for an outside reader" in answer.content.decode()
    entry.approve(by=cleo)
    answer = client.get("/reviews/")
    assert (answer.context["total"], answer.context["to_publish"]) == (1, [entry])
    assert not answer.context["for_outside"]


@pytest.mark.parametrize("change", ["insider", "also_insider", "co_author", "administrator"])
def test_many_lack_an_outside_reader_by_the_rule_of_one(ada, ben, cleo, change):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.approve(by=cleo)
    assert lacks(entry) is entry.needs_outside_reader is False
    match change:
        case "insider":
            Membership.objects.create(user=cleo, sector=entry.home_sector, role=Role.READER)
        case "also_insider":
            entry.also_sectors.add(Membership.objects.get(user=cleo).sector)
        case "co_author":
            entry.co_authors.add(cleo)
        case "administrator":
            type(cleo).objects.filter(pk=cleo.pk).update(is_superuser=True)
    assert lacks(entry) is entry.needs_outside_reader is True


def test_what_few_read_lacks_no_outside_reader(ada):
    entry = make_entry(ada, status=Status.IN_REVIEW, level=Level.AMBER)
    assert lacks(entry) is entry.needs_outside_reader is False


def lacks(entry) -> bool:
    return Entry.objects.with_outside_reading().get(pk=entry.pk).lacks_outsider


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


def parts_of(html: str) -> int:
    return html.count('<li class="row">')


def test_of_much_that_waits_the_first_stand_there_and_all_on_pages(
    client, ada, gus, django_assert_max_num_queries
):
    entries = [make_entry(ada, status=Status.IN_REVIEW) for _number in range(33)]
    client.force_login(gus)
    with django_assert_max_num_queries(16):
        answer = client.get("/reviews/")
    assert parts_of(answer.text) == 10
    assert answer.context["for_outside"] == entries[:10]
    heading = 'It waits for an outside reader <span class="count">33</span>'
    assert heading in answer.text
    assert 'href="?show=for_outside"' in answer.text
    with django_assert_max_num_queries(16):
        first = client.get("/reviews/?show=for_outside")
    assert (parts_of(first.text), heading in first.text) == (30, True)
    assert "No review waits for you" in first.text
    assert "Nobody asked you" not in first.text
    second = client.get("/reviews/?show=for_outside&page=2")
    assert second.context["for_outside"] == entries[30:]
    for other in ("x", "concerns"):  # neither known nor waited for: the first of all that waits
        assert parts_of(client.get(f"/reviews/?show={other}&page=y").text) == 10


def test_each_kind_of_what_waits_is_cut_and_the_heading_counts_all_of_it(
    client, ada, ben, cleo, eva
):
    for _number in range(11):
        published = make_entry(ada)
        make_pending(published, cleo)
        Concern.objects.report(published, by=cleo, text="A name.")
        few = make_entry(ada, status=Status.IN_REVIEW, level=Level.AMBER)
        make_entry(ada, status=Status.DRAFT)
    asked = make_entry(ada, status=Status.IN_REVIEW)
    asked.assign([ben], by=ada)
    for person, parts in ((ben, ("suggestions", "to_publish")), (eva, ("suggestions", "concerns"))):
        client.force_login(person)
        whole = client.get("/reviews/")
        for name in parts:
            assert (len(whole.context[name]), whole.context["numbers"][name]) == (10, 11)
            page = client.get(f"/reviews/?show={name}")
            assert len(page.context[name]) == 11
            assert page.context["total"] == whole.context["total"]
            assert 'href="?show=' not in page.text
            others = {other for other in LISTS if page.context[other]}
            assert others == {name}
    assert few.is_visible_to(ben)
    client.force_login(ada)
    own = client.get("/reviews/")
    assert len(own.context["drafts"]) == len(own.context["asked_others"]) == 10
    assert (
        own.text.count(f'href="{reverse("sharing:own_entries")}"') >= 3
    )  # the menu, and two lists


def test_a_draft_of_mine_stands_in_the_list(client, ada, ben):
    make_entry(ada, status=Status.DRAFT, words={"title": "Half a thought"})
    client.force_login(ada)
    assert "Half a thought" in client.get("/reviews/").content.decode()
    client.force_login(ben)
    assert "Half a thought" not in client.get("/reviews/").content.decode()
