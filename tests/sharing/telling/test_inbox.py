"""What a member is told, and what they keep: for them alone, and only what they may still read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import Membership, Role, User
from sharing.models import (
    Application,
    ApplicationStep,
    Entry,
    Feedback,
    Level,
    Notification,
    Saved,
    Status,
    Step,
    Watch,
)
from sharing.templatetags.reading import SENTENCES
from tests.factories import make_entry, make_sector, make_user

pytestmark = pytest.mark.django_db
INBOX = "/inbox/"


def tell(user, kind, entry, by=None):
    Notification.objects.tell([user.pk], kind, entry=entry, by=by)
    return Notification.objects.filter(user=user).latest("pk")


def seen(client, user, address=INBOX, **query) -> str:
    client.force_login(user)
    return client.get(address, query).content.decode()


def test_the_inbox_says_who_did_what_with_the_words_as_they_are_now(client, ada, ben):
    entry = make_entry(ada)
    tell(ada, "published", entry, by=ben)
    page = seen(client, ada)
    assert f'<b>Ben</b> published <a href="{entry.get_absolute_url()}">{entry.title}</a>' in page
    assert "One thing is new" in page


@pytest.mark.parametrize("kind", Notification.Kind.values)
def test_every_kind_is_a_whole_sentence_in_the_inbox(client, ada, ben, kind):
    entry = make_entry(ada)
    tell(ada, kind, entry, by=ben)
    page = seen(client, ada)
    sentence = page.partition('<span class="quiet">New: </span>')[2].partition("</p>")[0]
    assert entry.title in sentence
    assert len(sentence.replace("<b>Ben</b>", "").partition("<a")[0].strip()) + len(
        sentence.rpartition("</a>")[2].strip()
    ) > len("is")


def test_what_i_may_no_longer_read_is_not_in_my_inbox(client, ada, cleo):
    entry = make_entry(ada)
    tell(cleo, "named", entry, by=ada)
    assert entry.title in seen(client, cleo)
    Entry.objects.filter(pk=entry.pk).update(level=Level.STRICT)
    page = seen(client, cleo)
    assert entry.title not in page
    assert entry.public_id not in page
    assert "You have read everything" in page


def test_the_same_of_the_same_thing_is_told_once_and_read_together(client, ada, ben, cleo):
    entry, other = make_entry(ada), make_entry(ada)
    movers = [(entry, ben), (entry, cleo), (other, ben), (entry, ben)]  # the sentence names nobody
    rows = [tell(ada, "travels", each, by=who) for each, who in movers]
    page = seen(client, ada)
    assert page.count("Your practice travels") == 2
    assert "3 times" in page
    same = f"{rows[3].pk} {rows[1].pk} {rows[0].pk}"
    assert f'value="{same}"' in page
    client.post(reverse("sharing:inbox_read"), {"only": same})
    assert list(Notification.objects.filter(user=ada).unread()) == [rows[2]]


def test_nobody_else_sees_my_inbox(client, ada, gus):
    tell(ada, "published", make_entry(ada))
    assert "Nothing here yet" in seen(client, gus)


def test_a_change_of_role_is_told_to_the_person(client, cleo, gus):
    Membership.objects.give(cleo, make_sector("water"), Role.EDITOR, by=gus)
    page = seen(client, cleo)
    assert "<b>Gus</b> made you <b>Editor</b> in Water." in page
    Membership.objects.get(user=cleo, sector__slug="water").take_away(by=gus)
    assert "took away your role in Water." in seen(client, cleo)


def test_a_change_of_organisation_is_told_to_the_person(client, cleo, gus, hospital):
    cleo.set_organisation(hospital, by=gus)
    assert "Your organisation is <b>Hospital</b>." in seen(client, cleo)
    cleo.set_organisation(None, by=gus)
    assert "Your organisation is <b>none</b>." in seen(client, cleo)


def test_reading_the_inbox_writes_nothing(client, ada):
    row = tell(ada, "published", make_entry(ada))
    seen(client, ada)
    row.refresh_from_db()
    assert row.read_at is None


def test_mark_all_as_read_leaves_what_came_since(client, ada, ben):
    entry = make_entry(ada)
    first = tell(ada, "approved", entry, by=ben)
    client.force_login(ada)
    assert f'value="{first.pk}"' in client.get(INBOX).content.decode()
    later = tell(ada, "published", entry, by=ben)
    client.post("/inbox/-/read/", {"until": first.pk})
    first.refresh_from_db()
    later.refresh_from_db()
    assert first.read_at
    assert later.read_at is None


def test_one_thing_can_be_marked_as_read_and_only_by_its_member(client, ada, ben, cleo):
    entry = make_entry(ada)
    rows = [tell(ada, kind, entry, by=ben) for kind in ("approved", "published")]
    client.force_login(cleo)
    client.post("/inbox/-/read/", {"only": rows[0].pk})
    assert not Notification.objects.exclude(read_at=None).exists()
    client.force_login(ada)
    client.post("/inbox/-/read/", {"only": rows[0].pk})
    assert list(Notification.objects.exclude(read_at=None)) == [rows[0]]


@pytest.mark.parametrize("data", [{}, {"until": "x"}, {"only": "9" * 40}, {"until": "-1"}])
def test_any_answer_of_the_form_is_safe(client, ada, data):
    client.force_login(ada)
    assert client.post("/inbox/-/read/", data).status_code == 302


def test_the_inbox_shows_one_group_at_a_time(client, ada, cleo):
    entry = make_entry(ada)
    tell(ada, "published", entry)
    tell(ada, "revision_pending", entry, by=cleo)
    page = seen(client, ada, show="reviews")
    assert "suggests another wording" in page
    assert "published <a" not in page
    assert "published <a" in seen(client, ada, show="entries")
    assert "published <a" in seen(client, ada, show="nonsense")


def test_the_head_of_every_page_counts_what_is_new_and_readable(client, ada, ben, cleo):
    tell(cleo, "named", make_entry(ada), by=ada)
    tell(cleo, "named", make_entry(ada, level=Level.STRICT), by=ada)
    assert '<span class="count">1<span class="quiet"> new</span></span>' in seen(client, cleo, "/")


def test_the_inbox_takes_ten_queries_whatever_is_in_it(
    client, ada, ben, gus, django_assert_max_num_queries
):
    for n in range(40):
        tell(ada, "published", make_entry(ada), by=make_user(f"u{n}"))
    for slug in ("water", "energy", "mobility"):
        Membership.objects.give(ada, make_sector(slug), Role.READER, by=gus)
    client.force_login(ada)
    with django_assert_max_num_queries(10):
        client.get(INBOX)


# What a member keeps


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


# People


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


def test_how_is_it_going_says_where_one_stood_and_when(client, ada, cleo):
    entry = make_entry(ada)
    application = Application.objects.record(entry, by=cleo, step=Step.PILOTING)
    in_may = datetime(2026, 5, 4, 12, tzinfo=UTC)
    ApplicationStep.objects.filter(application=application).update(at=in_may)
    Application.objects.record(entry, by=cleo, step=Step.PILOTING, came_of_it="More of it.")
    tell(cleo, "how_is_it", entry)
    client.force_login(cleo)
    assert "You were piloting this in May 2026: how is it?" in client.get(INBOX).content.decode()
    Application.objects.record(entry, by=cleo, step=Step.IN_USE)
    assert "How is it going with" in client.get(INBOX).content.decode()


def test_stewards_read_in_their_inbox_that_somebody_waits(client, ben, eva):
    newcomer = make_user("newcomer")
    User.objects.filter(pk=newcomer.pk).update(admitted_at=None)
    for person, is_told in ((eva, True), (ben, False)):
        client.force_login(person)
        assert ("One person waits to be let in" in client.get(INBOX).content.decode()) is is_told


def test_the_kinds_that_name_nobody_are_those_whose_sentence_has_no_name():
    nameless = {kind for kind, sentence in SENTENCES.items() if "{who}" not in str(sentence)}
    assert nameless == Notification.NAMELESS
