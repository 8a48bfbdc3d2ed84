"""What a question means, and what answers it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sharing.models import (
    Entry,
    Level,
    Openness,
    Status,
)
from sharing.recommendations import Meaning
from sharing.search import (
    did_you_mean,
    refresh,
    search,
)
from tests.factories import make_sector
from tests.sharing.search.asked import titles, write

pytestmark = pytest.mark.django_db


# The question


def test_words_are_ored_and_the_better_match_comes_first(ada):
    write(ada, "Alarm lists", "A nurse and an alarm.")
    write(ada, "A nurse")
    write(ada, "Windows")
    refresh()
    assert titles(ada, "alarm nurse") == ["Alarm lists", "A nurse"]


def test_dutch_and_english_are_found_by_their_forms(ada):
    write(ada, "Huizen zonder meldingen", language="nl")
    write(ada, "Houses without alarms")
    refresh()
    assert titles(ada, "huis") == ["Huizen zonder meldingen"]
    assert titles(ada, "house") == ["Houses without alarms"]
    assert titles(ada, "MELDING") == ["Huizen zonder meldingen"]


def test_a_phrase_is_found_in_order_only(ada):
    write(ada, "One", "The alarm list grew.")
    write(ada, "Two", "A list of every alarm.")
    write(ada, "The alarm: list", "Nothing.")
    refresh()
    assert set(titles(ada, '"alarm list"')) == {"One", "The alarm: list"}
    assert titles(ada, '"list alarm"') == []
    assert titles(ada, '"of every alarm" list') == ["Two"]


def test_a_minus_excludes(ada):
    write(ada, "Alarm at the ward")
    write(ada, "Alarm in the grid")
    refresh()
    assert titles(ada, "alarm -wards") == ["Alarm in the grid"]
    assert titles(ada, "-wards") == ["Alarm in the grid"]
    assert len(titles(ada, "alarm - wards")) == 2


def test_a_half_typed_word_is_found_while_typing(ada):
    write(ada, "Netbeheerders in nood", language="nl")
    refresh()
    assert titles(ada, "netbeh") == []
    assert titles(ada, "netbeh", is_typing=True) == ["Netbeheerders in nood"]


def test_synonyms_find_what_is_called_otherwise(ada):
    sector = make_sector("health")
    sector.synonyms_en = ["caregiver", "nurse"]
    sector.save()
    write(ada, "What a nurse does")
    write(ada, "A caregiver at home")
    refresh()
    assert titles(ada, "caregivers") == ["A caregiver at home", "What a nurse does"]


def test_who_types_a_narrower_thing_finds_it_and_not_all_of_its_sector(ada):
    sector = make_sector("energy")
    sector.synonyms_en = ["electricity", "grid operator = nl:netbeheerder", "gas = nl:aardgas"]
    sector.save()
    write(ada, "What a grid operator does")
    write(ada, "Wounds and gas of cows")
    write(ada, "Electricity at night")
    refresh()
    assert titles(ada, "netbeheerder") == ["What a grid operator does"]
    assert len(titles(ada, "electricity")) == 3
    assert len(titles(ada, "energie")) == 3


def test_archived_and_overdue_entries_sink(ada):
    archived = write(ada, "Pumps of before", status=Status.ARCHIVED)
    overdue = write(ada, "Pumps of before")
    current = write(ada, "Pumps of before")
    Entry.objects.filter(pk=overdue.pk).update(review_due_at="2020-01-01T00:00Z")
    refresh()
    found = search(Entry.objects.visible_to(ada), "pumps")
    assert [entry.pk for entry in found] == [current.pk, overdue.pk, archived.pk]


def test_meaning_lifts_what_words_found_and_brings_in_little(ada, monkeypatch):
    first = write(ada, "Pumps", "pumps pumps pumps")
    second = write(ada, "Doors and a pump")
    other = write(ada, "Windows")
    far = write(ada, "Near in meaning, but not near enough")
    hidden = write(ada, "Draft", status=Status.DRAFT)
    refresh()
    everything = Entry.objects.visible_to(ada)
    assert list(search(everything, "pumps")) == [first, second]
    meaning = Meaning(near={second.pk: 3.0, far.pk: 9.0}, found={other.pk: 0.8, hidden.pk: 1.0})
    monkeypatch.setattr("sharing.search.query.meaning_of", lambda *asked: meaning)
    assert list(search(everything, "pumps")) == [second, other, first]
    assert list(search(everything, "zzzz")) == [other]  # of which no word is known
    assert list(search(everything, "pumps", by_meaning=False)) == [first, second]
    assert list(search(everything, "pumps", is_typing=True)) == [first, second]
    assert list(search(everything, '"a pump"')) == [second]
    assert list(search(everything, "pumps", openness=Openness.EVERYONE)) == [first, second]


def test_what_words_say_is_not_said_again_by_meaning(ada, monkeypatch):
    by_words = write(ada, "Basements", "Two pumps stood there.")
    by_meaning = write(ada, "Windows")
    for _ in range(4):
        write(ada, "Doors")
    refresh()
    everything = Entry.objects.visible_to(ada)

    def points(**found):
        meaning = Meaning(found={entry.pk: share for entry, share in found.values()})
        monkeypatch.setattr("sharing.search.query.meaning_of", lambda *asked: meaning)
        return {entry.pk: entry.score for entry in search(everything, "pumps")}

    alone = points()[by_words.pk]
    both = points(one=(by_words, 0.5), two=(by_meaning, 0.5))
    assert alone < both[by_words.pk] < alone + both[by_meaning.pk]


@pytest.mark.parametrize("text", ["", "   ", None])
def test_no_question_gives_everything_newest_first(ada, text):
    write(ada, "One")
    write(ada, "Two")
    assert titles(ada, text or "") == ["Two", "One"]


@pytest.mark.parametrize("text", ["?", "the", "de het een", "😀", '""', "-", "zzzz"])
def test_a_question_that_nothing_answers_gives_nothing(ada, text):
    write(ada, "One")
    refresh()
    assert titles(ada, text) == []


def test_the_result_composes_like_any_queryset(ada, cleo):
    for number in range(5):
        write(ada, f"Pump {number}", level=Level.GREEN if number else Level.AMBER)
    refresh()
    found = search(Entry.objects.visible_to(ada), "pump")
    assert found.count() == 5
    assert found.exists()
    assert len(found[1:3]) == 2
    assert found.filter(level=Level.AMBER).count() == 1
    assert found.filter(home_sector__slug="health").select_related("home_sector").count() == 5
    assert all(score > 0 for score in found.values_list("score", flat=True))
    assert Entry.objects.filter(pk__in=found.values("pk")).count() == 5
    assert found.order_by("pk").first().score > 0
    assert found.exclude(pk__in=found.filter(level=Level.AMBER).values("pk")).count() == 4
    assert {entry.can_save for entry in found.with_abilities(ada)} == {True}
    assert search(Entry.objects.visible_to(cleo), "pump").count() == 4


# Typing errors


@pytest.fixture
def sensors(ada):
    write(ada, "Procurement of sensors", level=Level.CLEAR)
    refresh()


def test_a_typing_error_is_understood(sensors):
    assert did_you_mean("procuremetn") == "procurement"
    assert did_you_mean("the prcourement of snesors") == "the procurement of sensors"
    assert did_you_mean("procurement") is None
    assert did_you_mean("procurment") is None  # its stem is known: it is found as it stands
    assert did_you_mean("sensor") is None
    assert did_you_mean("zzzzzzzz") is None


def test_two_letters_are_forgiven_where_the_first_is_right(sensors):
    assert did_you_mean("senzorz") == "sensors"
    assert did_you_mean("zensors") == "sensors"
    assert did_you_mean("tenzors") is None


def test_no_word_of_hidden_entries_is_offered(ada):
    write(ada, "Quinoa", level=Level.AMBER)
    write(ada, "Procurement", level=Level.GREEN)
    refresh()
    assert did_you_mean("quinoaa") is None
    assert did_you_mean("procuremetn") == "procurement"
    assert did_you_mean("procuremetn", openness=Openness.EVERYONE) is None


# Any input


class AnyText(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=80) | st.sampled_from(['"a b', "-" * 99, "'; --", "%", "a" * 10_000]))
    def test_any_text_is_answered(self, text):
        list(search(Entry.objects.all(), text, is_typing=True)[:5])
        did_you_mean(text)


def test_a_name_of_several_words_is_found_whole_and_not_in_pieces(ada):
    sector = make_sector("energy")
    sector.synonyms_en = ["grid operator = nl:netbeheerder"]
    sector.save()
    write(ada, "Where the grid operator waits")
    write(ada, "An operator of cranes")
    write(ada, "A grid of cows")
    refresh()
    assert titles(ada, "netbeheerder") == ["Where the grid operator waits"]
