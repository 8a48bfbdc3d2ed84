"""Rows of a file from elsewhere: JSON Lines or CSV. A bad one is an error of that row, not the end.

The format: `id` (stable in its source), `kind` (lesson, practice), `title`, `summary`, `sections` (name
→ Markdown), `sectors` (slugs, the first is home), `themes` and `standards` (names), `language`,
`level` (TLP label), `outcome`, `organisation` (name), `party` (of an organisation that is made), `date`
(ISO 8601, a year alone is allowed) and `source` (URL). In CSV the sections are columns of their own,
and lists are divided by `|`.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from sharing.models import SECTIONS

KEYS = {
    "id", "kind", "title", "summary", "sections", "sectors", "themes", "standards",
    "language", "level", "outcome", "organisation", "party", "date", "source",
}  # fmt: skip
LISTS = ("sectors", "themes", "standards")
LONGEST = 2_000_000  # characters; a line or cell beyond this is a mistake, not a lesson
TOO_LONG = "longer than two million characters"
HALF = re.compile("[\ud800-\udfff]")  # of a character in two: JSON can say it, nothing can keep it


class RowError(ValueError):
    """Why a row cannot come in. The text is for the person who imports."""


def rows_of(file: Path) -> Iterator[tuple[int, dict | RowError]]:
    """Numbered rows of a JSON Lines (.jsonl, .json) or CSV file; a bad one is an error, not the end."""
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        if file.suffix.lower() == ".csv":
            yield from rows_of_csv(lines)
        else:
            yield from rows_of_jsonl(lines)


def rows_of_jsonl(lines) -> Iterator[tuple[int, dict | RowError]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, _row_of_json(line)


def _row_of_json(line: str) -> dict | RowError:
    if len(line) > LONGEST:
        return RowError(TOO_LONG)
    try:
        return _keepable(json.loads(line))
    except RowError as error:
        return error
    except (ValueError, RecursionError) as error:  # the latter of what is nested very deeply
        return RowError(f"not JSON: {error}")


def _keepable(row) -> dict:
    if not isinstance(row, dict):
        raise RowError("not a JSON object")
    halved = [key for key, value in row.items() if _is_halved([key, value])]
    if halved:
        raise RowError(f"half a character in {', '.join(map(repr, halved))}")
    return row


def _is_halved(value) -> bool:
    return HALF.search(json.dumps(value, ensure_ascii=False)) is not None


def rows_of_csv(lines) -> Iterator[tuple[int, dict | RowError]]:
    # Cells are measured when they are read: a reader that gives up inside one takes the rest of it,
    # which may be many lines, for other rows.
    csv.field_size_limit(sys.maxsize)
    for number, cells in enumerate(csv.DictReader(lines), start=2):
        yield number, _row_of_cells(cells)


def _row_of_cells(cells: dict) -> dict | RowError:
    if cells.pop(None, None):
        return RowError("more cells than the first line has names")
    row = {key.strip(): value or "" for key, value in cells.items()}
    too_long = next((key for key, value in row.items() if len(value) > LONGEST), None)
    if too_long is not None:
        return RowError(f"{too_long} is {TOO_LONG}")
    for key in LISTS:
        row[key] = [part.strip() for part in row.get(key, "").split("|") if part.strip()]
    row["sections"] = {s: row.pop(s) for s in SECTIONS if s in row}
    return row
