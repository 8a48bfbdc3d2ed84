"""Choosing people and things by name: ticks for those chosen, a box to type another into.

It works as plain HTML: what is typed is looked up on the server when the form is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

MOST_TICKS = 40  # a longer list is chosen from by typing
MOST_HINTS = 200  # names that the box itself proposes
MOST_MATCHES = 8
LONGEST = 1_000  # characters of a box
MOST_TYPED = 40  # names at once: each is looked up


@dataclass(frozen=True)
class Typed:
    """What a form sent: the ticks, the text of the box, and which text was asked about before."""

    ticked: list[str] = field(default_factory=list)
    text: str = ""
    asked: str = ""

    def __bool__(self) -> bool:
        return bool(self.ticked or self.text)


class NamesWidget(forms.Widget):
    """Ticks and a box. `elsewhere` are ids whose ticks the page draws itself."""

    template_name = "components/_names.html"
    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.elsewhere: set[int] = set()
        self.found: Typed | None = None
        self.offers: list = []

    def value_from_datadict(self, data, files, name) -> Typed:
        ticked = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return Typed(list(ticked), *(typed_in(data, f"{name}_{box}") for box in ("add", "asked")))

    def value_omitted_from_data(self, data, files, name) -> bool:
        return name not in data and f"{name}_add" not in data

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        typed = self.found or self.names.typed(value)
        chosen = set(typed.ticked)
        ticks = [
            {
                "key": self.names.key_of(thing),
                "label": self.names.label_of(thing),
                "is_ticked": self.names.key_of(thing) in chosen,
            }
            for thing in self.names.ticks(chosen, self.offers)
            if thing.pk not in self.elsewhere
        ]
        hints = [] if self.names.lists_all else self.names.hints()
        context["widget"] |= {
            "ticks": ticks,
            "text": typed.text,
            "asked": typed.asked,
            "hints": hints,
            "is_long": self.names.is_long,
            "has_box": not self.names.lists_all,
            "box_label": self.names.box_label,
        }
        return context


def typed_in(data, name: str) -> str:
    """The text of one box, without what no database takes."""
    return (data.get(name) or "")[:LONGEST].replace("\0", " ").strip()


class NamesField(forms.Field):
    """Things of `queryset`, chosen by name. Cleans to a list of them.

    `named` is the column that is searched; `label_of` says what is shown of one; `key` is the column
    that a tick holds: of what may be hidden from others the public id, as numbers in a row tell of gaps.
    """

    widget = NamesWidget
    is_long = False  # what they are called: one under the other, then
    unsure = gettext_lazy("More than one has that name: tick the one you mean.")
    unknown = gettext_lazy(
        "We know nobody and nothing called “%(name)s”. Look at how it is written."
    )

    too_many_typed = gettext_lazy("Type at most forty names at once.")

    def __init__(
        self,
        *,
        queryset=None,
        named: str = "name",
        label_of: Callable | None = None,
        box_label: str = "",
        is_taxonomy: bool = False,
        key: str = "pk",
        **options,
    ):
        super().__init__(**options)
        self.queryset, self.named, self.is_taxonomy = queryset, named, is_taxonomy
        self.label_of = label_of or str
        self.box_label, self.key = box_label, key
        self.widget.names = self

    def __deepcopy__(self, memo):
        copy = super().__deepcopy__(memo)
        copy.widget.names = copy
        copy.widget.offers, copy.widget.found, copy.widget.elsewhere = [], None, set()
        return copy

    @property
    def lists_all(self) -> bool:
        """Whether all of them stand there as ticks: few, and no people."""
        if not self.is_taxonomy:
            return False
        if not hasattr(self, "_is_few"):
            self._is_few = self.queryset.count() <= MOST_TICKS
        return self._is_few

    def ticks(self, chosen: set[str], offers: list) -> list:
        if self.lists_all:
            return list(self.queryset)
        return [*self.of_keys(chosen), *offers]

    def of_keys(self, keys) -> QuerySet:
        """Those with these keys; anything else that was sent is no key."""
        pattern = r"[0-9]{1,18}" if self.key == "pk" else r"[a-z0-9]{1,40}"
        keys = [key for key in map(str, keys) if re.fullmatch(pattern, key)]
        return self.queryset.filter(**{f"{self.key}__in": keys})

    def key_of(self, thing) -> str:
        return str(getattr(thing, self.key, thing))

    def typed(self, value) -> Typed:
        """A value as the form sent it: from things, or their keys."""
        if isinstance(value, Typed):
            return value
        return Typed([self.key_of(thing) for thing in value or ()])

    def hints(self) -> list[str]:
        return [self.label_of(thing) for thing in self.queryset[:MOST_HINTS]]

    def clean(self, value) -> list:
        typed = self.typed(value)
        found = list(self.of_keys(typed.ticked))
        left, offers = [], []
        asked, texts = self.parts(typed.asked), self.parts(typed.text)
        if len(texts) > MOST_TYPED:
            raise ValidationError(self.too_many_typed)
        for text in texts:
            matches = self.matches(text)
            if self.is_sure(text, matches):
                found += [one for one in matches if one not in found]
            elif not (text in asked and any(one in found for one in matches)):
                left.append(text)
                offers += [one for one in matches if one not in found and one not in offers]
        text = "; ".join(left)
        self.widget.found = Typed(
            [self.key_of(thing) for thing in found], text, text if offers else ""
        )
        self.widget.offers = offers
        if offers:
            raise ValidationError(self.unsure)
        if left:
            raise ValidationError(self.unknown, params={"name": left[0]})
        if self.required and not found:
            raise ValidationError(self.error_messages["required"], code="required")
        return found

    def matches(self, text: str) -> list:
        """Those whose name is `text`, else those whose name holds it."""
        name = text.partition(",")[0].strip()
        holds = Q(**{f"{self.named}__holds": text}) | Q(**{f"{self.named}__holds": name})
        found = list(self.queryset.filter(holds)[:MOST_MATCHES])
        for exact in (
            [one for one in found if self.label_of(one).casefold() == text.casefold()],
            [one for one in found if self.name_of(one).casefold() == name.casefold()],
        ):
            if exact:
                return exact
        return found

    @staticmethod
    def parts(text: str) -> list[str]:
        """The names that a text holds."""
        parts = map(str.strip, re.split(r"[;\n]", text))
        return list(dict.fromkeys(filter(None, parts)))

    def is_sure(self, text: str, matches: list) -> bool:
        """Whether what was typed means one thing, so that nobody need be asked."""
        return len(matches) == 1

    def name_of(self, thing) -> str:
        return str(reduce(getattr, self.named.split("__"), thing))
