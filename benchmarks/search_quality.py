"""How well search finds, through its own door: Cranfield's abstracts as entries in a real database.

`python -m benchmarks.search_quality`: in a temporary SQLite; with DATABASE_URL of a PostgreSQL
(`bin/postgres .venv/bin/python -m benchmarks.search_quality`) in a test database there.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time

import numpy as np

from . import measures, sets

DEPTH = 10


def load(documents: list[tuple[str, str]]) -> list[int]:
    """The documents as published CLEAR entries, indexed; returns the id of each."""
    from django.utils import timezone

    from accounts.models import Sector
    from sharing.models import Entry, Level, Revision, Status
    from sharing.recommendations import refresh as refresh_vectors
    from sharing.search import refresh

    sector = Sector.objects.create(slug="science", name_en="Science", name_nl="Wetenschap")
    now = timezone.now()
    entries = Entry.objects.bulk_create(
        Entry(home_sector=sector, level=Level.CLEAR, source_id=f"c{number}")
        for number in range(len(documents))
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            entry=entry,
            number=1,
            level=Level.CLEAR,
            title=title[:120],
            problem=f"{title[120:]} {text}",
        )
        for entry, (title, text) in zip(entries, documents, strict=True)
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


def cranfield() -> measures.Figure:
    """nDCG@10 of search on Cranfield, in the database that is connected (empty, migrated)."""
    from django.contrib.auth.models import AnonymousUser

    from sharing.models import Entry
    from sharing.search import search

    collection = sets.cranfield()
    place = {pk: number for number, pk in enumerate(load(collection.documents))}
    figures = []
    for query, gains in zip(collection.queries, collection.gains, strict=True):
        found = search(Entry.objects.visible_to(AnonymousUser()), query)
        ranking = [place[pk] for pk in found.values_list("pk", flat=True)[:DEPTH]]
        figures.append(ndcg_at(ranking, gains))
    return measures.mean(np.array(figures))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEBUG", "1")
    with tempfile.TemporaryDirectory() as place:
        os.environ["DATA_DIR"] = place
        import django

        django.setup()
        from django.conf import settings
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
        finally:
            connection.creation.destroy_test_db(kept, verbosity=0)


if __name__ == "__main__":
    main()
