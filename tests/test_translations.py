"""Every text that is shown can be translated, and stands in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract
from django.utils.translation.template import templatize

from config.translations import catalogues

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("accounts", "config", "sharing", "templates")
MARKS = dict.fromkeys(
    ("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"), None
)
MARKS |= {"pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2)}
MARKS |= {"npgettext": ((1, "c"), 2, 3)}


def texts_of(file: Path) -> Iterator[tuple[str | None, str]]:
    """(context, text) of each that is marked for translation in a module or a template."""
    source = file.read_text("utf-8")
    if file.suffix != ".py":
        blanked = templatize(source, origin=file.name)  # like Python, but for its indentation
        source = "\n".join(line.strip() for line in blanked.splitlines())
    for _line, text, _comments, context in extract(
        "python", BytesIO(source.encode()), keywords=MARKS
    ):
        yield context, text[0] if isinstance(text, tuple) else text


def files() -> list[Path]:
    found = [file for room in ROOMS for file in (ROOT / room).rglob("*.*")]
    return sorted(f for f in found if f.suffix in (".py", ".html", ".txt", ".xml"))


@pytest.mark.parametrize("catalogue", catalogues(), ids=lambda file: file.parent.parent.name)
def test_every_text_stands_in_the_catalogue(catalogue):
    entries = polib.pofile(str(catalogue))
    known = {(entry.msgctxt, entry.msgid) for entry in entries if not entry.obsolete}
    missing = {
        f"{file.relative_to(ROOT)}: {text!r}"
        for file in files()
        for context, text in texts_of(file)
        if (context, text) not in known
    }
    assert not missing, "\n".join(sorted(missing))


@pytest.mark.parametrize("catalogue", catalogues(), ids=lambda file: file.parent.parent.name)
def test_the_catalogue_holds_nothing_that_is_shown_nowhere(catalogue):
    shown = {text for file in files() for text in texts_of(file)}
    entries = [entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete]
    assert [e.msgid for e in entries if (e.msgctxt, e.msgid) not in shown] == []
