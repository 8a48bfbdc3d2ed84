"""The Markdown parser: what is switched on, and what is added to it. Pure."""

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

LONGEST_LINK = 300  # characters between [[ and ]]
_OUTWARD = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE)
_TASK = re.compile(r"^\[([ xX])\][ \u00a0]")
_SPACES = re.compile(r"\s+")
_NOT_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")


def _entry_link(state: StateInline, silent: bool) -> bool:
    """`[[Title]]` or `[[Title|words shown]]`, outside code and outside other links."""
    if state.linkLevel or not state.src.startswith("[[", state.pos):
        return False
    end = state.src.find("]]", state.pos + 2, min(state.posMax, state.pos + LONGEST_LINK))
    if end < 0:
        return False
    inside = state.src[state.pos + 2 : end]
    if any(mark in inside for mark in "[]`\n"):
        return False
    title, _, words = inside.partition("|")
    title = _SPACES.sub(" ", title.removesuffix("\\")).strip()
    if not title:
        return False
    if not silent:
        token = state.push("entry", "", 0)
        token.content = _SPACES.sub(" ", words).strip() or title
        token.meta = {"title": title}
    state.pos = end + 2
    return True


def _render_entry(self, tokens, index, options, env) -> str:
    token = tokens[index]
    public_id = _NOT_AN_ID.sub("", env["targets"].get(token.meta["title"]) or "")
    return f'<span data-entry="{public_id}">{escape(token.content)}</span>'


def _fit_the_page(state: StateCore) -> None:
    """Headings from h3 without a gap, alignment as a class, outward links marked, no images."""
    above: list[int] = []
    tables = 0
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            _fit_heading(token, state.tokens[index + 2], above)
        elif token.type in ("th_open", "td_open"):
            _align_by_class(token)
            if not state.tokens[index + 1].content:
                # A heading that says nothing is none.
                token.tag = state.tokens[index + 2].tag = "td"
        elif token.type == "table_open":
            tables += 1
            token.meta = {"number": tables}
        elif token.type == "inline":
            token.children = _images_as_links(token.children or [])
            if index >= 2 and state.tokens[index - 2].type == "list_item_open":
                _tick(token.children)


def _fit_heading(opening: Token, closing: Token, above: list[int]) -> None:
    level = int(opening.tag[1])
    while above and above[-1] >= level:
        above.pop()
    opening.tag = closing.tag = f"h{min(3 + len(above), 6)}"
    above.append(level)


def _align_by_class(cell: Token) -> None:
    style = str(cell.attrs.pop("style", ""))
    if style in ("text-align:center", "text-align:right"):
        cell.attrSet("class", style.replace("text-", "").replace(":", "-"))


def _images_as_links(children: list[Token]) -> list[Token]:
    """Pictures from elsewhere would tell their server who reads: a link instead."""
    made: list[Token] = []
    depth = 0
    for token in children:
        if token.type == "link_open":
            depth += 1
            _mark_outward(token)
        elif token.type == "link_close":
            depth -= 1
        if token.type != "image":
            made.append(token)
            continue
        source = str(token.attrs.get("src", ""))
        words = Token("text", "", 0, content=token.content or source)
        if depth:
            made.append(words)
        else:
            opening = Token("link_open", "a", 1, attrs={"href": source})
            _mark_outward(opening)
            made += [opening, words, Token("link_close", "a", -1)]
    return made


def _mark_outward(link: Token) -> None:
    if _OUTWARD.match(str(link.attrs.get("href", ""))):
        link.attrSet("rel", "nofollow noopener noreferrer")


def _tick(children: list[Token]) -> None:
    """`- [x] done` as a ticked box that is text: there is nothing to click."""
    if children and children[0].type == "text":
        box = {"x": "☑ ", " ": "☐ "}
        children[0].content = _TASK.sub(lambda m: box[m[1].lower()], children[0].content)


def _render_table_open(self, tokens, index, options, env) -> str:
    name = env["table_name"].format(tokens[index].meta["number"])
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{name}"><table>\n'


def parser() -> MarkdownIt:
    made = MarkdownIt(
        "commonmark", {"html": False, "linkify": True, "typographer": False, "maxNesting": 20}
    )
    made.enable(["table", "strikethrough", "linkify"])
    made.disable(["html_block", "html_inline"])
    made.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    footnote_plugin(made, inline=False)
    made.inline.ruler.before("link", "entry", _entry_link)
    made.core.ruler.push("fit_the_page", _fit_the_page)
    for name, rule in {
        "entry": _render_entry,
        "table_open": _render_table_open,
        "table_close": lambda *_: "</table></div>\n",
        "footnote_block_open": lambda *_: '<div class="footnotes">\n<ol>\n',
        "footnote_block_close": lambda *_: "</ol>\n</div>\n",
    }.items():
        made.renderer.rules[name] = (
            rule.__get__(made.renderer) if name in ("entry", "table_open") else rule
        )
    return made
