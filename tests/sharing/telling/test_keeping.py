"""What a member keeps and answers, and the page of a member."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sharing.models import (
    Application,
    Entry,
    Feedback,
    Level,
    Saved,
    Status,
    Step,
    Watch,
)
from tests.factories import make_entry, make_user

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"


def seen(client, user, address=INBOX, **query) -> str:
    client.force_login(user)
    return client.get(address, query).content.decode()


def toggle(client, user, name, entry, **data):
    client.force_login(user)
    return client.post(reverse(f"sharing:{name}", args=[entry.public_id]), data)


@pytest.mark.parametrize(("name", "kind"), [("entry_save", Saved), ("entry_watch", Watch)])
def test_a_double_click_keeps_once_and_lets_go_once(client, ada, cleo, name, kind):
    entry = make_entry(ada)
    for _ in range(2):
        assert toggle(client, cleo, name, entry, on="1").status_code == 302
        assert kind.objects.of(cleo).count() == 1
    for _ in range(2):
        toggle(client, cleo, name, entry, on="0")
        assert not kind.objects.of(cleo).exists()


def test_the_button_says_whether_it_is_kept(client, ada, cleo):
    entry = make_entry(ada)
    address = entry.get_absolute_url()
    assert 'value="1" aria-pressed="false"' in seen(client, cleo, address)
    toggle(client, cleo, "entry_save", entry, on="1")
    assert 'value="0" aria-pressed="true"' in seen(client, cleo, address)


def test_what_is_not_seen_cannot_be_kept_and_what_is_not_published_may_not(client, ada, cleo):
    assert toggle(client, cleo, "entry_save", make_entry(ada, level=3), on="1").status_code == 404
    archived = make_entry(ada, status=Status.ARCHIVED)
    assert toggle(client, cleo, "entry_save", archived, on="1").status_code == 403
    Saved.objects.create(user=cleo, entry=archived)
    toggle(client, cleo, "entry_save", archived, on="0")
    assert not Saved.objects.exists()


def test_keeping_returns_to_where_the_button_stood_and_never_elsewhere(client, ada, cleo):
    entry = make_entry(ada)
    assert toggle(client, cleo, "entry_save", entry, on="1", next="/").url == "/"
    outside = toggle(client, cleo, "entry_save", entry, on="1", next="https://example.org/")
    assert outside.url == entry.get_absolute_url()


def test_saved_entries_are_for_me_alone_and_only_while_i_may_read_them(client, ada, cleo, gus):
    entry, hidden = make_entry(ada), make_entry(ada)
    for one in (entry, hidden):
        Saved.objects.create(user=cleo, entry=one)
    Entry.objects.filter(pk=hidden.pk).update(level=Level.STRICT)
    page = seen(client, cleo, "/saved/")
    assert entry.title in page
    assert hidden.title not in page
    assert entry.title not in seen(client, gus, "/saved/")


def test_what_was_saved_last_stands_first(client, ada, cleo, django_assert_max_num_queries):
    entries = [make_entry(ada) for _ in range(3)]
    oldest, newest, middle = entries
    for entry in (oldest, middle, newest):
        Saved.objects.keep(entry, by=cleo)
        Saved.objects.keep(entry, by=ada)  # of another, in another order
    Saved.objects.of(ada).filter(entry=oldest).delete()
    Saved.objects.keep(oldest, by=ada)
    client.force_login(cleo)
    with django_assert_max_num_queries(6):
        listed = list(client.get("/saved/").context["page"])
    assert listed == [newest, middle, oldest]


def test_an_answer_to_a_suggestion_is_kept_changed_and_taken_back(client, ada, cleo):
    entry = make_entry(ada)
    for answer in ("useful", "knew", "knew", "not_for_us"):
        toggle(client, cleo, "entry_feedback", entry, answer=answer)
        assert Feedback.objects.of(cleo).get().answer == answer
    toggle(client, cleo, "entry_feedback", entry, answer="")
    assert not Feedback.objects.exists()
    assert toggle(client, cleo, "entry_feedback", entry, answer="hated it").status_code == 404


def test_red_entries_stand_under_shared_with_you_for_those_named(client, ada, cleo, ben, gus):
    entry = make_entry(ada, level=Level.RED)
    entry.named_people.add(cleo)
    for user, sees in ((cleo, True), (ada, True), (ben, False), (gus, False)):
        assert (entry.title in seen(client, user, "/shared-with-you/")) is sees


def test_the_page_of_a_member_shows_what_the_reader_may_see_of_them(client, ada, ben, cleo):
    open_one, closed = make_entry(ada), make_entry(ada, level=Level.STRICT)
    red = make_entry(ada, level=Level.RED)
    draft = make_entry(ada, status=Status.DRAFT)
    address = reverse("sharing:member_detail", args=[ada.public_id])
    page = seen(client, cleo, address)
    for part in ("Ada", "Hospital", "Health care", "Contributor", open_one.title):
        assert part in page
    for part in (closed.title, red.title, draft.title, "ada@example.org"):
        assert part not in page
    assert closed.title in seen(client, ben, address)


def test_members_pages_are_for_members(client, ada):
    address = reverse("sharing:member_detail", args=[ada.public_id])
    assert client.get(address).status_code == 302
    newcomer = make_user("newcomer")
    newcomer.admitted_at = None
    newcomer.save()
    client.force_login(newcomer)
    assert client.get(address)["Location"] == reverse("accounts:waiting")


def test_who_left_has_a_page_without_role_or_organisation(client, ada, cleo, gus):
    make_entry(ada)
    ada.deactivate(by=gus)
    page = seen(client, cleo, reverse("sharing:member_detail", args=[ada.public_id]))
    assert "No longer here" in page
    assert "<b>Contributor</b>" not in page
    ada.erase(by=gus)
    page = seen(client, cleo, reverse("sharing:member_detail", args=[ada.public_id]))
    assert "Former member" in page
    assert "Ada" not in page


def test_the_page_of_a_member_tells_to_which_sectors_their_words_travel(client, ada, ben, cleo):
    entry = make_entry(ada)
    Application.objects.record(entry, by=cleo, step=Step.IN_USE)
    Application.objects.record(entry, by=ben, step=Step.IN_USE)  # no crossing: the same sector
    page = seen(client, ben, reverse("sharing:member_detail", args=[ada.public_id]))
    assert "Health care to <b>Energy</b>" in page
    assert '<b>1<span class="quiet"> crossing</span></b>' in page
    assert "travels" not in seen(
        client, ben, reverse("sharing:member_detail", args=[ben.public_id])
    )


def test_the_page_of_a_member_takes_twelve_queries(
    client, ada, cleo, django_assert_max_num_queries
):
    for _ in range(30):
        Application.objects.record(make_entry(ada), by=cleo, step=Step.PILOTING)
    client.force_login(cleo)
    with django_assert_max_num_queries(12):
        client.get(reverse("sharing:member_detail", args=[ada.public_id]))
