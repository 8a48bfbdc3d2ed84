"""The figures of the Insights page with the lists behind them, read from the page as a member gets it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.urls import reverse

INSIGHTS = reverse("sharing:insights")
AROUND = (
    "tr",
    "li",
    "h2",
    "h3",
    "section",
)  # the first of these that holds a number has the link's
VOID = ("input", "link", "meta", "br", "img", "hr")
NUMBER = re.compile(r"\d+")
COUNTED = re.compile(r"With them (?:it is|there are) (\d+)\.")
ROW = re.compile(r'<li class="(?:row|barrier)[" ]')
NEXT = re.compile(r'<a href="([^"]+)" rel="next"')
LISTS = re.compile(
    r"/insights/(crossings|gives|takes|stairs|stopped)/|/barriers/\?.*counted=1"
    r"|/wanted/-/(asked|searched)/|/insights/entries/$"
)


@dataclass
class Element:
    """One element, with the text that stands in it."""

    tag: str
    href: str = ""
    text: list[str] = field(default_factory=list)
    parent: Element | None = None

    @property
    def numbers(self) -> list[int]:
        return [int(found) for found in NUMBER.findall(" ".join(self.text))]


class Links(HTMLParser):
    """Every link of a page."""

    def __init__(self, html: str):
        super().__init__()
        self.here, self.found = Element("html"), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in VOID:
            return
        self.here = Element(tag, dict(attrs).get("href") or "", parent=self.here)
        if tag == "a":
            self.found.append(self.here)

    def handle_endtag(self, tag):
        if tag == self.here.tag:
            self.here = self.here.parent

    def handle_data(self, text):
        element = self.here
        while element:
            element.text.append(text)
            element = element.parent


def main_of(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def list_of(html: str) -> str:
    """Of a board the board itself: above it some of its incentives stand once more."""
    return html.partition('<h2 id="board"')[2] or html


def figures_in(html: str) -> list[tuple[str, int]]:
    """Each link that leads to a list, and the number that is shown with it."""
    found = [link for link in Links(main_of(html)).found if LISTS.search(link.href)]
    return [(link.href, _number_with(link)) for link in found]


def _number_with(link: Element) -> int:
    element = link
    while not (element.numbers and (element is link or element.tag in AROUND)):
        element = element.parent
    return element.numbers[0]


def listed(client, address: str) -> int:
    """How many rows the list has, on all of its pages; with those that stay unnamed, as it says, who
    are three or more."""
    number, counted, page = 0, 0, address
    while page:
        answer = client.get(page)
        assert answer.status_code == 200, page
        html = list_of(main_of(answer.content.decode()))
        number += len(ROW.findall(html))
        counted = sum(map(int, COUNTED.findall(html)))
        onwards = NEXT.search(html)
        query = onwards.group(1).replace("&amp;", "&") if onwards else ""
        page = f"{address.partition('?')[0]}{query}" if onwards else ""
    assert not counted or counted >= number + 3, address
    return counted or number


def wrong(client, period: str) -> list[str]:
    """Links of this period whose list has another number of rows than the page says."""
    html = client.get(INSIGHTS, {"period": period}).text
    found = figures_in(html)
    assert len(found) > 20
    said = [(address, number, listed(client, address)) for address, number in dict(found).items()]
    assert dict(found).items() >= set(found)  # two links to one list say the same
    return [
        f"{address}: {number}, listed {rows}" for address, number, rows in said if number != rows
    ]
