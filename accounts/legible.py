"""Texts without characters that nobody sees and that change what others see. Pure: knows no Django.

Bidirectional controls turn a page's own words around, and make a name read as another
(https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing); what is invisible hides words from
a reader and from search (UTS 39). What joins letters and emoji stays: U+200C, U+200D, variation selectors.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(
    "["
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"  # invisible
    "\U000e0000-\U000e007f"  # tags
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but tab and ends of lines
    "]+"
)


# Blank, though Unicode calls it a symbol: BRAILLE PATTERN BLANK.
_BLANK = "\u2800"


def legible(text: str) -> str:
    """The text as everybody sees it; of joiners, marks and blanks alone it is empty."""
    text = _UNSEEN.sub("", text)
    return text if text.isascii() or text.isspace() or any(map(_is_seen, text)) else ""


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CMZ" and character != _BLANK
