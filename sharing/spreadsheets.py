"""Tables as CSV, for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.http import HttpResponse

RISKY = tuple("=+-@\t\r\n＝＋－＠")  # a spreadsheet would take it for a formula


def csv_file(name: str, rows: Iterable[Iterable]) -> HttpResponse:
    """A file to download, in UTF-8, with cells that no spreadsheet computes."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # or it reads Latin-1
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return answer


def safe(cell) -> str | int:
    if isinstance(cell, int):
        return cell
    text = str(cell or "")
    return f"'{text}" if text.startswith(RISKY) else text
