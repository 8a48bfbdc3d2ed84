"""My data as a file: what is one's own, and nothing that one may not read."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import AuditRecord, Organisation, Role, User, Verb
from sharing.models import (
    Concern,
    Entry,
    Feedback,
    LeftOut,
    Level,
    Notification,
    Question,
    Saved,
    Status,
    UnsavedText,
    forget_erased,
)
from sharing.transfer import own_data
from tests.factories import make_entry, make_pending, make_sector, make_user, words


def data_of(user) -> dict:
    client = Client()
    client.force_login(user)
    answer = client.post("/you/data/")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        return json.loads(file.read("oversteek.json"))


def test_the_file_holds_what_is_ones_own(leaver, cleo, gus):
    entry = make_entry(cleo, home="energy", words={"lesson": "Of Cleo."})
    make_pending(entry, leaver, lesson="Ada suggests this.")
    own = make_entry(leaver, words={"problem": "Ada wrote this."})
    Saved.objects.create(user=leaver, entry=entry)
    Feedback.objects.create(user=leaver, entry=entry, answer="useful")
    data = data_of(leaver)
    assert data["profile"]["email"] == "ada@example.org"
    assert data["profile"]["roles"][0]["sector"] == "health"
    assert {w["entry"] for w in data["wordings"]} == {entry.public_id, own.public_id}
    assert data["kept"]["saved"][0]["entry"] == entry.public_id
    assert data["kept"]["feedback"][0]["answer"] == "useful"
    assert "Ada suggests this." in str(data)
    assert AuditRecord.objects.filter(verb=Verb.DATA_EXPORTED, actor=leaver).exists()


def test_the_file_holds_what_one_wrote_with_others(leaver, cleo):
    together = make_entry(cleo, home="energy", co_authors=[leaver])
    theirs = make_entry(cleo, home="energy")
    assert {one["public_id"] for one in data_of(leaver)["entries"]} == {together.public_id}
    assert theirs.title not in str(data_of(leaver))


def test_the_file_holds_nobody_elses_words(leaver, cleo, ben):
    theirs = make_entry(cleo, home="energy", words={"lesson": "Of Cleo."})
    make_pending(theirs, ben, lesson="Of Ben.")
    Saved.objects.create(user=leaver, entry=theirs)
    text = str(data_of(leaver))
    assert "Of Cleo." not in text
    assert "Of Ben." not in text
    assert "cleo@example.org" not in text


def test_of_a_concern_the_file_holds_the_question_and_not_the_answer(leaver, cleo, dirk):
    entry = make_entry(cleo, home="energy")
    make_user("steward", energy=Role.STEWARD)
    concern = Concern.objects.report(entry, by=leaver, text="Is this true?")
    concern.answer_with("Of the steward.", by=User.objects.get(email="steward@example.org"))
    text = str(data_of(leaver))
    assert "Is this true?" in text
    assert "Of the steward." not in text


def test_the_file_holds_nothing_of_red(leaver):
    entry = make_entry(leaver, level=Level.RED, words={"problem": "For nobody else."})
    Saved.objects.create(user=leaver, entry=entry)
    UnsavedText.objects.create(user=leaver, key=entry.public_id, fields={"lesson": ["Red words."]})
    UnsavedText.objects.create(
        user=leaver, key="new", fields={"level": ["4"], "lesson": ["Red too."]}
    )
    UnsavedText.objects.create(
        user=leaver, key="other", fields={"level": ["1"], "lesson": ["Green."]}
    )
    text = str(data_of(leaver))
    assert "Green." in text
    assert not any(
        w in text for w in ("For nobody else.", "Red words.", "Red too.", entry.public_id)
    )


def test_the_file_holds_nothing_that_its_writer_may_no_longer_read(leaver, gus):
    make_entry(leaver, level=Level.STRICT, words={"problem": "Stays in the hospital."})
    assert "Stays in the hospital." in str(data_of(leaver))
    other = Organisation.objects.create(
        name="Other", party="business", home_sector=make_sector("energy")
    )
    User.objects.get(pk=leaver.pk).set_organisation(other, by=gus)
    assert "Stays in the hospital." not in str(data_of(leaver))


def test_the_file_leaves_out_what_was_typed_into_an_entry_that_is_out_of_sight(leaver):
    entry = make_entry(leaver, level=Level.AMBER)
    fields = {"lesson": ["Typed into a closed lesson."]}
    UnsavedText.objects.create(user=leaver, key=entry.public_id, base=1, fields=fields)
    assert "Typed into a closed lesson." in str(data_of(leaver))
    elsewhere = make_user("elsewhere")
    Entry.objects.filter(pk=entry.pk).update(level=Level.RED, author=elsewhere)
    text = str(data_of(leaver))
    assert "Typed into a closed lesson." not in text
    assert entry.public_id not in text


def test_what_was_left_out_is_in_ones_own_data_and_gone_with_the_account(leaver, cleo):
    entry = make_entry(cleo, home="energy")
    LeftOut.objects.leave(entry, by=leaver)
    LeftOut.objects.leave(make_sector("water"), by=leaver)
    kept = data_of(leaver)["kept"]["leftout"]
    assert {(row["entry"], row["sector"]) for row in kept} == {
        (entry.public_id, None),
        (None, "water"),
    }
    type(leaver).objects.filter(pk=leaver.pk).update(erased_at=timezone.now())
    forget_erased()
    assert not LeftOut.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_writer_waits_while_the_file_is_made(leaver, monkeypatch):
    make = own_data.own_data

    def seen(user):
        assert not connection.in_atomic_block
        return make(user)

    monkeypatch.setattr(own_data, "own_data", seen)
    assert data_of(leaver)["profile"]["email"] == "ada@example.org"
    assert AuditRecord.objects.filter(verb=Verb.DATA_EXPORTED, actor=leaver).count() == 1


def test_the_trail_says_nothing_of_a_file_that_was_not_made(leaver, monkeypatch):
    monkeypatch.setattr(own_data.zipfile, "ZipFile", lambda *asked: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        own_data.own_data_file(leaver)
    assert not AuditRecord.objects.filter(verb=Verb.DATA_EXPORTED).exists()


def test_the_file_says_its_highest_level(leaver):
    make_entry(leaver, level=Level.AMBER)
    assert data_of(leaver)["level"] == "TLP:AMBER"


def test_unsaved_text_leaves_without_its_restricted_detail_and_under_its_level(leaver):
    fields = {"lesson": ["Half a lesson."], "level": ["2"], "detail_text": ["The supplier is X."]}
    UnsavedText.objects.create(user=leaver, key="new1", base=None, fields=fields)
    data = data_of(leaver)
    assert "Half a lesson." in str(data)
    assert "The supplier is X." not in str(data)
    assert data["level"] == "TLP:AMBER"


def test_unsaved_text_of_an_entry_has_at_least_the_level_of_the_entry(leaver):
    entry = make_entry(leaver, level=Level.AMBER, status=Status.DRAFT)
    Entry.objects.filter(pk=entry.pk).update(author=leaver)
    UnsavedText.objects.create(user=leaver, key=entry.public_id, base=1, fields={"lesson": ["X."]})
    assert data_of(leaver)["level"] == "TLP:AMBER"


def test_who_recorded_for_an_organisation_that_stays_unnamed_is_not_in_the_file(leaver, cleo):
    entry = make_entry(leaver)
    Notification.objects.tell([leaver.pk], "travels", entry=entry, by=cleo)
    assert cleo.public_id not in str(data_of(leaver))


def test_links_lead_to_what_the_member_may_see_and_are_plain_words_else(leaver, cleo):
    seen = make_entry(cleo, home="energy", words={"title": "An open one"})
    near = make_entry(leaver, level=Level.AMBER, words={"title": "For a few"})
    red = make_entry(leaver, level=Level.RED, words={"title": "My red one"})
    closed = make_entry(cleo, home="energy", level=Level.AMBER, words={"title": "A closed one"})
    links = "[[An open one]], [[For a few]], [[My red one]], [[A closed one]], [[No such one]]"
    make_entry(leaver, words={"lesson": f"As in {links}."})
    UnsavedText.objects.create(user=leaver, key="new", fields={"problem": [f"Or {links}."]})
    data = data_of(leaver)
    at = f"{settings.SITE_URL}/entries"
    wanted = (
        f"[An open one]({at}/{seen.public_id}/), [For a few]({at}/{near.public_id}/), "
        "My red one, A closed one, No such one"
    )
    assert f"As in {wanted}." in {row["lesson"] for row in data["wordings"]}
    assert data["kept"]["unsavedtext"][0]["fields"]["problem"] == [f"Or {wanted}."]
    assert red.public_id not in str(data)
    assert closed.public_id not in str(data)


def test_a_link_leads_where_it_led_when_it_was_written_as_on_its_page(leaver, cleo):
    target = make_entry(cleo, home="energy", words={"title": "Old title"})
    text = "As in [[Old title]], [[Old title|there]] and[^1] [[None]].\n\n[^1]: See [[Old title]]."
    own = make_entry(leaver, words={"lesson": text})
    target.add_revision(writer=cleo, words=words(title="New title"))
    make_entry(cleo, home="energy", words={"title": "Old title"})
    Question.objects.ask(by=leaver, title="Which one?", text=text, home_sector=own.home_sector)
    data = data_of(leaver)
    at = f"{settings.SITE_URL}/entries/{target.public_id}/"
    assert data["wordings"][0]["lesson"] == (
        f"As in [Old title]({at}), [there]({at}) and[^1] None.\n\n[^1]: See [Old title]({at})."
    )
    plain = "As in Old title, there and[^1] None.\n\n[^1]: See Old title."
    assert data["questions"][0]["text"] == plain  # as on its page
