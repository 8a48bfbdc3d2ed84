"""Compiles the translations, so that no machine needs GNU gettext, and finds what is wrong in them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "locale"

# %(name)s, %s, {name}: what the code fills in must be in both texts.
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def compile_changed() -> None:
    """Write the .mo beside each .po that is newer; whole or not at all, as others may read it now."""
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        unfinished = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)


def faults() -> list[str]:
    """What a translator still has to mend: missing, uncertain, or with other places to fill in."""
    found = []
    for source in catalogues():
        for entry in polib.pofile(str(source), check_for_duplicates=True):
            fault = entry_fault(entry)
            if fault and not entry.obsolete:
                found.append(f"{source.relative_to(LOCALE.parent)}:{entry.linenum} {fault}")
    return found


def entry_fault(entry: polib.POEntry) -> str:
    if entry.fuzzy:
        return f"is marked as uncertain: {entry.msgid!r}"
    if not entry.translated():
        return f"has no translation: {entry.msgid!r}"
    expected = set(PLACES.findall(entry.msgid_plural or entry.msgid))
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    for text in texts:
        given = set(PLACES.findall(text))
        if given - expected or (expected - given and not entry.msgid_plural):
            return f"fills in {sorted(given)} instead of {sorted(expected)}: {entry.msgid!r}"
        if entry.msgid.endswith("\n") != text.endswith("\n"):
            return f"ends on another line: {entry.msgid!r}"
    return ""
