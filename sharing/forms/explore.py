"""What somebody asks of Explore: words, filters, order and page. Any address is a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, Party
from sharing.models import Kind, Level, Maturity, Outcome

SORTS = {"best": _("Best match"), "newest": _("Newest"), "applied": _("Most applied")}
IN_THEIR_OWN_WORDS = {Language.ENGLISH: "English", Language.DUTCH: "Nederlands"}
FIRST = {"sector": 7, "theme": 5}  # options shown; the rest stand behind one line


@dataclass(frozen=True)
class Option:
    """One value that a facet can have. `key` is what the counts hold, `value` what the address says."""

    value: str
    key: Any
    label: str
    thing: Any = None  # a sector, for its flag
    is_chosen: bool = False
    count: int = 0
    is_exact: bool = True  # else there are more than were counted
    without: str = ""  # the address without this filter

    def choosing(self, values: Set[str]) -> Option:
        return replace(self, is_chosen=True) if self.value in values else self

    def counted(self, count: int, is_exact: bool) -> Option:
        return self if is_exact and not count else replace(self, count=count, is_exact=is_exact)


@dataclass(frozen=True)
class Facet:
    """A filter with its options."""

    name: str
    legend: str
    options: tuple[Option, ...] = field(default_factory=tuple)

    def choosing(self, values: Set[str]) -> Facet:
        return replace(self, options=tuple(o.choosing(values) for o in self.options))

    @property
    def shown(self) -> tuple[Option, ...]:
        return self.options[: FIRST.get(self.name)]

    @property
    def more(self) -> tuple[Option, ...]:
        return self.options[len(self.shown) :]


class ExploreForm:
    """Reads an address. What it does not know it leaves out; it has no errors."""

    def __init__(self, data: QueryDict, sectors: Iterable, themes: Iterable):
        self.text = data.get("q", "").replace("\0", " ").strip()
        self.facets = tuple(_facets(sectors, themes))
        asked = {facet.name: set(data.getlist(facet.name)) for facet in self.facets}
        if any(asked.values()):
            self.facets = tuple(facet.choosing(asked[facet.name]) for facet in self.facets)
        sort = data.get("sort", "")
        usual = "best" if self.text else "newest"
        self.sort = sort if sort in SORTS and (self.text or sort != "best") else usual
        self.page = data.get("page", "1")

    @property
    def chosen(self) -> dict[str, list]:
        """The chosen keys of each facet that has any."""
        found = {f.name: [o.key for o in f.options if o.is_chosen] for f in self.facets}
        return {name: keys for name, keys in found.items() if keys}

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return [(name, label) for name, label in SORTS.items() if self.text or name != "best"]

    def pairs(self, without: tuple[str, str] | None = None) -> Iterator[tuple[str, str]]:
        """The filters and the order as they stand in an address."""
        for facet in self.facets:
            for option in facet.options:
                if option.is_chosen and (facet.name, option.value) != without:
                    yield facet.name, option.value
        if self.sort != ("best" if self.text else "newest"):
            yield "sort", self.sort

    def address(self, *, text: str | None = None, without=None, filters: bool = True) -> str:
        """This address with another text, without one filter, or without any."""
        made = QueryDict(mutable=True)
        if text := self.text if text is None else text:
            made["q"] = text
        if filters:
            for name, value in self.pairs(without):
                made.appendlist(name, value)
        here = reverse("sharing:explore")
        return f"{here}?{made.urlencode()}" if made else here

    def chips(self) -> list[Option]:
        """The filters that are on, each with the address without it."""
        return [
            replace(option, without=self.address(without=(facet.name, option.value)))
            for facet in self.facets
            for option in facet.options
            if option.is_chosen
        ]

    def counted(self, counts: Mapping[str, Mapping], is_exact: Callable[..., bool]) -> list[Facet]:
        """The facets with a count for each option; options that surely add nothing are left out.

        `is_exact(name, is_chosen=…)` says of a facet's options whether their count is all there is. Where it
        is not, what was not met yet may still be there, and is offered without a number.
        """
        found = []
        for facet in self.facets:
            here = counts[facet.name]
            options = [
                o.counted(here.get(o.key, 0), is_exact(facet.name, is_chosen=o.is_chosen))
                for o in facet.options
            ]
            options = [o for o in options if o.count or o.is_chosen or not o.is_exact]
            if facet.name == "theme":
                options.sort(key=lambda o: (not o.is_chosen, -o.count))
            elif len(options) > FIRST.get(facet.name, 99):
                options.sort(key=lambda o: (not o.is_chosen, not o.count))
            if options:
                found.append(replace(facet, options=tuple(options)))
        return found


def _facets(sectors: Iterable, themes: Iterable) -> Iterator[Facet]:
    yield Facet("sector", _("Sector"), tuple(Option(s.slug, s.pk, s.name, s) for s in sectors))
    yield Facet("theme", _("Theme"), tuple(Option(t.slug, t.pk, t.name) for t in themes))
    yield _of_choices("kind", _("Kind"), Kind)
    yield _of_choices("outcome", _("Outcome"), Outcome)
    yield _of_choices("maturity", _("Maturity"), Maturity)
    levels = [level for level in Level if level != Level.RED]
    yield Facet("level", _("Sharing level"), tuple(Option(v.css, v.value, v.label) for v in levels))
    yield _of_choices("party", _("Party"), Party)
    spoken = IN_THEIR_OWN_WORDS.items()
    yield Facet("language", _("Language"), tuple(Option(v.value, v.value, w) for v, w in spoken))


def _of_choices(name: str, legend: str, choices) -> Facet:
    options = tuple(Option(str(choice.value), choice.value, choice.label) for choice in choices)
    return Facet(name, legend, options)
