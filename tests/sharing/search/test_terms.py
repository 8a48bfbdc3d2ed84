"""Questions and texts become terms: both languages, any input."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.search.terms import (
    LONGEST_WORD,
    MOST_WORDS,
    Group,
    Synonyms,
    frequencies,
    question,
    spellings,
    stems,
    terms,
    tokens,
)


def words_of(text):
    return [token.word for token in tokens(text)]


def test_case_and_accents_make_no_difference():
    assert words_of("Café NAÏEVE coördinatie") == ["cafe", "naieve", "coordinatie"]
    assert list(terms("Cafe\u0301", "en")) == list(terms("café", "en"))


def test_a_hyphenated_word_is_found_by_its_parts_and_as_a_whole():
    assert words_of("e-mail zorg-ICT") == ["e", "mail", "email", "zorg", "ict", "zorgict"]
    assert words_of("2026-03-14") == ["2026", "03", "14"]


@pytest.mark.parametrize("written", ["38.400", "38,400"])
def test_a_number_is_found_however_its_thousands_are_parted(written):
    assert words_of(f"It cost {written} euros.")[2:5] == ["38", "400", "38400"]
    assert "38400" in question(written).words
    assert words_of("1.5 or 2,25, or 10.0.0.1") == [
        "1",
        "5",
        "or",
        "2",
        "25",
        "or",
        "10",
        "0",
        "0",
        "1",
    ]


def test_endings_behind_an_apostrophe_are_dropped():
    assert words_of("foto's don't nurse’s") == ["foto", "don", "nurse"]


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("alarm", "alarmen", "nl"),
        ("huis", "huizen", "nl"),
        ("brief", "brieven", "nl"),
        ("les", "lessen", "nl"),
        ("systeem", "systemen", "nl"),
        ("netbeheerder", "netbeheerders", "nl"),
        ("alarm", "alarms", "en"),
        ("nurse", "nurses", "en"),
        ("sharing", "shared", "en"),
    ],
)
def test_forms_of_one_word_are_one_term(one, other, language):
    assert list(terms(one, language)) == list(terms(other, language))


@pytest.mark.parametrize(("one", "other"), [("gezond", "zon"), ("gemeente", "meen")])
def test_different_dutch_words_stay_apart(one, other):
    assert stems(one) != stems(other)


def test_stop_words_are_not_indexed_and_titles_count_twice():
    counted = frequencies("The alarm", "An alarm and the nurse", "en")
    assert counted == {"alarm": 3, "nurs": 1}


def test_a_question_is_stemmed_in_both_languages():
    assert stems("alarmen") == {"alarm", "alarmen"}


def test_a_stop_word_of_one_language_keeps_its_meaning_in_the_other():
    assert stems("door") == {"door"}
    assert stems("door", language="nl") == set()
    assert stems("was") == set()


def test_a_question_is_taken_apart():
    asked = question('too many "alarm list" -nurse -e-mail "unclosed', is_typing=True)
    assert asked.words == ("too", "many", "alarm", "list", "unclosed")
    assert asked.phrases == (("alarm", "list"),)
    assert asked.excluded == ("nurse", "email")
    assert asked.typing == "unclosed"
    assert asked.language == "en"


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_an_empty_question_is_blank(text):
    assert question(text).is_blank


@pytest.mark.parametrize("text", ["?", "😀", '"', "-", "()", "AND"])
def test_a_question_without_words_is_not_blank(text):
    assert not question(text).is_blank


def test_a_minus_inside_a_word_excludes_nothing():
    assert question("zorg-ict 2020 - 2021").excluded == ()


@given(st.text(max_size=300))
def test_any_text_is_a_question_and_a_text(text):
    asked = question(text, is_typing=True)
    assert len(asked.words) <= MOST_WORDS
    assert all(len(word) <= LONGEST_WORD for word in asked.words)
    assert all(len(term) <= LONGEST_WORD for term in frequencies(text, text, "nl"))
    assert all(len(word) >= 4 for word in spellings(text))


@pytest.mark.parametrize("piece", ['"', "-", " -a", "a-", "'", "a'", "“", "😀", "ab ", "é", "\0"])
def test_no_question_takes_long(piece):
    began = time.process_time()
    question(piece * 10_000)
    assert time.process_time() - began < 0.3


def synonyms(*groups):
    return Synonyms.of([Group(names, names) for names in groups])


def test_a_synonym_is_asked_by_all_of_a_name_and_half_of_one_says_nothing():
    kept = synonyms(
        [("Health care", "en"), ("caregiver", "en"), ("nurse", "en"), ("zorg", "nl")],
        [("grid operator", "en"), ("netbeheerder", "nl")],
    )
    assert kept.beside({"caregiv"}) == {"nurs": 0, "zorg": 0}
    assert kept.names_beside({"caregiv"}) == {("health", "care"): 0}
    assert kept.beside({"netbeheerder"}) == {}
    assert kept.names_beside({"netbeheerder"}) == {("grid", "oper"): 1}
    assert kept.beside({"grid"}) == {}


def test_what_two_groups_mean_counts_in_one_of_them():
    kept = synonyms(
        [("energy", "en"), ("electricity", "en"), ("current", "en")],
        [("electricity", "en"), ("current", "en"), ("wind", "nl")],
    )
    assert kept.beside({"electr"}) == {"energi": 0, "current": 0, "wind": 1}


@pytest.mark.parametrize("kept", ["vendor lock-in", "vendor lock in", "two-step check", "e-mail"])
@pytest.mark.parametrize("between", ["-", " ", ""])
def test_a_name_is_asked_with_a_hyphen_a_space_or_neither(kept, between):
    typed = kept.replace("-", between).replace("lock in", f"lock{between}in")
    asked = {term for word in question(typed).words for term in stems(word)}
    assert "procur" in synonyms([("procurement", "en"), (kept, "en")]).beside(asked)


def test_small_words_leave_no_name_that_says_less():
    kept = synonyms([("wallet", "en"), ("log in", "en"), ("lock-in", "en"), ("of the", "en")])
    assert kept.beside({"wallet"}) == {"lockin": 0}
    assert kept.names_beside({"wallet"}) == {}
    assert kept.beside({"lock"}) == {}
    assert kept.beside({"door"}) == {}
    assert "wallet" in kept.beside({"log"})
