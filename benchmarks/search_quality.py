"""How well search finds, through its own door: the questions of asked.py, in a real database.

`python -m benchmarks.search_quality`: in a temporary SQLite; with DATABASE_URL of a PostgreSQL
(`bin/postgres .venv/bin/python -m benchmarks.search_quality`) in a test database there. The figure is that
of the reported half; beside it that of the other, on which search_tuning.py chose. `NAME=value …` tries other values;
`cranfield` or `across_languages` asks that set alone, `every=8` one in eight of its keys, where an encoder is
slow. With which encoder is said by SENTENCE_ENCODER.
"""

from __future__ import annotations

import sys
import time

from . import asked, measures, parameters

SETS = {"cranfield": asked.cranfield, "across_languages": asked.across_languages}


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


def one_in(every: int, questions: list[asked.Asked]) -> list[asked.Asked]:
    """What is asked of every so-manieth key of each half, in the order of keys."""
    kept: set[str] = set()
    for is_reported in (True, False):
        keys = {question.key for question in questions if question.is_reported is is_reported}
        kept.update(sorted(keys)[::every])
    return [question for question in questions if question.key in kept]


def read(arguments: list[str]) -> tuple[list[str], int, dict[str, float]]:
    """The sets that are asked, one in how many of their keys, and other values of parameters.

    Raises ValueError for what is none of these.
    """
    every = [each for each in arguments if each.startswith("every=")]
    values = [each for each in arguments if each not in (*SETS, *every)]
    names = [name for name in SETS if name in arguments]
    step = int(every[-1].removeprefix("every=")) if every else 1
    return names or list(SETS), step, dict(map(parameters.parsed, values))


def main() -> None:
    with asked.site():
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        try:
            chosen, every, values = read(sys.argv[1:])
            parameters.set_to(values)
        except ValueError as wrong:
            sys.exit(str(wrong))
        with asked.empty_database():
            print(f"{connection.vendor}, {settings.SENTENCE_ENCODER}, {parameters.current()}")
            print("| set and measure | reported half | tuning half |\n|---|---|---|")
            for name in chosen:
                began = time.process_time()
                report(one_in(every, SETS[name]()))
                print(f"{name} took {time.process_time() - began:.1f} s of CPU.")
                call_command("flush", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
