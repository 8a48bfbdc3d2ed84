"""How well search finds, through its own door: Cranfield's abstracts as entries in a real database.

`python -m benchmarks.search_quality`: in a temporary SQLite; with DATABASE_URL of a PostgreSQL
(`bin/postgres .venv/bin/python -m benchmarks.search_quality`) in a test database there.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time

import numpy as np

from . import measures, sets

DEPTH = 10


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


def ranked(query: str) -> list[int]:
    """Ids of the ten that search puts first."""
    from django.contrib.auth.models import AnonymousUser

    from sharing.models import Entry
    from sharing.search import search

    found = search(Entry.objects.visible_to(AnonymousUser()), query)
    return list(found.values_list("pk", flat=True)[:DEPTH])


def cranfield() -> measures.Figure:
    """nDCG@10 of search on Cranfield, in the database that is connected (empty, migrated)."""
    collection = sets.cranfield()
    documents = [(title, text, "en") for title, text in collection.documents]
    place = {pk: number for number, pk in enumerate(load(documents))}
    figures = []
    for query, gains in zip(collection.queries, collection.gains, strict=True):
        figures.append(ndcg_at([place[pk] for pk in ranked(query)], gains))
    return measures.mean(np.array(figures))


def across_languages() -> dict[str, measures.Figure]:
    """SIB-200, each sentence told in one of two languages and asked for in both, whole and by its
    longest words: how often it is found, R@1 and R@5, in the database that is connected (empty, migrated)."""
    sentences = sets.sib200()
    told = ["en" if measures.reported(key) else "nl" for key, _dutch, _english in sentences]
    texts = [{"en": english, "nl": dutch} for _key, dutch, english in sentences]
    ids = load([("", text[language], language) for text, language in zip(texts, told, strict=True)])
    figures = {}
    for what, asked in (("whole", whole), ("four words", longest_words)):
        for is_own in (True, False):
            ranks = []
            for pk, text, language in zip(ids, texts, told, strict=True):
                other = "nl" if language == "en" else "en"
                found = ranked(asked(text[language if is_own else other]))
                ranks.append(found.index(pk) + 1 if pk in found else 0)
            name = f"{what}, asked in {'its own' if is_own else 'the other'} language"
            for most in (1, 5):
                hits = np.array([float(0 < rank <= most) for rank in ranks])
                figures[f"{name}, R@{most}"] = measures.mean(hits)
    return figures


def whole(sentence: str) -> str:
    return sentence


def longest_words(sentence: str, most: int = 4) -> str:
    """What somebody in a hurry would type of it."""
    words = sorted(set(re.findall(r"[^\W\d_]+", sentence)), key=lambda word: (-len(word), word))
    return " ".join(words[:most])


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEBUG", "1")
    with tempfile.TemporaryDirectory() as place:
        os.environ["DATA_DIR"] = place
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        settings.DEBUG = False
        try:
            sets.folder()
        except sets.SetsAreMissing as missing:
            sys.exit(str(missing))
        kept = settings.DATABASES["default"]["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            began = time.process_time()
            figure = cranfield()
            spent = time.process_time() - began
            print(f"Cranfield nDCG@10 on {connection.vendor}: {figure}   {spent:.1f} s of CPU")
            call_command("flush", interactive=False, verbosity=0)
            for name, figure in across_languages().items():
                print(f"SIB-200, {name}, on {connection.vendor}: {figure}")
        finally:
            connection.creation.destroy_test_db(kept, verbosity=0)


if __name__ == "__main__":
    main()
