"""What is offered for a word that stands nowhere: what it was meant to be, or nothing."""

from __future__ import annotations

import pytest

from sharing.models import Level
from sharing.recommendations import Meaning
from sharing.search import did_you_mean, refresh, words_of
from sharing.search.spelling import is_form_of
from tests.factories import make_theme
from tests.sharing.doing.pages import page_for
from tests.sharing.search.asked import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarms(ada):
    theme = make_theme("alarms")
    theme.synonyms_en = ["alarm fatigue"]
    theme.synonyms_nl = ["bel = nl:alarmvermoeidheid"]
    theme.save()
    write(ada, "A shorter alarm list", "Wie zich aanmeldt, wacht.", level=Level.CLEAR)
    write(ada, "Pumps that overlopen")
    refresh()
    return theme


def test_two_words_are_mended_of_which_only_a_theme_knows_one(alarms):
    named = words_of([alarms])
    assert did_you_mean("alarn fatigeu", named=named) == "alarm fatigue"
    assert did_you_mean("alarmvermoeidhied", named=named) == "alarmvermoeidheid"
    assert did_you_mean("fatigue", named=named) is None


def test_another_form_of_a_word_is_no_error_of_it(alarms):
    assert did_you_mean("aanmelden") is None
    assert did_you_mean("aamneldt") == "aanmeldt"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("aanmelden", "aanmeldt", True),
        ("sensor", "sensors", True),
        ("training", "trainer", True),
        ("incidens", "incident", False),
        ("databas", "database", False),
        ("alarn", "alarm", False),
        ("ten", "t", False),
    ],
)
def test_words_that_differ_by_their_endings_are_forms_of_one(one, other, expected):
    assert is_form_of(one, other) is is_form_of(other, one) is expected


def test_what_is_answered_in_other_words_is_not_mended_far(client, ada, alarms, monkeypatch):
    """A right word that merely stands nowhere; a slip of one letter is still thought of."""
    entry = write(ada, "Nobody types it twice")
    refresh()
    assert did_you_mean("overtypen") == "overlopen"
    assert did_you_mean("overtypen", is_answered=True) is None
    found = Meaning(found={entry.pk: 1.0})
    monkeypatch.setattr("sharing.search.query.meaning_of", lambda *asked: found)
    html = page_for(client, ada, "/explore/", q="overtypen")
    assert "Nobody types it twice" in html
    assert "overlopen</" not in html
    assert "alarm</" in page_for(client, ada, "/explore/", q="alarn")
    assert "fatigue</" in page_for(client, ada, "/explore/", q="alarn fatigeu")
