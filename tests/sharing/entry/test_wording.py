"""Texts are compared word by word without losing anything."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.wording import ADDED, REMOVED, SAME, compare, count_words, is_changed

TEXTS = st.text(alphabet="ab .\n", max_size=60) | st.text(max_size=60)


def segments(old, new):
    return [(part.kind, part.text) for block in compare(old, new) for part in block.segments]


def test_a_changed_word_is_the_only_thing_marked():
    assert segments("Nurses heard 14 alarms a day.", "Nurses heard 30 alarms a day.") == [
        (SAME, "Nurses heard "),
        (REMOVED, "14"),
        (ADDED, "30"),
        (SAME, " alarms a day."),
    ]


def test_words_that_change_side_by_side_are_one_change():
    assert segments("We did it last night.", "We did it this morning.") == [
        (SAME, "We did it "),
        (REMOVED, "last night"),
        (ADDED, "this morning"),
        (SAME, "."),
    ]


def test_lines_come_and_go_as_whole_blocks():
    blocks = compare("a\n\nb\n", "a\n\nnew\n\nb\n")
    assert [(block.kind, block.new) for block in blocks if block.kind != SAME] == [
        (ADDED, "new\n\n")
    ]


def test_equal_texts_have_no_change():
    assert not is_changed(compare("a\nb", "a\nb"))
    assert not is_changed(compare("a\r\nb", "a\nb"))
    assert compare("", "") == []
    assert is_changed(compare("a", ""))


@given(TEXTS, TEXTS)
def test_a_comparison_holds_both_texts_whole(old, new):
    blocks = compare(old, new)
    assert "".join(block.old for block in blocks) == old.replace("\r\n", "\n").replace("\r", "\n")
    assert "".join(block.new for block in blocks) == new.replace("\r\n", "\n").replace("\r", "\n")


def long_text(seed, words=10_000):
    generator = random.Random(seed)
    vocabulary = [f"word{n}" for n in range(2_000)] + ["the", "of", "a"] * 300
    return " ".join(
        generator.choice(vocabulary) + generator.choice(["", "", "", "", "", "", "."])
        for _ in range(words)
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (long_text(1), long_text(2)),
        (long_text(1), long_text(1).replace("word7", "other")),
        ("a " * 10_000, "a " * 5_000 + "b " + "a " * 5_000),
        ("a\n" * 10_000, "b\n" * 5_000 + "a\n" * 5_000),
        ("a b " * 5_000, "b a " * 5_000),
        (f"x{' ' * 39_000}y", f"z{' ' * 38_000}w"),
    ],
)
def test_ten_thousand_words_are_compared_at_once(old, new):
    began = time.process_time()
    compare(old, new)
    assert time.process_time() - began < 1.5


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("We counted 14 alarms.", 4),
        ("- Every alarm\n- a tone of its own", 7),
        ("| | before | after |\n|---|---|---|\n| alarms | 300 | 140 |", 5),
    ],
)
def test_signs_of_lists_and_tables_are_no_words(text, number):
    assert count_words(text) == number
