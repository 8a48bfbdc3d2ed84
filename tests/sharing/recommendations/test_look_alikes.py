"""While somebody writes: what looks like it, also in the other language, and whether it is the same."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import Role
from sharing.knowing import similar_while_writing
from sharing.knowing.similar import SHORTEST
from sharing.models import Entry, Level
from sharing.recommendations import refresh
from sharing.search import shares_said
from tests.factories import make_entry, make_user

from .told import tell

pytestmark = pytest.mark.django_db

# Title and summary of an entry as somebody else may write them in the other language.
SAID_AGAIN = {
    "alarm-health": (
        "nl",
        "Halveer het gepiep op de verpleegafdeling door bij elke piep te vragen wie er loopt",
        "Op onze hartafdeling leidde 86% van de alarmen tot niets; nieuwe grenzen, een korte vertraging"
        " en een regel over batterijen haalden de helft weg.",
    ),
    "rosters-health": (
        "en",
        "Plan the winter rush on the ward six weeks ahead with three signals from the neighbourhood",
        "With three numbers from the district we know six weeks before how many beds we need.",
    ),
    "student-helpdesk": (
        "nl",
        "Laat studenten de laptophelpdesk draaien met een betaalde docent binnen tien meter",
        "Jongeren helpen elkaar met hun laptops, en een docent is dichtbij.",
    ),
}
LOCKED_IN = (
    "Old control software of a lock keeps us with one supplier",
    "The maker of our lock doors owns the source code; every change takes eight months and costs"
    " 40,000 euros.",
)
BREAD = ("How to bake sourdough bread", "We bake bread at home and the crust keeps burning.")


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield tell()
        transaction.set_rollback(True)


def found(user, title, summary, language="en"):
    said = f"{title}. {summary}"
    return similar_while_writing(said, language, user, said=said)


@pytest.mark.parametrize("key", SAID_AGAIN)
def test_the_same_in_the_other_language_stands_first_and_is_called_the_same(told, ada, key):
    language, *words = SAID_AGAIN[key]
    first, *others = found(ada, *words, language)
    assert first.entry == told[key]
    assert first.is_near_copy
    assert not [one for one in others if one.is_near_copy]


def test_title_and_summary_of_another_are_a_copy_before_the_rest_is_written(told, ada):
    revision = told["alarm-industry"].current_revision
    first, *_others = found(ada, revision.title, revision.summary)
    assert first.entry == told["alarm-industry"]
    assert first.is_near_copy


def test_no_two_entries_of_the_demonstration_are_called_the_same(told, ada):
    for entry in list(told.values())[::6]:
        revision = entry.current_revision
        others = found(ada, revision.title, revision.summary, entry.language)
        assert {one.entry for one in others if one.is_near_copy} <= {entry}


def test_the_same_problem_of_other_sectors_is_found_in_either_language(told, ada):
    keys = {entry.pk: key for key, entry in told.items()}
    shown = {keys[one.entry.pk] for one in found(ada, *LOCKED_IN)}
    assert len(shown & {"lockin-culture", "lockin-mobility", "lockin-water"}) >= 2


def test_one_sentence_that_an_entry_tells_shows_that_entry_first(told, ada):
    """Its words tell it, where one sentence says too little of what a whole entry is about."""
    missed = []
    for key, entry in list(told.items())[::2]:
        sentences = re.split(r"(?<=[.!?])\s+", entry.current_revision.problem)
        sentence = sentences[len(sentences) // 2]
        if len(sentence) >= SHORTEST:
            first = similar_while_writing(sentence, entry.language, ada)[:1]
            missed += [key] * ([one.entry for one in first] != [entry])
    assert missed == []


def test_of_a_few_words_nothing_is_said_by_an_entry(told):
    entry = told["alarm-health"]
    sentence = "De verpleegkundigen halveerden de alarmen op de hartbewaking vorig jaar."
    assert shares_said("De alarmen op de afdeling.", "nl", [entry.pk]) == {}
    others = [other.pk for other in told.values() if other != entry]
    said = shares_said(sentence, "nl", [entry.pk, *others])
    assert all(0 < share <= 1 for share in said.values())
    assert said.keys() <= {entry.pk, *others}


def test_what_nobody_told_looks_like_nothing(told, ada):
    assert found(ada, *BREAD) == []


def test_what_the_writer_may_not_read_looks_like_nothing(told, ada, cleo):
    words = {"title": BREAD[0], "summary": BREAD[1], "problem": BREAD[1]}
    entry = make_entry(ada, level=Level.AMBER, words=words)
    refresh()
    assert [one.entry for one in found(ada, *BREAD)] == [entry]
    assert found(cleo, *BREAD) == []


# The page


@pytest.fixture
def writer(hospital):
    return make_user("wilma", hospital, health=Role.CONTRIBUTOR)


def typed(key: str, **more) -> dict:
    language, title, summary = SAID_AGAIN[key]
    return {"title": title, "summary": summary, "problem": "", "language": language} | more


def test_a_script_is_answered_with_what_looks_like_it_once_for_each_width(told, client, writer):
    client.force_login(writer)
    answer = client.post(reverse("sharing:similar"), typed("alarm-health")).content.decode()
    assert answer.count(told["alarm-health"].get_absolute_url()) == 2
    assert answer.count("Nearly the same as yours") == 2
    assert 'id="similar-narrow"' in answer


def test_without_a_script_the_preview_and_a_draft_show_it(told, client, writer):
    client.force_login(writer)
    new = reverse("sharing:entry_new") + "?kind=lesson"
    token = re.search(r'name="token" value="([^"]+)"', client.get(new).content.decode())[1]
    page = client.post(new, typed("alarm-health", token=token, preview="all")).content.decode()
    assert told["alarm-health"].get_absolute_url() in page
    words = {"title": SAID_AGAIN["alarm-health"][1], "summary": SAID_AGAIN["alarm-health"][2]}
    draft = make_entry(writer, status="draft", language="nl", words=words)
    page = client.get(reverse("sharing:entry_edit", args=[draft.public_id])).content.decode()
    assert told["alarm-health"].get_absolute_url() in page


def test_an_empty_form_says_that_we_look(client, writer):
    client.force_login(writer)
    page = client.get(reverse("sharing:entry_new") + "?kind=lesson").content.decode()
    assert "We look as you write" in page


def test_the_entry_itself_does_not_look_like_it(told, client, ada):
    own = Entry.objects.filter(pk=told["alarm-health"].pk)
    own.update(author=ada.pk)
    client.force_login(ada)
    said = typed("alarm-health", own=told["alarm-health"].public_id)
    assert "Nearly the same" not in client.post(reverse("sharing:similar"), said).content.decode()


def test_only_members_are_told(told, client, db):
    waiting = make_user("nobody")
    type(waiting).objects.filter(pk=waiting.pk).update(admitted_at=None)
    assert client.post(reverse("sharing:similar"), typed("alarm-health")).status_code == 403
    client.force_login(waiting)
    assert client.post(reverse("sharing:similar"), typed("alarm-health"))["Location"] == "/waiting/"


def test_far_too_much_text_is_no_error(told, client, writer):
    client.force_login(writer)
    said = typed("alarm-health", problem="alarm " * 50_000, language="xx", own="\0")
    assert client.post(reverse("sharing:similar"), said).status_code == 200
