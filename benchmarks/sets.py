"""The test sets, read from a folder beside the project. They are others' work: none of it is kept here."""

from __future__ import annotations

import csv
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class SetsAreMissing(Exception):
    """The folder with test sets is not there."""


def folder() -> Path:
    """EVALUATION_DATA, or `shared/data` beside the project. Raises SetsAreMissing."""
    found = Path(os.environ.get("EVALUATION_DATA", ROOT.parent / "shared" / "data"))
    if not (found / "ipsx.jsonl").is_file():
        raise SetsAreMissing(
            f"No test sets in {found}: there is nothing to measure with. "
            "Set EVALUATION_DATA to the folder that holds ipsx.jsonl, cranfield, sib200-en-nl and stsb-en-nl."
        )
    return found


@dataclass(frozen=True)
class Case:
    """One entry of a set, in the import format."""

    key: str
    title: str
    body: str
    sector: str
    purpose: str = ""
    language: str = "en"
    themes: frozenset[str] = frozenset()


def _body(row: dict) -> str:
    """Summary and sections; a summary that only repeats the first section is left out."""
    text = " ".join(row["sections"].values())
    summary = row["summary"].rstrip("…")
    return text if text.startswith(summary[:60]) else f"{summary} {text}"


def cases(name: str) -> list[Case]:
    """`ipsx` or `nasa-llis`."""
    lines = (folder() / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    return [
        Case(
            row["id"],
            row.get("title") or "",
            _body(row),
            row["sectors"][0],
            row.get("purpose", ""),
            row["language"],
            frozenset(row.get("themes", ())),
        )
        for row in map(json.loads, filter(None, lines))
    ]


@dataclass(frozen=True)
class Cranfield:
    documents: list[tuple[str, str]]  # title, text
    queries: list[str]
    gains: list[dict[int, int]] = field(default_factory=list)  # of each query: document → 1 to 4


def cranfield() -> Cranfield:
    place = folder() / "cranfield"
    raw = (place / "cran.all.1400").read_text(encoding="utf-8")
    documents = []
    for part in re.split(r"^\.I \d+\n", raw, flags=re.MULTILINE)[1:]:
        title = re.search(r"\.T\n(.*?)\n\.A", part, re.DOTALL)
        heading = title.group(1).replace("\n", " ") if title else ""
        text = part.split(".W\n", 1)[-1].replace("\n", " ")
        # The text repeats its title.
        documents.append((heading, text.removeprefix(heading)))
    raw = (place / "cran.qry").read_text(encoding="utf-8")
    parts = re.split(r"^\.I \d+\n", raw, flags=re.MULTILINE)[1:]
    queries = [part.split(".W\n", 1)[1].replace("\n", " ") for part in parts]
    gains: list[dict[int, int]] = [{} for _query in queries]
    for line in (place / "cranqrel").read_text(encoding="utf-8").split("\n"):
        numbers = line.split()
        if len(numbers) >= 3:
            query, document, grade = map(int, numbers[:3])
            gain = 5 - grade if 1 <= grade <= 4 else 0
            gains[query - 1][document - 1] = max(gain, gains[query - 1].get(document - 1, 0))
    return Cranfield(documents, queries, gains)


def sib200() -> list[tuple[str, str, str]]:
    """(id, Dutch, English) of each sentence."""
    place = folder() / "sib200-en-nl"

    def sentences(code: str) -> dict[str, str]:
        found = {}
        for part in ("train", "dev", "test"):
            lines = (place / f"{code}.{part}.tsv").read_text(encoding="utf-8").split("\n")
            found |= {line.split("\t")[0]: line.split("\t")[2] for line in lines[1:] if line}
        return found

    dutch, english = sentences("nld_Latn"), sentences("eng_Latn")
    return [(key, dutch[key], english[key]) for key in sorted(dutch, key=int)]


def stsb(language: str, part: str) -> list[tuple[str, str, float]]:
    """(one sentence, another, how alike people find them, 0 to 5)."""
    path = folder() / "stsb-en-nl" / f"{language}-{part}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [(row[0], row[1], float(row[2])) for row in csv.reader(file)]


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?])\s+|\n+", text) if len(s.strip()) > 15]
