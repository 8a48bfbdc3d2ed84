"""What is typed into any other form is kept as well: it stands there again, for its writer, until it is sent."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.forms import BaseForm, CharField

from accounts.models import Party
from sharing.models import (
    Application,
    Barrier,
    Concern,
    Introduction,
    Level,
    Question,
    Situation,
    Status,
    UnsavedText,
    has_words,
)
from sharing.transfer.own_data import own_data
from sharing.views import barrier_acts
from tests.factories import make_entry, make_sector
from tests.sharing.doing.raising import ask, report

from .typed import at, token_in, url

pytestmark = pytest.mark.django_db
TYPED = "Half a thought, typed by hand."


def key_of(page: str) -> str:
    """The key under which the script of this page keeps what is typed."""
    return page.split('data-autosave="/unsaved/')[1].split("/")[0]


@pytest.fixture
def forms(ada, cleo, dirk):
    """Forms that ada may send, each with the field that she types into."""
    entry = make_entry(cleo, home="energy")
    question = ask(dirk)
    mine = report(ada, title="Mine to put in other words")
    concern = Concern.objects.report(make_entry(ada), by=cleo, text="I worry.")
    talk = Introduction.objects.ask(ada, by=cleo, text="May I call you?")
    situation = Situation.objects.write(by=ada, text="We move house.", title="", language="en")
    ours = ask(ada)
    assert concern.pk
    read = make_entry(cleo, home="energy", status=Status.DRAFT)
    read.submit(by=cleo, reviewers=[ada])
    return {
        "barrier": (url("barrier_new"), "text"),
        "barrier from an entry": (url("barrier_new") + f"?entry={entry.public_id}", "text"),
        "other words of a barrier": (url("barrier_reword", mine.public_id), "text"),
        "question": (url("question_new"), "text"),
        "question from an entry": (url("question_new") + f"?entry={entry.public_id}", "text"),
        "other words of a question": (url("question_reword", ours.public_id), "text"),
        "answer": (question.get_absolute_url(), "text"),
        "situation": (url("situations"), "text"),
        "another wording of a situation": (url("situation_edit", situation.public_id), "text"),
        "application": (url("application_record", entry.public_id), "adapted"),
        "step on the page of the entry": (entry.get_absolute_url(), "reason"),
        "review": (url("entry_review", read.public_id), "comment"),
        "concern": (url("concern_new", entry.public_id), "text"),
        "talk": (url("introduction_new", dirk.public_id), "text"),
        "answer to a talk": (talk.get_absolute_url(), "answer"),
    }


def test_what_is_typed_stands_in_the_form_when_it_is_opened_again(as_ada, forms):
    for name, (address, field) in forms.items():
        page = as_ada.get(address).content.decode()
        assert "js/autosave.js" in page, name
        assert 'id="kept" role="status"' in page, name
        said = as_ada.post(at(key_of(page)), {field: TYPED}).json()["said"]
        assert said.startswith("Kept at "), name
        page = as_ada.get(address).content.decode()
        assert TYPED in page, name
        assert "and did not send it" in page, name
        assert "Start anew" in page, name


def test_each_form_keeps_its_own(as_ada, forms):
    keys = [key_of(as_ada.get(address).content.decode()) for address, _field in forms.values()]
    assert len(set(keys)) == len(keys)


def test_started_anew_the_form_is_empty(as_ada, forms):
    for address, field in forms.values():
        key = key_of(as_ada.get(address).content.decode())
        as_ada.post(at(key), {field: TYPED})
        answer = as_ada.post(at(key), {"throw_away": "1", "next": address})
        assert answer.url == address
        assert TYPED not in as_ada.get(address).content.decode()


def test_what_a_form_refuses_is_kept_without_a_script_too(as_ada, forms):
    for name in ("barrier", "question", "application", "answer to a talk"):
        address, field = forms[name]
        data = {field: TYPED, "do": "pass_on", "whole": "1"}
        assert as_ada.post(address, data).status_code == 200
        assert TYPED in as_ada.get(address).content.decode(), name


def test_nobody_else_finds_it_in_their_form(as_ada, client, ben, gus):
    as_ada.post(at("question"), {"title": TYPED})
    for other in (ben, gus):
        client.force_login(other)
        assert TYPED not in client.get(url("question_new")).content.decode()


def test_a_form_in_which_nothing_was_typed_is_not_kept(as_ada):
    chosen = {"kind": "legal", "party": "government", "level": "1", "title": "  ", "text": ""}
    assert as_ada.post(at("barrier"), chosen).json() == {"said": ""}
    as_ada.post(at("barrier"), chosen | {"text": TYPED})
    as_ada.post(at("barrier"), chosen)
    assert not UnsavedText.objects.exists()


def kept_forms() -> set[type[BaseForm]]:
    """Every form in which what was typed stands again, as the views say."""
    found = {act.form for act in vars(barrier_acts).values() if isinstance(act, barrier_acts.Act)}
    for path in Path(barrier_acts.__file__).parent.glob("*.py"):
        module = import_module(f"sharing.views.{path.stem}")
        names = re.findall(r"typed_in\((\w+Form)\b", path.read_text())
        found |= {getattr(module, name) for name in names}
    return found


def test_what_is_typed_is_words_and_what_is_chosen_is_none_in_every_form_that_is_kept():
    fields = {item for form in kept_forms() for item in form.base_fields.items()}
    assert len(fields) > 50
    for name, field in fields:
        is_typed = isinstance(field, CharField) and not field.widget.is_hidden
        assert has_words({name: ["1"]}) is is_typed, name


def test_sent_it_is_kept_no_more(as_ada, ada, cleo, dirk):
    health = make_sector("health").pk
    entry, question = make_entry(cleo, home="energy"), ask(dirk)
    sent = {
        url("situations"): {"text": "We are about to move house.", "language": "en"},
        url("question_new"): {
            "title": "Who moved house?",
            "text": "We will.",
            "home_sector": health,
            "language": "en",
            "level": 1,
        },
        question.get_absolute_url(): {"text": "I know."},
        url("application_record", entry.public_id): {"step": "piloting", "whole": "1"},
        url("barrier_new"): {
            "title": "A law of last century",
            "text": "It says no.",
            "kind": "legal",
            "party": Party.GOVERNMENT,
            "home_sector": health,
            "level": 1,
            "language": "en",
        },
        url("concern_new", entry.public_id): {"text": "I worry."},
        url("introduction_new", dirk.public_id): {"text": "May I call you?"},
    }
    for address, data in sent.items():
        as_ada.post(at(key_of(as_ada.get(address).content.decode())), {"text": TYPED})
        assert as_ada.post(address, data).status_code == 302, address
        assert not UnsavedText.objects.exists(), address
    counts = [model.objects.count() for model in (Situation, Question, Barrier, Application)]
    assert counts == [1, 2, 1, 1]


def test_what_is_recorded_in_short_leaves_what_was_typed_into_the_whole_form(as_ada, ada, forms):
    (whole, _), (short, _) = forms["application"], forms["step on the page of the entry"]
    for address, field in ((whole, "adapted"), (short, "reason")):
        as_ada.post(at(key_of(as_ada.get(address).text)), {field: f"{field}: {TYPED}"})
    assert as_ada.post(whole, {"step": "", "reason": "Not said yet."}).status_code == 200
    assert f"adapted: {TYPED}" in as_ada.get(whole).text
    assert "Not said yet." in as_ada.get(short).text
    assert as_ada.post(whole, {"step": "piloting"}).status_code == 302
    assert f"adapted: {TYPED}" in as_ada.get(whole).text
    assert "and did not send it" not in as_ada.get(short).text
    assert as_ada.post(whole, {"step": "piloting", "whole": "1"}).status_code == 302
    assert not UnsavedText.objects.exists()


def test_ticks_and_choices_are_kept_with_the_words(as_ada):
    typed = {"title": TYPED, "kind": "funding", "party": "science", "level": "2"}
    as_ada.post(at("barrier"), typed | {"addressed_to_add": "Grid"})
    page = as_ada.get(url("barrier_new")).content.decode()
    for chosen in ('value="funding"', 'value="science"', 'value="Grid"'):
        assert chosen in page
    assert page.count(" checked") >= 3


def test_one_s_own_data_hold_it_but_never_what_was_typed_about_a_red_entry(ada, cleo):
    entry = make_entry(cleo, home="energy", level=Level.RED, named_people=[ada])
    fields = {"adapted": [TYPED]}
    UnsavedText.objects.keep(ada, f"application-{entry.public_id}", fields, base=None)
    assert TYPED not in json.dumps(own_data(ada), default=str)
    entry.named_people.clear()
    assert TYPED not in json.dumps(own_data(ada), default=str)
    UnsavedText.objects.keep(ada, "situation", {"text": [TYPED]}, base=None)
    assert TYPED in json.dumps(own_data(ada), default=str)


def test_what_was_typed_about_an_amber_question_leaves_under_its_level(ada, dirk):
    question = ask(dirk, level=Level.AMBER)
    ada.memberships.create(sector=make_sector("energy"), role=10)
    fields = {"text": [TYPED]}
    UnsavedText.objects.keep(ada, f"answer-{question.public_id}", fields, base=None)
    assert own_data(ada)["level"] == "TLP:AMBER"


# A new entry


def test_an_entry_that_was_begun_is_offered_where_another_is_begun(as_ada):
    answer = as_ada.get("/entries/new/?kind=lesson")
    page = answer.content.decode()
    key = key_of(page)
    assert f'data-here="?text={key}"' in page
    typed = {"title": "A beginning", "lesson": "", "kind": "lesson"}
    as_ada.post(at(key), typed | {"token": token_in(answer)})
    page = as_ada.get("/entries/new/?kind=lesson").content.decode()
    assert "Begun, and not saved yet" in page
    assert f"/entries/new/?text={key}" in page
    page = as_ada.get(f"/entries/new/?text={key}").content.decode()
    assert 'value="A beginning"' in page
    assert "Begun, and not saved yet" not in page


def test_an_empty_entry_that_is_sent_for_review_leaves_nothing_without_a_title(as_ada):
    sent = {"title": "", "lesson": "", "kind": "lesson", "language": "en", "then": "submit"}
    assert as_ada.post("/entries/new/", sent).status_code == 200
    assert "Without a title" not in as_ada.get("/entries/new/").content.decode()
    assert not UnsavedText.objects.exists()


def test_what_nobody_sees_is_not_kept(client, ada, cleo):
    question = ask(ada)
    client.force_login(cleo)
    key = f"answer-{question.public_id}"
    sent = client.post(at(key), {"text": f"{TYPED}\0\u202e", "\0": "x"})
    assert sent.status_code == 200
    assert UnsavedText.objects.get(key=key).fields == {"text": [TYPED], "": ["x"]}
