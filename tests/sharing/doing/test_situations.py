"""Situations are for one member alone; a brief is made anew for each reader."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sharing import search
from sharing.digests import build_digest
from sharing.knowing import brief_for, briefs, new_for_situations, suggestions_for_situations
from sharing.knowing.briefs import Lesson
from sharing.models import (
    Barrier,
    BarrierKind,
    DigestSubscription,
    Entry,
    Frequency,
    Level,
    Outcome,
    Situation,
    Status,
)
from sharing.models.doing.situations import SituationQuerySet
from tests.at_once import Meeting, at_once
from tests.factories import make_entry

pytestmark = pytest.mark.django_db
TEXT = "In April we open a ward with new monitors and many alarms at night."


@pytest.fixture
def situation(ada):
    return Situation.objects.create(user=ada, title="A new ward", text=TEXT, language="en")


def about_alarms(writer, home="health", **fields):
    words = fields.pop("words", {})
    entry = make_entry(
        writer,
        home=home,
        words={"problem": "Too many alarms of monitors on a ward at night."} | words,
        **fields,
    )
    search.refresh()
    return entry


def seen(client, user, address, status=200) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


# Whose it is


def test_a_situation_is_for_its_writer_alone(client, situation, ada, ben, gus):
    assert TEXT in seen(client, ada, situation.get_absolute_url())
    for other in (ben, gus):
        seen(client, other, situation.get_absolute_url(), status=404)


def test_administrators_see_none_in_any_list(situation, gus):
    assert not Situation.objects.visible_to(gus).exists()


@pytest.mark.parametrize("verb", ["edit", "share", "watch", "delete"])
def test_nobody_else_does_anything_with_it(client, situation, ben, verb):
    client.force_login(ben)
    address = reverse(f"sharing:situation_{verb}", args=[situation.public_id])
    assert client.post(address, {"on": "1"}).status_code == 404
    situation.refresh_from_db()
    assert situation.token is None


def test_shared_its_address_opens_for_members_and_no_longer_when_taken_back(
    client, situation, ada, cleo
):
    client.force_login(ada)
    share = reverse("sharing:situation_share", args=[situation.public_id])
    client.post(share, {"on": "1"})
    situation.refresh_from_db()
    address = situation.shared_address
    assert TEXT in seen(client, cleo, address)
    seen(client, cleo, situation.get_absolute_url(), status=404)
    client.force_login(ada)
    client.post(share)
    seen(client, cleo, address, status=404)


def test_a_wrong_token_opens_nothing(client, situation, cleo):
    situation.share()
    wrong = reverse("sharing:brief_shared", args=[situation.public_id, "x" * 24])
    seen(client, cleo, wrong, status=404)


def test_a_visitor_is_asked_to_sign_in(client, situation):
    situation.share()
    assert client.get(situation.shared_address).status_code == 302


# The brief


def test_a_shared_brief_is_made_anew_for_each_reader(client, situation, ada, cleo):
    hidden = about_alarms(ada, level=Level.AMBER)
    about_alarms(cleo, home="energy")
    situation.share()
    assert hidden.title in seen(client, ada, situation.get_absolute_url())
    html = seen(client, cleo, situation.shared_address)
    assert hidden.title not in html
    assert hidden.public_id not in html
    assert "TLP:AMBER" not in html


def test_a_brief_has_five_lessons_at_most_two_from_elsewhere_and_a_failure(situation, ada, cleo):
    for _number in range(6):
        about_alarms(ada, outcome=Outcome.WORKED)
    elsewhere = [about_alarms(cleo, home="energy", outcome=Outcome.WORKED) for _ in range(2)]
    failed = about_alarms(ada, outcome=Outcome.FAILED)
    lessons = [lesson.entry for lesson in brief_for(situation, ada).lessons]
    assert len(lessons) == 5
    assert set(elsewhere) <= set(lessons)
    assert failed in lessons


def test_red_entries_are_in_no_brief_even_of_who_may_read_them(situation, ada):
    about_alarms(ada, level=Level.RED)
    assert not brief_for(situation, ada).lessons


def test_a_brief_tells_the_highest_level_of_what_it_shows(client, situation, ada):
    about_alarms(ada, level=Level.STRICT)
    about_alarms(ada)
    assert brief_for(situation, ada).level == Level.STRICT
    html = seen(client, ada, situation.get_absolute_url())
    assert '<div class="on-every-page"><span class="tlp" data-tlp="amber-strict">' in html


def test_open_barriers_of_its_lessons_stand_in_a_brief_as_far_as_they_are_seen(
    client, situation, ada, cleo, hospital
):
    entry = about_alarms(ada)
    shared = {"by": ada, "text": "It stops us.", "kind": BarrierKind.LEGAL, "party": "government"}
    Barrier.objects.report(title="No rule for alarms", entry=entry, **shared)
    Barrier.objects.report(
        title="A quarrel with us", entry=entry, level=Level.AMBER, addressed_to=hospital, **shared
    )
    situation.share()
    mine = seen(client, ada, situation.get_absolute_url())
    theirs = seen(client, cleo, situation.shared_address)
    assert "No rule for alarms" in mine
    assert "No rule for alarms" in theirs
    assert "A quarrel with us" in mine
    assert "A quarrel with us" not in theirs


def test_what_is_not_published_is_in_no_brief(situation, ada):
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED):
        about_alarms(ada, status=status)
    assert not brief_for(situation, ada).lessons


def test_writing_one_gives_the_brief_and_an_empty_one_an_error(client, ada):
    client.force_login(ada)
    address = reverse("sharing:situations")
    assert "Tell in a few sentences" in client.post(address, {"language": "en"}).content.decode()
    answer = client.post(address, {"text": TEXT, "language": "en"}, follow=True)
    assert "We found no lesson that fits yet" in answer.content.decode()
    assert TEXT in answer.content.decode()


@pytest.mark.parametrize("number", [1, 12])
def test_a_brief_asks_as_much_for_many_as_for_one(
    client, situation, ada, number, django_assert_max_num_queries
):
    for _each in range(number):
        about_alarms(ada)
    client.force_login(ada)
    with django_assert_max_num_queries(16):
        client.get(situation.get_absolute_url())


# Watching


def test_a_watched_situation_pulls_in_what_is_published_later_and_fits(situation, ada, cleo):
    situation.watch()
    before = about_alarms(cleo, home="energy")
    now = timezone.now()
    Entry.objects.filter(pk=before.pk).update(published_at=now - timedelta(days=3))
    later = about_alarms(cleo, home="energy")
    hidden = about_alarms(cleo, home="energy", level=Level.AMBER)
    ada = User.objects.get(pk=ada.pk)
    found = new_for_situations(ada, now - timedelta(days=1))
    assert found == [(situation, [later])]
    assert hidden not in found[0][1]


def test_who_gets_no_digest_is_told_that_it_is_off(client, situation, ada):
    client.force_login(ada)
    watch = reverse("sharing:situation_watch", args=[situation.public_id])
    assert "your profile turns it on" in client.post(watch, {"on": "1"}, follow=True).text
    DigestSubscription.objects.of(ada).choose(Frequency.WEEKLY)
    assert "come in your mail" in client.post(watch, {"on": "1"}, follow=True).text


def test_a_situation_that_nobody_has_us_watch_pulls_in_nothing(situation, ada, cleo):
    about_alarms(cleo, home="energy")
    assert new_for_situations(ada, timezone.now() - timedelta(days=1)) == []


def test_for_a_mail_the_reason_holds_no_word_of_the_situation(situation, ada, cleo):
    situation.watch()
    later = about_alarms(cleo, home="energy")
    (suggestion,) = suggestions_for_situations(ada, timezone.now() - timedelta(days=1))
    assert suggestion.entry == later
    assert suggestion.reason.plain == "Fits what you are about to do, as you told us."


def test_what_fits_a_watched_situation_comes_in_the_digest(situation, ada, cleo):
    situation.watch()
    later = about_alarms(cleo, home="energy")
    hidden = about_alarms(cleo, home="energy", level=Level.AMBER, named_people=[ada])
    now = timezone.now()
    digest = build_digest(ada, since=now - timedelta(days=1), until=now)
    assert [s.entry for s in digest.suggestions] == [later]
    assert "Fits what you are about to do" in str(digest.suggestions[0].reason)
    assert hidden.pk not in digest.entry_ids


def test_a_word_or_two_is_no_situation_and_what_was_typed_stays(client, ada):
    client.force_login(ada)
    said = {"text": "heat pumps", "title": "Ours", "language": "en"}
    html = client.post(reverse("sharing:situations"), said).content.decode()
    assert "Tell a little more: one sentence at least." in html
    assert "heat pumps</textarea>" in html
    assert 'value="Ours"' in html
    assert not Situation.objects.exists()


def test_a_form_that_is_sent_twice_is_one_situation(client, ada):
    client.force_login(ada)
    said = {"text": TEXT, "title": "Ours", "language": "en"}
    first, again = (client.post(reverse("sharing:situations"), said) for _ in range(2))
    assert first.url == again.url
    assert Situation.objects.count() == 1


def test_a_brief_of_who_left_opens_for_nobody(client, situation, cleo, ada):
    situation.share()
    situation.refresh_from_db()
    address = reverse("sharing:brief_shared", args=[situation.public_id, situation.token])
    client.force_login(cleo)
    assert client.get(address).status_code == 200
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert client.get(address).status_code == 404


def test_what_to_take_from_a_lesson_ends_where_a_sentence_ends(ada):
    words = {"lesson": "**Begin** with one ward. " + "Then ask who answers at night. " * 12}
    taken = Lesson(make_entry(ada, words=words), "").take
    assert taken.startswith("Begin with one ward. Then ask")
    assert taken.endswith("at night.")
    assert len(taken.split()) <= briefs.WORDS
    endless = Lesson(make_entry(ada, words={"lesson": "and then " * 60}), "").take
    assert endless.endswith(("then…", "and…"))


@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_twice_at_once_is_one_situation(monkeypatch, ada):
    both_looked = Meeting()
    first = SituationQuerySet.first

    def looked(rows):
        found = first(rows)
        both_looked.wait()
        return found

    monkeypatch.setattr(SituationQuerySet, "first", looked)
    write = partial(Situation.objects.write, by=ada, title="", text=TEXT, language="en")
    assert len(set(at_once(write, write))) == 1
    assert Situation.objects.count() == 1
