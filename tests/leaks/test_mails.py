"""Mails carry words only of CLEAR and GREEN records, and only of those that their reader may see."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core import mail
from django.db import transaction

from sharing.digests import send_due
from sharing.models import Entry, Level, Notification, still_new

from .canaries import Place, canaries_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(crawl):
    """Every digest that is due."""
    with transaction.atomic():
        send_due()
        yield list(mail.outbox)
        transaction.set_rollback(True)


def whole(message) -> str:
    """All of a mail: headers, text and HTML."""
    parts = [message.subject, message.body, *map(str, message.extra_headers.values())]
    return "\n".join([*parts, *(str(content) for content, _type in message.alternatives)])


def level_of(place: Place) -> int:
    """The stricter of the level at which a text was written and that of its entry."""
    row = apps.get_model(place.label)._base_manager.get(pk=place.pk)
    own = getattr(row, "level", Level.CLEAR)
    entry = row if isinstance(row, Entry) else getattr(row, "entry", None)
    return max(own, entry.level if entry else Level.CLEAR)


def test_digests_carry_words_of_open_records_that_their_readers_may_see(crawl, sent):
    assert len(sent) > 5
    roles = {user.email: role for role, user in crawl.community.people.items()}
    for message in sent:
        role, text = roles[message.to[0]], whole(message)
        words = canaries_in(text)
        assert words <= crawl.rights(role).words, role
        for word in words:
            assert min(map(level_of, crawl.planted[word])) <= Level.GREEN, (role, crawl.where(word))
        ids = {crawl.ids[one] for one in crawl.every_id.findall(text)}
        entries = Entry.objects.in_bulk([pk for label, pk in ids if label == "sharing.entry"])
        assert all(entry.level <= Level.GREEN for entry in entries.values()), role


def test_nobody_gets_a_digest_who_is_not_a_member(crawl, sent):
    members = {p.pk for p in crawl.world.people.values() if p.is_me}
    people = {user.email: user.pk for user in crawl.community.people.values()}
    assert {people[message.to[0]] for message in sent} <= members


def test_what_is_told_of_closed_lessons_is_the_same_line_for_all(crawl, sent):
    """No number and no level: the line is there, or it is not."""
    assert any("More waits for you" in message.body for message in sent)
    for message in sent:
        text = whole(message)
        for level in (Level.AMBER, Level.STRICT, Level.RED):
            assert level.label not in text


def test_it_waits_to_be_published_for_nobody_but_who_may_publish_it(crawl):
    """Everybody was told of every entry in review: in mails, at home and in the inbox one rule holds."""
    waits = set()
    for role in crawl.community.people:
        user, me = crawl.community.user(role), crawl.reader(role).me
        told = Notification.objects.visible_to(user).filter(kind=Notification.Kind.TO_PUBLISH)
        for row in still_new(told, user):
            assert crawl.world.may(me, "publish", crawl.world.entries[row.entry_id]), role
            waits.add(role)
    assert "an editor at the entry's organisation" in waits
    assert "an administrator" in waits
