"""What a member is told, and what they keep: for them alone, and only what they may still read."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import AuditRecord, Membership, Role, User, Verb
from sharing.models import (
    Application,
    ApplicationStep,
    Entry,
    Level,
    Notification,
    Step,
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
    sentence = page.partition('<ul class="lines inbox">')[2].partition("</p>")[0]
    sentence = sentence.rpartition("<p>")[2].replace('<span class="quiet">New: </span>', "")
    assert entry.title in sentence
    assert len(sentence.replace("<b>Ben</b>", "").partition("<a")[0].strip()) + len(
        sentence.rpartition("</a>")[2].strip()
    ) > len("is")


def given_a_role(user, by, role=Role.READER) -> None:
    Membership.objects.give(user, make_sector("energy"), role, by=by)


def test_what_happened_to_ones_place_is_new_until_it_is_read(client, finn, gus):
    given_a_role(finn, gus)
    page = seen(client, finn)
    assert "One thing is new" in page
    assert "New: </span><b>Gus</b> made you <b>Reader</b> in Energy." in page
    told = re.search('name="told" value="(\\d+)"', page).group(1)
    given_a_role(finn, gus, Role.CONTRIBUTOR)  # meanwhile
    client.post("/inbox/-/read/", {"until": "0", "told": told})
    assert "One thing is new" in seen(client, finn)
    client.post("/inbox/-/read/", {"until": "0", "told": "9" * 18})
    assert "You have read everything" in seen(client, finn)
    given_a_role(finn, gus, Role.EDITOR)
    assert "One thing is new" in seen(client, finn)


def test_it_is_counted_with_the_rest_and_for_nobody_else(client, ada, ben, finn, gus):
    tell(ada, "published", make_entry(ada), by=ben)
    given_a_role(ada, gus)
    assert "Two things are new" in seen(client, ada)
    assert "You have read everything" in seen(client, finn)


def test_what_somebody_did_themselves_is_no_news_to_them(client, finn, gus):
    given_a_role(finn, gus)
    AuditRecord.objects.record(Verb.ROLE_TAKEN, finn, by=finn, about=finn, sector="energy")
    assert "One thing is new" in seen(client, finn)


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


def test_mark_all_as_read_reads_what_the_list_showed_and_stays_there(client, ada, cleo):
    entry = make_entry(ada)
    asked, published, asks_again = (
        tell(ada, kind, entry, by=cleo)
        for kind in ("revision_pending", "published", "revision_pending")
    )
    page = seen(client, ada, show="reviews")
    assert '<input type="hidden" name="show" value="reviews">' in page
    sent = {"until": asked.pk, "show": "reviews"}
    assert client.post("/inbox/-/read/", sent)["Location"] == f"{INBOX}?show=reviews"
    assert {row.pk for row in Notification.objects.unread()} == {published.pk, asks_again.pk}
    for sent in ({"only": asks_again.pk, "show": "reviews"}, {"until": published.pk, "show": "x"}):
        client.post("/inbox/-/read/", sent)
    assert not Notification.objects.unread().exists()


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


def test_the_inbox_takes_nine_queries_whatever_is_in_it(
    client, ada, ben, gus, django_assert_max_num_queries
):
    for n in range(40):
        tell(ada, "published", make_entry(ada), by=make_user(f"u{n}"))
    for slug in ("water", "energy", "mobility"):
        Membership.objects.give(ada, make_sector(slug), Role.READER, by=gus)
    client.force_login(ada)
    with django_assert_max_num_queries(9):
        client.get(INBOX)


# What a member keeps


def toggle(client, user, name, entry, **data):
    client.force_login(user)
    return client.post(reverse(f"sharing:{name}", args=[entry.public_id]), data)


# People


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
