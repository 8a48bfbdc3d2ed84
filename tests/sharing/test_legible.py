"""What nobody sees is in no text, on any way in, and turns no words of the page around."""

from __future__ import annotations

import io

import pytest
from django.db import models
from django.urls import reverse

from accounts.legible import legible
from accounts.models import User, WrittenLine, WrittenText
from config.middleware import legible_requests
from sharing import markup
from sharing.models import Barrier, Concern, Entry, Question, Revision
from tests.factories import make_entry, make_user
from tests.leaks.canaries import WITHOUT_CANARY, guarded_models, text_fields
from tests.sharing.doing.raising import ask, report

TURNED = "Safe \u202egnp.exe\u202c and \u2067back\u2069, \u200bhid\ufeffden, \U000e0041tag"
SEEN = "Safe gnp.exe and back, hidden, tag"


@pytest.mark.parametrize(
    "text",
    ["Zorg é 🚒 👩‍⚕️ ❤️", "Two\nlines\tand a tab", "می‌خواهم", "שלום", ""],
)
def test_what_people_write_stays_as_it_is(text):
    assert legible(text) == text


def test_controls_are_taken_out():
    assert legible(TURNED) == SEEN
    assert legible("a\x00b\x1bc\x85") == "abc\x85"


def test_an_entity_brings_none_in(db):
    assert markup.render("&#x202E;evil &rlm;x", document_id="e", targets={}).strip() == (
        "<p>evil x</p>"
    )


@pytest.mark.django_db
def test_words_are_kept_legible_on_each_way_in(ada, eva):
    entry = make_entry(ada, words={"title": TURNED, "problem": TURNED})
    revision = Revision.objects.get(pk=entry.current_revision_id)
    assert (revision.title, revision.problem) == (SEEN, SEEN)
    assert "\u202e" not in str(revision.rendered)
    barrier = report(ada, title=TURNED, text=TURNED)
    question = ask(ada, title=TURNED)
    for row in (barrier, question):
        assert row.title == SEEN
        row.refresh_from_db()
        assert row.title == SEEN
    assert "\u202e" not in barrier.rendered
    Barrier.objects.update(title=TURNED)  # past every verb
    assert Barrier.objects.get().title == SEEN
    somebody = make_user("Ida\u202e")
    somebody.name = "Ida \u202eadI"
    somebody.save()
    assert User.objects.get(pk=somebody.pk).name == somebody.name == "Ida adI"
    assert Entry.objects.get(pk=entry.pk).get_absolute_url()


# Columns of words that are made of others, typed by nobody, or never shown as a sentence.
MADE = {"rendered", "email", "domain", "evidence", "source", "source_id", "change_url", "fields"}


def test_every_column_of_words_that_others_read_is_kept_so():
    typed_by_nobody = set().union(*WITHOUT_CANARY.values())
    plain = {
        f"{model._meta.label_lower}.{column.name}"
        for model in guarded_models()
        for column in text_fields(model)
        if not isinstance(column, (WrittenLine, WrittenText))
        and column.name not in MADE
        and not isinstance(column, models.JSONField)
    }
    assert plain - typed_by_nobody == set()


@pytest.mark.parametrize(
    "nothing", ["\u200b \u200b", "\u2066\u2069", " \t ", "\u200c", "\ufe0f", "\u00ad", "\u2800"]
)
def test_a_name_of_which_nothing_is_seen_is_none_and_breaks_no_page(client, ada, cleo, nothing):
    User.objects.filter(pk=ada.pk).update(name=nothing)
    unsaid = User.objects.get(pk=ada.pk)
    assert (unsaid.shown_name, unsaid.initials) == ("A member", "AM")
    unsaid.name = nothing
    unsaid.save()
    assert User.objects.get(pk=ada.pk).name == ""
    ask(cleo).answer_with(by=ada, text="We did, in May.")
    client.force_login(cleo)
    assert client.get(Question.objects.get().get_absolute_url()).status_code == 200


def test_of_which_nothing_is_seen_nothing_was_said(client, ada, cleo):
    entry = make_entry(cleo, home="energy")
    client.force_login(ada)
    address = reverse("sharing:concern_new", args=[entry.public_id])
    page = client.post(address, {"text": "\u200b\u2060"})
    assert "aria-invalid" in page.text
    assert not Concern.objects.exists()


def test_what_came_in_half_is_refused_as_without(client):
    class Torn(io.BytesIO):
        def read(self, *_size):
            raise OSError("the line broke")

    torn = {"wsgi.input": Torn(), "CONTENT_LENGTH": "9"}
    client.handler.enforce_csrf_checks = True
    assert client.post(reverse("set_language"), **torn).status_code == 403


def test_a_password_is_what_it_is(rf):
    seen = {}
    site = legible_requests(lambda request: seen.update(request.POST.dict()))
    site(rf.post("/", {"password": "a\u200bb", "name": "a\u200bb"}))
    assert seen == {"password": "a\u200bb", "name": "ab"}
