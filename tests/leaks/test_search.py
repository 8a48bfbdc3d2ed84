"""A word that stands only where the reader may not look is found as little as one that nobody wrote."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from sharing.recommendations import questions

from .addresses import Address, patterns
from .canaries import canary
from .roles import ROLES

pytestmark = pytest.mark.django_db

NONSENSE = canary()  # in no text
EVERYBODY = [
    "sharing:explore",
    "sharing:explore_suggestions",
    "sharing:barriers",
    "sharing:questions",
]
ADMINISTRATORS = [
    f"admin:sharing_{table}_changelist" for table in ("entry", "revision", "review", "concern")
]
# How a word is asked for; {} is the word, and its beginning is asked for too.
QUESTIONS = ["q={}", "q=alarms+{}", 'q="{}"', "q=-{}+alarms"]
MANY = 3
A_CANARY = re.compile(r"\bqz\w*")  # or its beginning


@pytest.mark.parametrize("role", ROLES)
def test_a_hidden_word_answers_as_a_word_that_nobody_wrote(crawl, role, monkeypatch):
    monkeypatch.setattr(questions, "encoder_named", deaf_to_canaries(questions.encoder_named))
    # Time stands still: vectors that an earlier test left in memory are not exchanged between two answers.
    questions.forget()
    monkeypatch.setattr(questions, "time", SimpleNamespace(monotonic=lambda: 0.0))
    rights = crawl.rights(role)
    hidden = sorted(word for word in crawl.planted if word not in rights.words)
    turn = list(ROLES).index(role)
    some = hidden[turn :: max(1, len(hidden) // MANY)][:MANY]
    assert some
    names = EVERYBODY + (ADMINISTRATORS if crawl.reader(role).is_administrator else [])
    for pattern in (one for one in patterns() if one.name in names):
        for number, word in enumerate(some):
            question = QUESTIONS[(turn + number) % len(QUESTIONS)]
            length = len(word) if (turn + number) % 3 else 6
            answers_alike(crawl, role, pattern, question, word[:length], NONSENSE[:length])


def deaf_to_canaries(encoder_named):
    """An encoder makes something of any letters, and of others something else: that tells nothing
    of an entry. Here it hears none of them; all else that is asked about a word stays as it is.
    """

    def named(name):
        encoder = encoder_named(name)

        def encode_questions(texts):
            return encoder.encode_questions([A_CANARY.sub("", text) for text in texts])

        return SimpleNamespace(name=encoder.name, encode_questions=encode_questions)

    return named


def answers_alike(crawl, role, pattern, question: str, word: str, nonsense: str) -> None:
    htmx = pattern.name.endswith("suggestions")
    answers = []
    for asked in (word, nonsense):
        address = Address(pattern, f"{pattern.path()}?{question.format(asked)}")
        answer = crawl.fetch(role, address, htmx=htmx)
        answers.append((answer.status, answer.plain.replace(asked.encode(), b"")))
    assert answers[0] == answers[1], (role, pattern.name, question, crawl.where(word))


@pytest.mark.parametrize("role", ["a visitor", "a reader outside", "an administrator"])
def test_a_typing_error_of_a_hidden_word_is_not_put_right(crawl, role):
    rights = crawl.rights(role)
    explore = next(one for one in patterns() if one.name == "sharing:explore")
    hidden = sorted(word for word in crawl.planted if word not in rights.words)[::150]
    assert hidden
    for word in hidden:
        address = Address(explore, f"{explore.path()}?q={word[:4]}{word[5:]}")
        assert crawl.leaks(role, address, crawl.fetch(role, address)) == set()
