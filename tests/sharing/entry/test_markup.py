"""Markdown becomes safe HTML, and links between entries betray nothing."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing import markup
from sharing.markup import fill_links, linked_ids, linked_titles, plain_text, with_addresses

ALLOWED = {"p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"}
ALLOWED |= {"em", "strong", "s", "a", "sup", "span", "div"}
ALLOWED |= {"table", "thead", "tbody", "tr", "th", "td"}


def render(text, **targets):
    return markup.render(text, document_id="e1", targets=targets)


class Inspector(HTMLParser):
    """Collects every tag and attribute as a browser would see them."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


def inspected(html):
    inspector = Inspector()
    inspector.feed(html)
    return inspector.seen


def is_safe(html):
    for tag, attributes in inspected(html):
        assert tag in ALLOWED
        assert not any(name.startswith("on") or name in ("style", "src") for name in attributes)
        href = re.sub(r"[\s\x00-\x1f]", "", attributes.get("href") or "").lower()
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", href)
        assert scheme is None or scheme[0] in ("http:", "https:", "mailto:")
    return True


def test_marks_become_html():
    assert render("a **b** *c* ~~d~~ `e`") == (
        "<p>a <strong>b</strong> <em>c</em> <s>d</s> <code>e</code></p>\n"
    )


def test_html_typed_by_a_writer_is_shown_and_not_obeyed():
    html = render("<script>alert(1)</script> <b onclick='x'>y</b>")
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert is_safe(html)


def test_a_writer_cannot_forge_a_placeholder():
    html = render('<span data-entry="secret">x</span>')
    assert linked_ids(html) == set()


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "ftp://x"]
)
def test_addresses_that_run_something_are_no_links(href):
    assert is_safe(render(f"[x]({href}) <{href}>"))


@pytest.mark.parametrize(
    "text", ["[x](https://e.org)", "https://e.org", "<mailto:a@b.nl>", "[x](//e.org)"]
)
def test_outward_links_are_marked_so(text):
    assert 'rel="nofollow noopener noreferrer"' in render(text)


def test_inward_links_are_not_marked():
    assert "rel=" not in render("[levels](/levels/)")


def test_a_picture_from_elsewhere_is_a_link():
    html = render("![the screen](https://e.org/x.png) and [![in](https://e.org/y.png)](/about/)")
    assert "<img" not in html
    assert '<a href="https://e.org/x.png" rel="nofollow noopener noreferrer">the screen</a>' in html
    assert '<a href="/about/">in</a>' in html


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n\n## b\n\n# c", ["h3", "h4", "h3"]),
        ("### a\n\n# b\n\n###### c", ["h3", "h3", "h4"]),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", ["h3", "h4", "h5", "h6", "h6", "h6"]),
    ],
)
def test_headings_begin_at_h3_and_skip_none(text, levels):
    assert re.findall(r"<(h\d)", render(text)) == levels


def test_tables_align_by_class_and_scroll_in_a_named_region():
    html = render("| a | b |\n|--:|:-:|\n| 1 | 2 |\n\n| a |\n|---|\n| 1 |")
    assert '<td class="align-right">1</td>' in html
    assert '<td class="align-center">2</td>' in html
    assert "style" not in html
    assert 'role="region" tabindex="0" aria-label="Table 1, scrolls sideways"' in html
    assert 'aria-label="Table 2, scrolls sideways"' in html
    dutch = markup.render("|a|\n|-|\n|1|", document_id="x", targets={}, language="nl")
    assert 'aria-label="Tabel 1, schuift opzij"' in dutch


def test_footnotes_of_two_texts_on_one_page_do_not_collide():
    text = "a[^1]\n\n[^1]: why"
    one = markup.render(text, document_id="e1-problem", targets={})
    two = markup.render(text, document_id='e1 "lesson"', targets={})
    assert 'id="fn-e1-problem-1"' in one
    assert 'href="#fn-e1-problem-1"' in one
    assert 'id="fn-e1-lesson--1"' in two


def test_a_task_list_is_text():
    assert "☑ done" in render("- [x] done\n- [ ] open")
    assert "☐ open" in render("- [x] done\n- [ ] open")


# Links between entries


def test_a_link_becomes_a_placeholder_that_holds_the_id():
    html = render("See [[Fewer alarms]] and [[Nothing|that one]].", **{"Fewer alarms": "k7d2"})
    assert '<span data-entry="k7d2">Fewer alarms</span>' in html
    assert '<span data-entry="">that one</span>' in html
    assert linked_ids(html) == {"k7d2"}


def test_titles_are_listed_once_in_order_and_not_from_code():
    text = "[[B]] [[a  b|x]] `[[code]]` [[B]]\n\n```\n[[fence]]\n```\n\n    [[indented]]\n"
    assert linked_titles(text) == ["B", "a b"]


