"""Earlier wordings: who sees which, and what became of the words."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from sharing.models import Level, Revision, Status
from tests.factories import make_entry, make_pending, put_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(ada):
    """Three wordings, of which the first is stricter than the entry is now."""
    entry = make_entry(
        ada,
        status=Status.DRAFT,
        level=Level.STRICT,
        words={"lesson": "It ran silently for 14 days.", "results": "Same."},
    )
    first = entry.current_revision.words
    entry.level = Level.GREEN
    entry.save()
    entry.add_revision(writer=ada, words=first | {"lesson": "It ran silently for 21 days."})
    entry.add_revision(
        writer=ada,
        words=first | {"lesson": "It ran silently for 30 days.", "incentives": "The network paid."},
        comment="Numbers after 90 days.",
    )
    put_into(entry, Status.PUBLISHED)
    return entry


def get(client, user, name, entry, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"sharing:{name}", args=[entry.public_id, *args]), query)


def test_history_shows_who_when_why_and_what_the_newest_changed(client, ada, ben, entry):
    page = get(client, ben, "entry_history", entry).content.decode()
    for part in ("Version 3", "Version 2", "Numbers after 90 days.", "Ada", "Hospital"):
        assert part in page
    assert '<del><span class="quiet">removed: </span>21</del>' in page
    assert '<ins><span class="quiet">added: </span>30</ins>' in page


def test_a_stricter_version_carries_its_level_and_is_hidden_from_who_may_not_read_it(
    client, ben, cleo, entry
):
    insider = get(client, ben, "entry_history", entry).content.decode()
    outsider = get(client, cleo, "entry_history", entry).content.decode()
    assert "Version 1<" in insider
    assert "TLP:AMBER+STRICT" in insider
    assert "Version 1<" not in outsider
    assert "TLP:AMBER+STRICT" not in outsider
    assert get(client, ben, "entry_revision", entry, 1).status_code == 200
    assert get(client, cleo, "entry_revision", entry, 1).status_code == 404
    hidden = get(client, cleo, "entry_compare", entry, old=1, new=3).content.decode()
    assert "14 days" not in hidden.partition("<main")[2].partition("</main>")[0]
    assert "Choose two versions" in hidden


def test_any_two_versions_are_compared_in_one_text_and_side_by_side(client, ben, entry):
    page = get(client, ben, "entry_compare", entry, old=1, new=3).content.decode()
    assert "From version 1 to version 3" in page
    assert "removed: </span>14</del>" in page
    assert "TLP:AMBER+STRICT</span></td><td>" in page  # the level changed with it
    side = get(client, ben, "entry_compare", entry, old=1, new=3, side=1).content.decode()
    old, new = side.partition("Lesson, version 3")[::2]
    assert "14</del>" in old
    assert "30</ins>" not in old
    assert "30</ins>" in new
    assert "sections without changes" in side


@pytest.mark.parametrize("query", [{}, {"old": "x", "new": "²"}, {"old": "1" * 30, "new": "3"}])
def test_any_query_for_a_comparison_is_safe(client, ben, entry, query):
    page = get(client, ben, "entry_compare", entry, **query)
    assert page.status_code == 200
    assert "Choose two versions" in page.content.decode()


def test_an_entry_with_one_version_says_so(client, ada):
    page = get(client, ada, "entry_history", make_entry(ada)).content.decode()
    assert "There is one version" in page


def test_a_pending_version_is_for_its_writer_and_who_may_accept_it(
    client, ada, ben, cleo, finn, entry
):
    pending = make_pending(entry, cleo)
    for user, sees in ((ben, True), (cleo, True), (finn, False), (ada, False)):
        page = get(client, user, "entry_revision", entry, pending.number)
        assert page.status_code == (200 if sees else 404)
    assert "Decide about it" in get(client, ben, "entry_history", entry).content.decode()
    assert "Decide about it" not in get(client, cleo, "entry_history", entry).content.decode()


def test_an_earlier_version_can_be_restored_by_who_may_write(client, ada, cleo, finn, entry):
    button = "Restore this version"
    assert button in get(client, cleo, "entry_revision", entry, 2).content.decode()
    assert button not in get(client, finn, "entry_revision", entry, 2).content.decode()
    assert button not in get(client, cleo, "entry_revision", entry, 3).content.decode()


def test_history_is_not_for_visitors(client, entry):
    address = reverse("sharing:entry_history", args=[entry.public_id])
    assert client.get(address).status_code == 302


def test_history_takes_eight_queries_whatever_the_number_of_versions(
    client, ada, ben, entry, django_assert_max_num_queries
):
    for n in range(60):
        entry.add_revision(writer=ada, words=entry.current_revision.words | {"lesson": f"{n}."})
    client.force_login(ben)
    address = reverse("sharing:entry_history", args=[entry.public_id])
    with django_assert_max_num_queries(8):
        page = client.get(address).content.decode()
    assert "Version 63" in page
    assert "Version 43" not in page
    older = client.get(address, {"before": 44}).content.decode()
    assert "Version 43" in older
    assert Revision.objects.filter(entry=entry).count() == 63


def test_what_made_a_wording_is_told_in_the_language_of_who_reads(client, ada, ben):
    entry = make_entry(ada, status=Status.DRAFT)
    first = entry.current_revision
    entry.revise(by=ada, base=1, words=first.words | {"lesson": "Another."})
    entry.restore(first, by=ada)
    for language, said in (("en", "Restored from version 1"), ("nl", "Teruggezet vanaf versie 1")):
        User.objects.filter(pk=ada.pk).update(language=language)
        ada.refresh_from_db()
        assert said in get(client, ada, "entry_history", entry).content.decode()
