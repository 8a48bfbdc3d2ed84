"""What the pages around an entry say of its state: true now, and what will be when it is published."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Role
from sharing.models import Level, RestrictedDetail, Status
from tests.factories import make_entry, make_user
from tests.sharing.doing.pages import page_for
from tests.sharing.entry.opened import page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_what_is_not_published_is_not_said_to_be_open(client, ada, status):
    entry = make_entry(ada, status=status, level=Level.CLEAR)
    text = text_of(page_of(client, entry, ada))
    assert "It is open to everyone" not in text
    assert "Once it is published, it is shown to: Everyone" in text


def test_what_is_published_does_not_say_what_will_be(client, ada, cleo):
    text = text_of(page_of(client, make_entry(ada, level=Level.CLEAR), cleo))
    assert "It is open to everyone." in text
    assert "Once it is published" not in text


def test_one_reviewer_of_whom_nothing_is_heard_is_told_without_a_plural(client, ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    assert "Answered: 0 of 1" in text_of(page_of(client, entry, ada))


def test_a_restricted_detail_says_who_sees_it_before_what_may_be_passed_on(client, ada):
    entry = make_entry(ada)
    detail = RestrictedDetail.objects.create(entry=entry, level=Level.STRICT)
    detail.add_revision(writer=ada, text="The supplier is Pompen BV.")
    text = text_of(page_of(client, entry, ada))
    shown, passed = str(Level.STRICT.shown_to), f"Passing it on: {Level.STRICT.reader_may}"
    assert text.rindex("Restricted detail") < text.rindex(shown) < text.rindex(passed)


def label_of(html: str, field: str) -> str:
    return html.partition(f'id="id_{field}_field"')[2].partition("</legend>")[0]


def test_nothing_is_called_optional_that_is_then_asked_for(client, ada, cleo):
    """The level of a restricted detail, and one reader from another sector."""
    make_entry(cleo, home="energy")
    make_user("dora", energy=Role.CONTRIBUTOR)
    entry = make_entry(ada, status=Status.DRAFT)
    html = page_for(client, ada, reverse("sharing:entry_edit", args=[entry.public_id]))
    assert "(needed if you write one)" in label_of(html, "detail_level")
    html = page_for(client, ada, reverse("sharing:entry_submit", args=[entry.public_id]))
    label = label_of(html, "reviewers")
    assert "(needed if you tick nobody above)" in label
    assert "optional" not in label


def test_a_review_within_the_audience_calls_its_readers_optional(client, ada, ben):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.STRICT)
    html = page_for(client, ada, reverse("sharing:entry_submit", args=[entry.public_id]))
    assert "optional" in label_of(html, "reviewers")