@pytest.mark.parametrize(
    "text", ["`[[A]]`", "```\n[[A]]\n```", r"\[[A]]", "[[]]", "[[ | x]]", "[[A\nB]]"]
)
def test_these_are_no_links(text):
    assert linked_titles(text) == []
    assert "data-entry" not in render(text, A="k7d2")


def test_a_link_works_inside_a_table_with_its_bar_escaped():
    html = render("| x |\n|---|\n| [[A\\|words]] |", A="k7d2")
    assert '<span data-entry="k7d2">words</span>' in html


def test_a_readable_entry_is_linked():
    html = fill_links(render("[[A|see]]", A="k7d2"), {"k7d2": "/entries/k7d2/a/?x=1&y=2"}, ask=str)
    assert html == '<p><a href="/entries/k7d2/a/?x=1&amp;y=2">see</a></p>\n'


def test_an_entry_one_may_not_read_looks_like_one_that_does_not_exist():
    def ask(words):
        return "/wanted/new/?title=" + words

    there = fill_links(render('[[A "b" & c]]', **{'A "b" & c': "k7d2"}), {}, ask)
    nowhere = fill_links(render('[[A "b" & c]]'), {}, ask)
    assert there == nowhere
    assert "k7d2" not in there
    assert 'href="/wanted/new/?title=A &quot;b&quot; &amp; c"' in there
    assert ">ask for it<" in there


def test_without_a_way_to_ask_only_the_words_are_left():
    assert fill_links(render("[[A|see]]", A="k7d2"), {}, ask=None) == "<p>see</p>\n"


def test_in_markdown_that_leaves_a_link_has_its_address_or_is_plain_words():
    text = "See [[A]], [[A|this]], [[a  b]] and [[Nothing|that one]]; not `[[code]]`."
    assert with_addresses(text, {"A": "/a/", "a b": "/ab/"}) == (
        "See [A](/a/), [this](/a/), [a b](/ab/) and that one; not `[[code]]`."
    )
    table = "| x |\n|---|\n| [[A\\|words]] |"
    assert with_addresses(table, {"A": "/a/"}) == "| x |\n|---|\n| [words](/a/) |"


def test_words_of_a_link_are_escaped():
    html = render("[[<script>|<b>x]]")
    assert is_safe(html)
    assert is_safe(fill_links(html, {}, lambda words: f'/"><script>{words}'))


# Plain text


def test_plain_text_keeps_the_words_and_drops_the_marks():
    text = "# H\n\na **b** [[Foo|bar]] [c](https://e.org) `d`\ne\n\n- x\n\n```\ncode\n```"
    assert plain_text(text) == "H\na b bar c d e\nx\ncode"


# Any input


MARKS = ["[", "]", "(", ")", "[[", "]]", "|", "`", "*", "_", "~~", "<", ">", '"', "'", "&", "\\"]
BLOCKS = ["\n", "# ", "- ", "> ", "| a |\n|---|\n", "[^1]", "[^1]: ", "![", " ", "\t", "a", "é"]
EVIL = ["javascript:", "https://", "//", "<script>", "onclick=", "style=", "data-entry=", "\0"]
PIECES = st.sampled_from([*MARKS, *BLOCKS, *EVIL, "\ud800", "😀"])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_renders_and_is_safe(text):
    html = markup.render(
        text, document_id=text[:9], targets=dict.fromkeys(linked_titles(text), "k7")
    )
    assert is_safe(html)
    assert is_safe(fill_links(html, {"k7": "/entries/k7/"}, lambda words: "/wanted/?q=" + words))
    assert isinstance(plain_text(text), str)


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "](",
        "[[",
        "[^a]: ",
        "*",
        "_*",
        "`",
        "> ",
        "- ",
        "<",
        "|a",
        "[a](",
        "a\n",
        "http://a ",
        "//a.b/",
    ],
)
def test_no_text_takes_long(piece):
    began = time.process_time()
    render(piece * 20_000)
    render((piece * 60_000)[: markup.LONGEST])
    plain_text(piece * 20_000)
    assert time.process_time() - began < 1


def test_a_text_that_is_too_long_is_shown_whole_as_paragraphs():
    text = "**one**\n\n" + "word " * 20_000 + "end"
    html = render(text)
    assert html.startswith("<p>**one**</p>")
    assert "end</p>" in html


def test_the_text_of_a_rendered_page_is_its_words():
    html = render(
        "# H\n\na **b** [[Foo|bar]] `c<d`[^1]\n\n- x\n- y\n\n|a|b|\n|-|-|\n|1|2|\n\n[^1]: why"
    )
    assert markup.text_of(html).split("\n") == ["H", "a b bar c<d", "x", "y", "a b", "1 2", "why"]
