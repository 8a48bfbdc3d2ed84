"""Why something is suggested: what is said, from how near on, and what is not."""

from __future__ import annotations

import numpy as np
from django.utils import translation

from sharing.models import Theme
from sharing.recommendations.reasons import Reason, shared_words
from sharing.recommendations.rows import Row
from sharing.recommendations.telling import can_be_told, what_both_say


def test_what_nothing_can_be_named_of_is_said_of_the_very_near_alone():
    assert not Reason("meaning").holds_at(4.3)
    assert Reason("meaning").holds_at(4.4)
    assert not Reason("words", ("weather", "panels")).holds_at(3.7), "they may be two things"
    assert Reason("words", ("false alarms",)).holds_at(3.8)


def test_no_word_in_common_speaks_less_against_two_texts_in_two_languages():
    assert Reason("told_in").holds_at(3.8)
    assert not Reason("told_in").holds_at(3.7)


def test_a_theme_of_both_says_nothing_of_texts_that_are_not_near():
    for kind in ("theme_and_meaning", "meaning_and_theme", "words_and_theme"):
        assert not Reason(kind).holds_at(2.9)
        assert Reason(kind).holds_at(3.0)


def near_by_themes(score: float, rarities: dict[int, float]):
    """Two entries without a word in common, at this score, that share these themes; and their themes."""
    themes = {pk: Theme(pk=pk, name_en=f"Theme {pk}") for pk in rarities}
    row = Row(1, "", 1, None, "en", None, score=score, keywords="[]", start=2)
    row = row._replace(start_keywords="[]", start_language="en")
    return row, {1: themes, 2: themes}


def of_themes(score: float, rarities: dict[int, float]) -> Reason | None:
    """Why they are near."""
    return what_both_say(*near_by_themes(score, rarities), rarities)


def test_a_title_stands_between_quotes_as_it_may_be_a_sentence_of_its_own():
    named = Reason("wrote", params=(("title", "Who walks?"),), also=Reason("meaning"))
    assert named.plain.startswith("You wrote “Who walks?”. The texts are alike")


def test_a_reason_begins_with_what_weighs_most():
    assert (
        of_themes(6.0, {1: 2.0}).plain == "The texts are alike, and both carry the theme Theme 1."
    )
    assert (
        of_themes(6.8, {1: 3.6}).plain == "Both carry the theme Theme 1, and the texts are alike."
    )


def test_whether_something_can_be_told_is_known_without_telling_it():
    for score in np.arange(2.0, 9.0, 0.1):
        for rarities in ({}, {1: 0.1}, {1: 2.0}, {1: 2.0, 2: 3.0}):
            row, carried = near_by_themes(float(score), rarities)
            assert can_be_told(row, carried, rarities) == bool(
                what_both_say(row, carried, rarities)
            )


def test_what_themes_add_makes_no_texts_near():
    assert of_themes(4.9, {1: 2.0}) is None
    assert of_themes(6.0, {1: 2.0, 2: 2.0}) is None, "together they add four"
    assert of_themes(4.4, {1: 0.1}) is None, "it tells nothing, so nothing can be named"


def test_one_shared_word_is_no_reason_unless_it_heads_both_and_a_shared_phrase_is():
    door = [["door", "door", 1.0], ["lock", "locks", 0.9]]
    other = [["guest", "guests", 1.0], ["room", "rooms", 0.9], ["door", "doors", 0.8]]
    assert shared_words(door, door[:1]) == ("door",)
    assert shared_words(door, other) == ()
    phrase = [["fals alarm", "false alarms", 1.0], ["ward", "ward", 0.5]]
    assert shared_words(phrase, [["fals alarm", "false alarm", 1.0]]) == ("false alarm",)


def test_a_title_in_another_language_says_so_within_the_reason():
    reason = Reason("wrote", params=(("title", "Een titel"),), language="nl")
    with translation.override("en"):
        assert str(reason) == 'You wrote “<b lang="nl">Een titel</b>”.'
    with translation.override("nl"):
        assert str(reason) == "Je schreef “<b>Een titel</b>”."


def test_words_that_say_little_of_either_text_are_no_reason_together():
    """An airport's cameras and a spacecraft that was switched on: “monitoring and detected”."""
    crowd = [["crowd", "crowd", 6.0], ["subway", "subway", 4.0], ["alert", "alerts", 1.0]]
    crowd += [["signal", "signals", 1.0]]
    craft = [["voltag", "voltage", 5.0], ["relay", "relays", 4.0], ["alert", "alert", 1.5]]
    craft += [["signal", "signal", 1.0]]
    assert shared_words(crowd, craft) == ()


def test_a_word_that_carries_both_is_named_without_what_happens_to_stand_before_it():
    one = [["museum", "museums", 10.0], ["pilot museum", "pilot museums", 3.0]]
    other = [["museum", "museum", 8.0], ["pilot museum", "pilot museums", 2.0]]
    assert shared_words(one, other) == ("museum",)


def test_a_reason_marks_what_matched_and_escapes_it():
    reason = Reason("words", ("false <alarms>", "wards"))
    assert reason.plain == "Both are about false <alarms> and wards."
    assert str(reason) == ("Both are about <b>false &lt;alarms&gt;</b> and <b>wards</b>.")
    assert [s.text for s in reason.segments if s.is_match] == ["false <alarms>", "wards"]


def test_a_title_with_braces_stays_a_title():
    reason = Reason("wrote", params=(("title", "What {words} mean"),))
    assert reason.plain == "You wrote “What {words} mean”."
