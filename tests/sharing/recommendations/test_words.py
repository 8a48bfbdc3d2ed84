"""Words of a text: which of them say what it is about."""

from __future__ import annotations

from sharing.recommendations.words import candidates, names_in, phrases, terms


def test_terms_leave_out_small_words_and_markup():
    counted = terms("Alarms", "The **alarm** is at https://example.org/x [[Other entry]]", "en")
    assert counted["alarm"] == 3
    assert "the" not in counted
    assert not any("http" in term for term in counted)


def test_a_phrase_does_not_reach_over_a_full_stop():
    found = {surface for _stem, surface in phrases("False alarms. Nurses walk.", "en")}
    assert "false alarms" in found
    assert "alarms nurses" not in found


def test_names_of_people_and_places_are_no_reason():
    parts = [("Fraud with homes in Amsterdam", 1.0), ("In Amsterdam the GPS told", 1.0)]
    assert {word.surface for word in candidates(parts, "en", {})} == {
        "fraud", "homes", "GPS", "GPS told",
    }  # fmt: skip
    assert names_in(["A Title With Capitals All Over"]) == set()
    said = ["In the town the Chatbot Hope tells what to do.", "The chatbot was made in May."]
    assert names_in(said) == {"hope", "may"}, "what is written plainly too is no name"


def test_what_stands_in_every_lesson_says_nothing_of_a_problem():
    parts = [("The project team changed the data system", 1.0), ("infusion pumps", 1.0)]
    assert {word.surface for word in candidates(parts, "en", {})} == {
        "infusion", "pumps", "infusion pumps",
    }  # fmt: skip


def test_another_form_of_such_a_word_says_as_little_but_may_stand_in_a_phrase():
    found = {word.surface for word in candidates([("Waiting lists and models", 1.0)], "en", {})}
    assert found == {"waiting lists"}


def test_titles_that_a_text_links_to_are_nothing_that_it_is_about():
    """They say what another entry is about, perhaps in another language."""
    said = "Texting families: see [[Halve the beeping]] and [[A secret|our second try]]."
    found = {word.surface for word in candidates([(said, 1.0)], "en", {})}
    assert {"texting", "families"} <= found
    assert not {"beeping", "halve", "secret"} & found
