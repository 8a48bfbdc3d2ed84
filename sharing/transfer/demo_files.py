"""The files of the demonstration community, and their days: moved, so that the newest was just now."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from sharing.models import SECTIONS

NEWEST_WAS = timedelta(days=3)  # before the day on which it is loaded
AHEAD = {"answer_due"}  # what a day is told of that may be yet to come


def read_toml(file: Path) -> dict:
    return tomllib.loads(file.read_text("utf-8"))


def read_entry(file: Path) -> dict:
    """Front matter between `+++` lines, then sections, each opened by `## key`."""
    _, matter, body = file.read_text("utf-8").split("+++\n", 2)
    facts = tomllib.loads(matter)
    facts["sections"] = dict.fromkeys(SECTIONS, "")
    for part in f"\n{body}".split("\n## ")[1:]:
        name, _, text = part.partition("\n")
        if name.strip() not in SECTIONS:
            raise ValueError(f"{file.name}: there is no section {name.strip()!r}.")
        facts["sections"][name.strip()] = text.strip()
    return facts


def until_now(folder: Path) -> timedelta:
    """How many days later than written everything happened, for who loads it today."""
    entries = [read_entry(file) for file in (folder / "entries").glob("*.md")]
    tables = [read_toml(file) for file in folder.glob("*.toml")]
    return timezone.localdate() - NEWEST_WAS - max(days_in([entries, tables]))


def days_in(value) -> Iterator[date]:
    """All days on which something happened, in what a file tells."""
    if isinstance(value, dict):
        yield from days_in([told for key, told in value.items() if key not in AHEAD])
    elif isinstance(value, list):
        for told in value:
            yield from days_in(told)
    elif isinstance(value, date):
        yield value


def moved(value, later: timedelta):
    """What a file tells, with every day in it moved."""
    if isinstance(value, dict):
        return {key: moved(told, later) for key, told in value.items()}
    if isinstance(value, list):
        return [moved(told, later) for told in value]
    return value + later if isinstance(value, date) else value
