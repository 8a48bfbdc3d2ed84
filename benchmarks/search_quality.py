"""How well search finds, through its own door: the questions of asked.py, in a real database.

`python -m benchmarks.search_quality`: in a temporary SQLite; with DATABASE_URL of a PostgreSQL
(`bin/postgres .venv/bin/python -m benchmarks.search_quality`) in a test database there. The figure is that
of the reported half; beside it that of the other, on which search_tuning.py chose. `NAME=value …` tries other values.
"""

from __future__ import annotations

import sys
import time

from . import asked, measures, parameters


def report(questions: list[asked.Asked]) -> None:
    """A row a measure: both halves, each with its 95 % bootstrap interval."""
    halves = [
        asked.marks(question for question in questions if question.is_reported is is_reported)
        for is_reported in (True, False)
    ]
    for name in halves[0]:
        reported, tuning = (half[name] for half in halves)
        print(
            f"| {name} | {measures.mean(reported)} of {len(reported)} "
            f"| {measures.mean(tuning)} of {len(tuning)} |",
            flush=True,
        )


def main() -> None:
    with asked.site():
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        try:
            parameters.set_to(dict(map(parameters.parsed, sys.argv[1:])))
        except ValueError as wrong:
            sys.exit(str(wrong))
        kept = settings.DATABASES["default"]["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
        try:
            print(f"{connection.vendor}, {parameters.current()}")
            print("| set and measure | reported half | tuning half |\n|---|---|---|")
            began = time.process_time()
            report(asked.cranfield())
            spent = time.process_time() - began
            call_command("flush", interactive=False, verbosity=0)
            report(asked.across_languages())
            print(f"Cranfield took {spent:.1f} s of CPU.")
        finally:
            connection.creation.destroy_test_db(kept, verbosity=0)


if __name__ == "__main__":
    main()
