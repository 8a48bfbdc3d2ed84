"""What is asked, and what answers it: Cranfield's questions and SIB-200's sentences across languages of
search, and halves of texts of what looks alike while one writes.

Each collection is loaded into the database that is connected (empty, migrated). In which half a question
is goes by a hash of its key; in which language a sentence is told by another, so that each half holds both.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import measures, sets

DEPTH = 10
OWN, OTHER = "in its own language", "in the other language"
WHOLE, FEW = "whole", "four words"
CRANFIELD = "Cranfield, nDCG@10"
HALVES = "Odd → even sentences, R@5"


@contextmanager
def site() -> Iterator[Path]:
    """The site set up for measuring, in a temporary folder that is yielded. Exits where the sets are missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEBUG", "1")  # the settings then ask for no key and no address
    with tempfile.TemporaryDirectory() as place:
        os.environ["DATA_DIR"] = place
        import django

        django.setup()
        from django.conf import settings

        settings.DEBUG = False
        try:
            sets.folder()
        except sets.SetsAreMissing as missing:
            sys.exit(str(missing))
        yield Path(place)


@contextmanager
def empty_database() -> Iterator[None]:
    """Connected until it is left, and gone then: migrated, of the kind that the settings name, beside theirs."""
    from django.conf import settings
    from django.db import connection

    kept = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(kept, verbosity=0)


def recalled(what: str, language: str, most: int) -> str:
    """The name of a measure: how often a sentence is among the `most` first."""
    return f"SIB-200, {what}, {language}, R@{most}"


def searched(query: str) -> list[int]:
    """Ids of the ten that search puts first."""
    from django.contrib.auth.models import AnonymousUser

    from sharing.models import Entry
    from sharing.search import search

    found = search(Entry.objects.visible_to(AnonymousUser()), query)
    return list(found.values_list("pk", flat=True)[:DEPTH])


def looking_alike(text: str) -> list[int]:
    """Ids of what is shown to somebody who writes this text in English."""
    from django.contrib.auth.models import AnonymousUser

    from sharing.knowing import similar_while_writing

    return [one.entry.pk for one in similar_while_writing(text, "en", AnonymousUser())]


@dataclass(frozen=True)
class Asked:
    """A question, what each entry that answers it is worth, by the entry's id, and who is asked."""

    key: str
    text: str
    gains: dict[int, int]
    names: dict[str, int]  # of each measure that it counts in, how deep it looks: 0 is nDCG
    ask: Callable[[str], list[int]] = searched

    @property
    def is_reported(self) -> bool:
        return measures.reported(self.key)

    def marks(self) -> dict[str, float]:
        """By measure, what comes of it: 0 to 1, nan where nothing answers it."""
        ranking = self.ask(self.text)
        return {
            name: float(bool(self.gains.keys() & ranking[:most]))
            if most
            else ndcg_at(ranking, self.gains)
            for name, most in self.names.items()
        }


def marks(questions: Iterable[Asked]) -> dict[str, np.ndarray]:
    """By measure, the marks of the questions that count in it, in their order."""
    found: dict[str, list[float]] = {}
    for question in questions:
        for name, mark in question.marks().items():
            found.setdefault(name, []).append(mark)
    return {name: np.array(each) for name, each in found.items()}


def load(documents: list[tuple[str, str, str]]) -> list[int]:
    """The documents, (title, text, language), as published CLEAR entries, indexed; returns the id of each."""
    from django.utils import timezone

    from accounts.models import Sector
    from sharing.models import Entry, Level, Revision, Status
    from sharing.recommendations import refresh as refresh_vectors
    from sharing.search import refresh

    sector = Sector.objects.create(slug="science", name_en="Science", name_nl="Wetenschap")
    now = timezone.now()
    entries = Entry.objects.bulk_create(
        Entry(home_sector=sector, level=Level.CLEAR, source_id=f"c{number}", language=language)
        for number, (_title, _text, language) in enumerate(documents)
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            entry=entry,
            number=1,
            level=Level.CLEAR,
            title=title[:120],
            problem=f"{title[120:]} {text}",
        )
        for entry, (title, text, _language) in zip(entries, documents, strict=True)
    )
    for entry, revision in zip(entries, revisions, strict=True):
        entry.current_revision = revision
        entry.status = Status.PUBLISHED
        entry.published_at = now
    Entry.objects.bulk_update(entries, ["current_revision", "status", "published_at"])
    refresh()
    refresh_vectors()
    return [entry.pk for entry in entries]


def ndcg_at(ranking: list[int], gains: dict[int, int]) -> float:
    """nDCG of one ranking of documents; nan where nothing is relevant."""
    discount = 1 / np.log2(np.arange(DEPTH) + 2)
    best = sorted(gains.values(), reverse=True)[:DEPTH]
    ideal = float(np.dot(best, discount[: len(best)]))
    found = [gains.get(document, 0) for document in ranking[:DEPTH]]
    return float(np.dot(found, discount[: len(found)])) / ideal if ideal else float("nan")


def cranfield() -> list[Asked]:
    """Loads Cranfield's 1,400 abstracts; returns its 225 questions."""
    collection = sets.cranfield()
    ids = load([(title, text, "en") for title, text in collection.documents])
    return [
        Asked(
            f"cranfield-{number}",
            text,
            {ids[document]: gain for document, gain in gains.items()},
            {CRANFIELD: 0},
        )
        for number, (text, gains) in enumerate(
            zip(collection.queries, collection.gains, strict=True), 1
        )
    ]


def across_languages() -> list[Asked]:
    """Loads SIB-200, each sentence told in one of two languages; returns it asked for in both, whole and
    by its longest words: four questions a sentence."""
    sentences = sets.sib200()
    told = [
        "en" if measures.reported(f"told {key}") else "nl" for key, _dutch, _english in sentences
    ]
    texts = [{"en": english, "nl": dutch} for _key, dutch, english in sentences]
    ids = load([("", text[language], language) for text, language in zip(texts, told, strict=True)])
    asked = []
    for (key, *_texts), pk, text, language in zip(sentences, ids, texts, told, strict=True):
        other = "nl" if language == "en" else "en"
        for how, wording in ((OWN, text[language]), (OTHER, text[other])):
            for what, words in ((WHOLE, wording), (FEW, longest_words(wording))):
                names = {recalled(what, how, most): most for most in (1, 5)}
                asked.append(Asked(key, words, {pk: 1}, names))
    return asked


def cut_in_two() -> list[tuple[str, str, str]]:
    """Key, odd and even sentences of the texts of IPS-X and of NASA's lessons that have four or more."""
    cases = [case for name in ("ipsx", "nasa-llis") for case in sets.cases(name)]
    cut = [(case.key, sets.sentences(f"{case.title}. {case.body}")) for case in cases]
    return [(key, " ".join(s[::2]), " ".join(s[1::2])) for key, s in cut if len(s) >= 4]


def halves() -> list[Asked]:
    """Loads the even sentences of each text; returns its odd ones, as somebody would write them."""
    cut = cut_in_two()
    ids = load([("", even, "en") for _key, _odd, even in cut])
    return [
        Asked(key, odd, {pk: 1}, {HALVES: 5}, looking_alike)
        for pk, (key, odd, _even) in zip(ids, cut, strict=True)
    ]


def longest_words(sentence: str, most: int = 4) -> str:
    """What somebody in a hurry would type of it."""
    words = sorted(set(re.findall(r"[^\W\d_]+", sentence)), key=lambda word: (-len(word), word))
    return " ".join(words[:most])
