"""The page of an entry: whose words, which buttons, and what is left out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from sharing.models import (
    Entry,
    Level,
    RestrictedDetail,
    Status,
)
from tests.factories import (
    make_entry,
    make_pending,
    make_user,
    put_into,
)
from tests.sharing.entry.opened import FOR_STAIRS, MOST_QUERIES, page_of, text_of

pytestmark = pytest.mark.django_db


# What stands on it


def test_a_visitor_reads_the_words_the_organisation_and_the_maturity_and_no_people(client, ada):
    entry = make_entry(ada, level=Level.CLEAR)
    page = page_of(client, entry)
    text = text_of(page)
    assert page.status_code == 200
    for part in (entry.title, entry.current_revision.lesson, "Hospital", "Observed", "TLP:CLEAR"):
        assert part in text
    for part in ("Ada", "History", "Who can see this", "version 1", "Save"):
        assert part not in text


def test_a_page_that_is_not_for_you_is_the_page_that_was_never_there(client, ada, cleo):
    hidden = make_entry(ada, level=Level.STRICT)
    client.force_login(cleo)
    one = client.get(reverse("sharing:entry_detail", args=[hidden.public_id]))
    other = client.get(reverse("sharing:entry_detail", args=["0000000000"]))
    assert one.status_code == other.status_code == 404
    scrubbed = [
        re.sub(rb'[0-9a-z]{10}/|value="[^"]{64}"|"x-csrftoken": "[^"]*"', b"", r.content)
        for r in (one, other)
    ]
    assert scrubbed[0] == scrubbed[1]


def test_of_the_address_only_the_id_is_looked_up(client, ada):
    entry = make_entry(ada, level=Level.CLEAR)
    for told in ("", "other-words", "dit-klopt-niet"):
        address = reverse("sharing:entry_detail", args=[entry.public_id, *filter(None, [told])])
        assert client.get(address).status_code == 200


def test_a_member_sees_who_wrote_it_and_why_they_see_it(client, ada, cleo):
    text = text_of(page_of(client, make_entry(ada), cleo))
    assert "Ada" in text
    assert "It is shared with all members." in text


def test_readers_get_no_buttons_of_writers(client, ada, finn, cleo):
    entry = make_entry(ada)
    assert "Suggest a change" not in text_of(page_of(client, entry, finn))
    assert "Suggest a change" in text_of(page_of(client, entry, cleo))
    assert "Pull it back" not in text_of(page_of(client, entry, cleo))
    assert "Pull it back" in text_of(page_of(client, entry, ada))


# Links


def test_a_link_is_a_link_for_who_may_read_its_target_and_plain_words_for_who_may_not(
    client, ada, cleo
):
    secret = make_entry(ada, level=Level.STRICT, words={"title": "Secret of ours"})
    text = "See [[Secret of ours]] and [[Nothing like it]]."
    entry = make_entry(ada, words={"lesson": text})
    address = secret.get_absolute_url()
    assert f'href="{address}"' in page_of(client, entry, ada).content.decode()
    for_cleo = page_of(client, entry, cleo).content.decode()
    assert address not in for_cleo
    assert secret.public_id not in for_cleo
    lesson = for_cleo.partition('id="s-lesson"')[2].partition("</section>")[0]
    hidden, missing = (
        re.search(rf"{title}( <a .*?</a>)?", lesson)[0].replace(title, "").replace(written, "")
        for title, written in (
            ("Secret of ours", "Secret+of+ours"),
            ("Nothing like it", "Nothing+like+it"),
        )
    )
    assert hidden == missing


def test_twenty_links_are_resolved_in_one_query(client, ada, cleo, django_assert_max_num_queries):
    titles = [make_entry(ada).title for _ in range(20)]
    links = " ".join(f"[[{title}]]" for title in titles)
    entry = make_entry(ada, words={"lesson": links})
    client.force_login(cleo)
    with django_assert_max_num_queries(MOST_QUERIES + FOR_STAIRS):
        page = client.get(entry.get_absolute_url())
    assert page.content.decode().count("/entries/") > 20


# States


def test_a_draft_says_who_sees_it_and_what_is_still_empty(client, ada, ben):
    draft = make_entry(ada, status=Status.DRAFT, words={"privacy": "", "incentives": ""})
    draft.co_authors.add(make_user("bo", health=Role.CONTRIBUTOR))
    text = text_of(page_of(client, draft, ada))
    assert "Only you and Bo see this draft" in text
    assert "Still empty, and needed before review." in text
    assert page_of(client, draft, ben).status_code == 404


def test_what_a_reviewer_wrote_stands_on_the_draft_that_came_back(client, ada, ben):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada)
    entry.ask_for_changes(by=ben, comment="Who is we here?")
    assert "Who is we here?" in text_of(page_of(client, entry, ada))


def test_in_review_the_page_says_who_was_asked_and_what_is_missing(client, ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    assert "It waits for Cleo" in text_of(page_of(client, entry, ada))
    assert "You are asked to read this" in text_of(page_of(client, entry, cleo))
    assert "It waits for an outside reader" in text_of(page_of(client, entry, ben))
    entry.approve(by=cleo, comment="I could use this.")
    for_ben = text_of(page_of(client, entry, ben))
    assert "It waits for your decision" in for_ben
    assert "I could use this." in for_ben


def test_an_editor_reads_whom_an_amber_entry_waits_for_and_may_publish_it_all_the_same(
    client, ada, ben, finn
):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER)
    entry.submit(by=ada, reviewers=[finn])
    text = text_of(page_of(client, entry, ben))
    assert "It waits for Finn" in text
    assert "You may publish it without their answer" in text
    assert "have answered" not in text
    entry.approve(by=finn)
    text = text_of(page_of(client, entry, ben))
    assert "It waits for your decision" in text
    assert "Its reviewers have answered" in text


def test_an_editor_reads_that_nobody_is_asked_to_read_it(client, ada, ben):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER)
    entry.submit(by=ada)
    text = text_of(page_of(client, entry, ben))
    assert "Nobody is asked to read it" in text
    assert "have answered" not in text


def test_an_archived_entry_names_what_replaced_it_only_to_who_may_read_that(client, ada, cleo, eva):
    better = make_entry(ada, level=Level.STRICT, words={"title": "The better one"})
    entry = make_entry(ada)
    entry.archive(by=ada, superseded_by=better)
    assert "The better one" in text_of(page_of(client, entry, ada))
    text = text_of(page_of(client, entry, cleo))
    assert "The better one" not in text
    assert "This was archived" in text


def test_an_overdue_entry_asks_its_owner_and_tells_its_readers(client, ada, cleo):
    entry = make_entry(ada)
    Entry.objects.filter(pk=entry.pk).update(review_due_at=timezone.now() - timedelta(days=1))
    assert "Is this still true?" in text_of(page_of(client, entry, ada))
    text = text_of(page_of(client, entry, cleo))
    assert "Its owner has been asked if it is still true." in text
    assert "Is this still true?" not in text


def test_what_an_import_did_not_tell_is_said(client, ada, cleo, gus):
    entry = make_entry(ada, words={"approach": "", "privacy": ""})
    assert text_of(page_of(client, entry, cleo)).count("Not told") == 3  # and the outcome


def test_an_entry_whose_owner_left_asks_its_steward_for_one(client, ada, eva, cleo, gus):
    entry = make_entry(ada)
    ada.deactivate(by=gus)
    assert "This asks for an owner" in text_of(page_of(client, entry, eva))
    assert "This asks for an owner" not in text_of(page_of(client, entry, cleo))


def test_a_suggestion_waits_for_who_may_decide_about_it(client, ada, ben, cleo, finn):
    entry = make_entry(ada)
    make_pending(entry, cleo)
    assert "Another wording waits" in text_of(page_of(client, entry, ben))
    assert "Another wording waits" not in text_of(page_of(client, entry, finn))
    assert "Another wording waits" not in text_of(page_of(client, entry, ada))


# Restricted detail, and the glass


def test_the_restricted_detail_is_for_its_own_audience(client, ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    RestrictedDetail.objects.set(entry, by=ada, level=Level.STRICT, text="Type **X-19** pumps.")
    put_into(entry, Status.PUBLISHED)
    assert "X-19" in text_of(page_of(client, entry, ben))
    assert "TLP:AMBER+STRICT" in text_of(page_of(client, entry, ben))
    assert "X-19" not in text_of(page_of(client, entry, cleo))
    assert "Restricted detail" not in text_of(page_of(client, entry, cleo))


def test_links_in_the_restricted_detail_lead_to_what_their_reader_may_see(client, ada, ben, cleo):
    seen = make_entry(cleo, home="energy", words={"title": "An open one"})
    near = make_entry(ada, level=Level.RED, words={"title": "A closed one"})
    entry = make_entry(ada, status=Status.DRAFT)
    text = "As in [[An open one]], [[A closed one]] and [[No such one]]."
    RestrictedDetail.objects.set(entry, by=ada, level=Level.STRICT, text=text)
    put_into(entry, Status.PUBLISHED)
    for reader, linked in ((ada, [seen, near]), (ben, [seen])):
        page = page_of(client, entry, reader).content.decode()
        for title, other in (("An open one", seen), ("A closed one", near)):
            is_link = f'<a href="{other.get_absolute_url()}">{title}</a>' in page
            assert is_link == (other in linked)
    assert near.public_id not in page
    for words in ("A closed one", "No such one"):
        assert f'{words} <a class="missing"' in page


def test_broken_glass_shows_the_current_wording_and_nothing_else(client, ada, gus):
    entry = make_entry(ada, level=Level.STRICT)
    assert page_of(client, entry, gus).status_code == 404
    Entry.break_glass(entry.public_id, by=gus, reason="A complaint.")
    text = text_of(page_of(client, entry, gus))
    assert entry.current_revision.lesson in text
    assert "You broke the glass" in text
    assert "f-health" not in page_of(client, entry, gus).content.decode()
    for part in ("Ada", "Hospital", "History", "Save", "What you can do", "Observed"):
        assert part not in text
    for name in ("entry_history", "entry_readers"):
        address = reverse(f"sharing:{name}", args=[entry.public_id])
        assert client.get(address).status_code == 404
