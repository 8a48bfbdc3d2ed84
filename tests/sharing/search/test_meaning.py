"""What answers a question in other words, or in the other language, is found by its meaning."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sharing.models import Entry, Level
from sharing.recommendations import meaning_of, questions
from sharing.recommendations import refresh as refresh_vectors
from sharing.search import refresh, search
from tests.factories import make_entry, make_sector

pytestmark = pytest.mark.django_db

STORIES = [
    ("en", "Halve the beeping on a ward", "Nurses heard three hundred false alarms a shift."),
    ("nl", "Begin bij de stations met de meeste meldingen", "In een storm kwamen er te veel alarmen."),
    ("en", "Let growers lend each other pickers", "In a warm week the strawberries ripen at once."),
    ("nl", "Scan de schoenendoos met foto's", "Families bewaren oude foto's op zolder."),
    ("en", "Keep no copies of passports", "The bank kept scans of identity papers for years."),
    ("nl", "Schrijf brieven die huurders begrijpen", "Huurders lazen de brief niet tot het einde."),
]  # fmt: skip


@pytest.fixture
def stories(ada, settings):
    settings.SENTENCE_ENCODER = "use-multilingual-3"
    questions.forget()
    made = {}
    for language, title, problem in STORIES * 3:  # enough of them to know what is usual
        words = {"title": title, "summary": problem, "problem": problem, "approach": "We tried."}
        words |= {"results": "", "lesson": title, "conditions": "", "privacy": "None."}
        made[title] = make_entry(ada, words=words, language=language, level=Level.GREEN)
    refresh()
    refresh_vectors()
    return made


def found(user, text):
    return [e.current_revision.title for e in search(Entry.objects.visible_to(user), text)]


def test_an_english_question_finds_what_is_told_in_dutch(ada, stories):
    assert "Scan de schoenendoos met foto's" in found(ada, "old family photographs")


def test_a_dutch_question_finds_what_is_told_in_english(ada, stories):
    assert "Keep no copies of passports" in found(ada, "identiteitsbewijzen van klanten")


def test_nonsense_means_nothing(ada, stories):
    for text in ("xyzzy", "😀", "guitar chords"):
        assert not meaning_of(text).found
        assert found(ada, text) == []


@pytest.mark.parametrize("text", ["-photographs", "the", "de het", '"false alarms"'])
def test_what_no_meaning_was_asked_of_is_not_said_to_be_found_by_it(client, ada, stories, text):
    client.force_login(ada)
    page = client.get(reverse("sharing:explore"), {"q": text})
    assert page.status_code == 200
    assert "by its meaning" not in page.text


def test_a_visitor_gets_words_alone(client, ada, stories):
    page = client.get(reverse("sharing:explore"), {"q": "family photographs"})
    assert "Scan de schoenendoos" not in page.text


def test_what_is_found_by_its_meaning_is_marked_as_such(client, ada, stories):
    client.force_login(ada)
    page = client.get(reverse("sharing:explore"), {"q": "old family photographs"})
    assert "Found by its meaning: it is told in Dutch." in page.text
    first = client.get(reverse("sharing:explore"), {"q": "schoenendoos"}).text.split("</article>")[
        0
    ]
    assert "<mark>schoenendoos</mark>" in first
    assert "Found by its meaning" not in first


def test_a_word_whose_parts_are_joined_is_no_word_found_by_its_meaning(client, ada, stories):
    words = {"title": "Lost e-mails", "summary": "In short.", "problem": "It cost 38.400 euros."}
    words |= {"approach": "How.", "results": "", "lesson": "", "conditions": "", "privacy": "None."}
    make_entry(ada, words=words, language="en")
    refresh()
    client.force_login(ada)
    for asked, marked in (("email", "e-mails"), ("38400", "38.400")):
        page = client.get(reverse("sharing:explore"), {"q": asked}).text
        row = page.split("</article>")[0]
        assert f"<mark>{marked}</mark>" in row
        assert "by its meaning" not in row


def test_filters_and_pages_hold_for_what_is_found_by_its_meaning(client, ada, stories):
    client.force_login(ada)
    asked = {"q": "old family photographs", "language": "en"}
    assert "Scan de schoenendoos" not in client.get(reverse("sharing:explore"), asked).text


def test_no_hidden_entry_displaces_what_another_reader_finds(ada, cleo, stories):
    before = found(cleo, "old family photographs")
    for _ in range(12):
        words = {"title": "Secret family photographs", "summary": "Old family photographs."}
        words |= {
            "problem": "Old family photographs were lost.",
            "approach": "A box.",
            "results": "",
        }
        words |= {"lesson": "Old photographs.", "conditions": "", "privacy": "None."}
        make_entry(ada, words=words, level=Level.AMBER)
    refresh()
    refresh_vectors()
    questions.forget()
    assert "Secret family photographs" in found(ada, "old family photographs")
    assert found(cleo, "old family photographs") == before


@pytest.mark.parametrize(
    "text", ["alarms gondola", "gondola", "photographs albums", "identity customers", "pictures"]
)
def test_a_word_that_only_hidden_entries_have_moves_no_score(ada, cleo, stories, text):
    def scores():
        questions.forget()
        return list(search(Entry.objects.visible_to(cleo), text).values_list("pk", "score"))

    before = scores()
    words = {"title": "Gondola", "summary": "Photographs albums customers pictures gondola."}
    make_entry(ada, words=words, level=Level.STRICT)
    refresh()
    refresh_vectors()
    assert scores() == before


def test_restricted_entries_take_no_place_of_each_other_before_it_is_asked_who_reads_them(
    stories, monkeypatch
):
    restricted = range(9_001, 9_001 + 2 * questions.FOUND)
    beside = {True: {}, False: dict.fromkeys(restricted, 0.9)}
    monkeypatch.setattr(questions, "_beside", lambda seeds: beside)
    assert set(restricted) <= meaning_of("old family photographs").found.keys()


def test_nothing_goes_missing_while_another_encoder_is_set(ada, stories, settings):
    settings.SENTENCE_ENCODER = "hashed-grams"
    assert "Scan de schoenendoos met foto's" in found(ada, "old family photographs")
    refresh_vectors()  # into a space of the other encoder, which then serves
    assert "Scan de schoenendoos met foto's" in found(ada, "schoenendoos")


def test_an_encoder_that_knows_letters_alone_brings_in_nothing_and_explains_nothing(
    client, ada, stories, settings
):
    settings.SENTENCE_ENCODER = "hashed-grams"
    refresh_vectors()
    questions.forget()
    restricted = {True: {}, False: dict.fromkeys([9_001], 0.9)}
    client.force_login(ada)
    for text in ("schoendozen fotograaf", "schoenendozen", "alarmering", "strawberry photos"):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(questions, "_beside", lambda seeds: restricted)
            assert not meaning_of(text).found
        page = client.get(reverse("sharing:explore"), {"q": text}).text
        assert "by its meaning" not in page
    assert meaning_of("false alarms").near  # what words found it still puts in order
    with pytest.MonkeyPatch.context() as patched:  # no word is shown, of whatever it was found by
        patched.setattr("sharing.views.explore.Naming.names", lambda *names: False)
        page = client.get(reverse("sharing:explore"), {"q": "hospital"}).text
        assert "<h2" in page
        assert "by its meaning" not in page


def test_a_space_that_was_replaced_between_two_queries_means_nothing_and_breaks_nothing(db):
    assert not meaning_of("alarms on a ward", uuid4()).found


def test_a_page_with_all_that_search_can_do_takes_twelve_queries_at_most(client, ada, stories):
    sector = make_sector("health")
    sector.synonyms_en = ["beeping = false alarms"]
    sector.save()
    client.force_login(ada)
    text = "beeping nurzes on a ward"
    meaning_of(text)  # a process holds the vectors for half a minute: one query more to read them
    with CaptureQueriesContext(connection) as asked:
        page = client.get(reverse("sharing:explore"), {"q": text}).text
    tables = [query["sql"] for query in asked if "sharing_" in query["sql"]]
    assert any("sharing_similarity" in sql for sql in tables)  # it asked what it means
    assert any("value1" in sql for sql in tables)  # the name of several words
    assert "nurses" in page  # and what was meant by a typing error
    assert len(asked) <= 12
