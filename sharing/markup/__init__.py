"""Markdown into safe HTML, and `[[links]]` between entries as placeholders. Pure: knows no model.

A link is kept in the HTML as `<span data-entry="public id">words</span>`, with an empty id where
its title belongs to no entry. What a reader gets of it is decided when the page is read, by
`fill_links`; an entry that the reader may not see and one that does not exist look the same.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape

import nh3
from markdown_it.token import Token

from accounts.legible import legible

from .parser import parser

LONGEST = 60_000  # characters; a longer text is shown as plain paragraphs
LONGEST_BLOCK = 20_000  # characters of one paragraph or cell that are read as Markdown
MOST_OPENERS = (
    1_000  # brackets, addresses and the like in one text: more is an attack or an accident
)
TABLE_NAMES = {"en": "Table {}, scrolls sideways", "nl": "Tabel {}, schuift opzij"}

_SAFE = nh3.Cleaner(
    tags={"p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"}
    | {"em", "strong", "s", "a", "sup", "span", "div"}
    | {"table", "thead", "tbody", "tr", "th", "td"},
    attributes={
        "a": {"href", "title", "id", "rel", "class"},
        "ol": {"start", "class"},
        "li": {"id", "class"},
        "sup": {"class"},
        "span": {"data-entry"},
        "div": {"class", "role", "tabindex", "aria-label"},
        "th": {"class"},
        "td": {"class"},
    },
    clean_content_tags={"script", "style"},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,  # set below, on outward links only
)
_MARKDOWN = parser()
_PLACEHOLDER = re.compile(r'<span data-entry="([A-Za-z0-9_-]*)">(.*?)</span>', re.DOTALL)
_SPACES = re.compile(r"\s+")
_NOT_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")
_NOTE_MARKS = re.compile(
    r'<sup class="footnote-ref">.*?</sup>|<a href="[^"]*" class="footnote-backref">.*?</a>'
)
_BLOCK_ENDS = re.compile(r"</(?:p|li|h\d|pre|tr)>|<[bh]r>")
_CELL_ENDS = re.compile(r"</t[dh]>\s*")
_TAGS = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_LINK = re.compile(r"\[\[([^\[\]`\n|]+)(?:\|([^\[\]`\n]*))?\]\]")
_PARAGRAPHS = re.compile(r"\n\s*\n")


def render(
    markdown: str, *, document_id: str, targets: Mapping[str, str], language: str = "en"
) -> str:
    """Safe HTML of a text; `targets` maps linked titles to public ids of entries.

    `document_id` keeps the anchors of footnotes apart from those of other texts on the page.
    """
    env = {
        "docId": _NOT_AN_ID.sub("-", document_id),
        "targets": targets,
        "table_name": TABLE_NAMES.get(language, TABLE_NAMES["en"]),
    }
    if _is_too_much(markdown):
        return _as_paragraphs(markdown)
    try:
        # Once more: what nobody sees can be written as an entity too.
        return legible(_SAFE.clean(_MARKDOWN.render(_cleaned(markdown), env)))
    except (RecursionError, IndexError, ValueError):  # a parser's bug must not lose a text
        return _as_paragraphs(markdown)


def linked_titles(markdown: str) -> list[str]:
    """The titles between `[[` and `]]`, each once, in order; not those inside code."""
    titles = (token.meta["title"] for token in _inline_tokens(markdown) if token.type == "entry")
    return list(dict.fromkeys(titles))


def linked_ids(html: str) -> set[str]:
    """The public ids of the entries that a rendered text links to."""
    return {public_id for public_id, _ in _PLACEHOLDER.findall(html) if public_id}


def fill_links(
    html: str,
    hrefs: Mapping[str, str],
    ask: Callable[[str], str] | None,
    ask_words: str = "ask for it",
) -> str:
    """The HTML for one reader: placeholders become links where `hrefs` has an address.

    All others, unknown and not readable alike, become the plain words and a link to ask for
    such an entry, at the address `ask(words)`; without `ask` only the words (mails, exports).
    """

    def fill(match: re.Match) -> str:
        public_id, words = match.groups()
        if href := hrefs.get(public_id):
            return f'<a href="{escape(href)}">{words}</a>'
        if ask is None:
            return words
        return (
            f'{words} <a class="missing" href="{escape(ask(unescape(words)))}">'
            f'{escape(ask_words)}<span class="quiet">: {words}</span></a>'
        )

    return _PLACEHOLDER.sub(fill, html)


def kept_targets(markdown: str, html: str) -> dict[str, str]:
    """Public ids by linked title, as `html` holds them, which was once rendered from this Markdown.

    A title may lead elsewhere since: what counts is where it led when it was written.
    """
    titles = linked_titles(markdown)
    numbers = {title: str(number) for number, title in enumerate(titles)}
    again = _PLACEHOLDER.findall(render(markdown, document_id="", targets=numbers))
    kept = _PLACEHOLDER.findall(html)
    if len(again) != len(kept):  # rendered from another text: nothing is known of its links
        return {}
    pairs = zip(again, kept, strict=True)
    return {titles[int(number)]: public_id for (number, _), (public_id, _) in pairs if public_id}


def with_addresses(markdown: str, addresses: Mapping[str, str]) -> str:
    """The text with its links as any reader of Markdown knows them, by title; others the plain words."""
    titles = set(linked_titles(markdown))

    def fill(match: re.Match) -> str:
        title = _SPACES.sub(" ", match[1].removesuffix("\\")).strip()
        if title not in titles:
            return match[0]
        words = _SPACES.sub(" ", match[2] or "").strip() or title
        return f"[{words}]({addresses[title]})" if title in addresses else words

    return _LINK.sub(fill, markdown) if titles else markdown


def plain_text(markdown: str) -> str:
    """The words of a text without marks, one line a block; for search and excerpts."""
    if _is_too_much(markdown):
        return markdown
    return "\n".join(line for line in _lines(markdown) if line)


def text_of(html: str) -> str:
    """The same from a rendered text, a hundred times faster than from its Markdown."""
    html = _NOTE_MARKS.sub("", html)
    html = _TAGS.sub("", _CELL_ENDS.sub(" ", _BLOCK_ENDS.sub("\n", html)))
    lines = (_SPACES.sub(" ", line).strip() for line in unescape(html).split("\n"))
    return "\n".join(line for line in lines if line)


def _lines(markdown: str) -> Iterator[str]:
    for token in _parsed(markdown):
        if token.type == "inline":
            yield _SPACES.sub(" ", _words(token)).strip()
        elif token.type in ("fence", "code_block"):
            yield token.content.strip()


def _words(inline: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": " "}
    keep = ("text", "code_inline", "entry")
    return "".join(
        token.content if token.type in keep else breaks.get(token.type, "")
        for token in inline.children or ()
    )


def _inline_tokens(markdown: str) -> Iterator[Token]:
    if _is_too_much(markdown):
        return
    for block in _parsed(markdown):
        yield from block.children or ()


def _parsed(markdown: str) -> list[Token]:
    try:
        return _MARKDOWN.parse(_cleaned(markdown), {"targets": {}})
    except (RecursionError, IndexError, ValueError):
        return [Token("code_block", "", 0, content=markdown)]


def _cleaned(markdown: str) -> str:
    """Without lone surrogates, which no database and no sanitiser takes."""
    return markdown.encode("utf-8", "replace").decode("utf-8")


def _is_too_much(markdown: str) -> bool:
    """Whether reading this as Markdown would take longer than its worth."""
    if len(markdown) > LONGEST:
        return True
    if any(markdown.count(opener) > MOST_OPENERS for opener in ("[", "<", "~~", "`", "//")):
        return True
    return any(len(block) > LONGEST_BLOCK for block in _PARAGRAPHS.split(markdown))


def _as_paragraphs(markdown: str) -> str:
    blocks = _PARAGRAPHS.split(_cleaned(markdown).replace("\0", "\ufffd"))
    return "".join(f"<p>{escape(block.strip())}</p>\n" for block in blocks if block.strip())
