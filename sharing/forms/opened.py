"""What was decided about an entry when its form was opened.

A tab that stands open sends all it shows, also what somebody else has changed meanwhile. What was not
touched in it stays as the other made it; what both changed is asked about.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from sharing.models import Reach

REACH = tuple(field.name for field in dataclasses.fields(Reach))
DETAIL = ("detail_text", "detail_level")
DECIDED = (
    "kind",
    "language",
    "outcome",
    "themes",
    "standards",
    "co_authors",
    *REACH,
    *DETAIL,
)
# A text goes with its level: neither is taken over without the other, or one would be read at a level
# that nobody chose for it.
UNITS = (*((name,) for name in DECIDED if name not in DETAIL), DETAIL)


def marks_of(values: Mapping, names: Iterable[str] = DECIDED) -> str:
    """A mark for each of the values, for a hidden field: "kind=… level=…"."""
    return " ".join(f"{name}={mark(values.get(name))}" for name in names)


def _marks_in(form: forms.Form) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in form.cleaned_data.get("opened", "").split())
    return {name: value for name, _equals, value in pairs}


def mark(value) -> str:
    """The same for the same value, whether rows or their ids; it tells nothing of the value."""
    if _is_many(value):
        said = ",".join(sorted(str(getattr(one, "pk", one)) for one in value))
    else:
        said = "" if value is None else str(getattr(value, "pk", value))
    said = said.replace("\r\n", "\n").strip()
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def _is_many(value) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str)


def settle(form: forms.Form, now: Mapping) -> None:
    """Make the cleaned data what the writer changed, upon what stands there `now`.

    Raises ValidationError beside each field that somebody else changed to something else; sent once
    more, the writer's own holds.
    """
    opened = _marks_in(form)
    errors = {}
    for unit in UNITS:
        names = [n for n in unit if n in opened and n in form.cleaned_data and n in form.fields]
        mine = [mark(form.cleaned_data[name]) for name in names]
        theirs = [mark(now.get(name)) for name in names]
        was = [opened[name] for name in names]
        if theirs in (mine, was):
            continue
        if mine == was:
            for name in names:
                form.cleaned_data[name] = _as_cleaned(form.fields[name], now.get(name))
            continue
        changed = next(n for n, new, old in zip(names, theirs, was, strict=True) if new != old)
        errors[changed] = _said(form, changed, now)
        opened.update(zip(names, theirs, strict=True))
    if errors:
        form.data = form.data.copy()
        form.data["opened"] = " ".join(f"{name}={value}" for name, value in opened.items())
        raise ValidationError(errors)


def caught_up(form: forms.Form, now: Mapping) -> tuple[QueryDict, dict[str, str]]:
    """What was sent about a reach, upon what stands there `now`; and what to say beside each field that
    somebody else changed.

    What the sender did not touch becomes as it stands there; the rest stays as they chose it.
    """
    opened, data, said = _marks_in(form), form.data.copy(), {}
    for name in REACH:
        was = opened.get(name)
        if mark(now[name]) == was:
            continue
        said[name] = _said(form, name, now)
        if mark(form.cleaned_data[name]) == was:
            theirs = now[name] if _is_many(now[name]) else [now[name]]
            data.setlist(name, list(map(str, theirs)))
            data.pop(f"{name}_add", None)
    data["opened"] = marks_of(now, REACH)
    return data, said


def _said(form: forms.Form, name: str, now: Mapping) -> str:
    theirs = _in_words(form.fields[name], now.get(name))
    text = _(
        "Somebody else changed this meanwhile, to: %(theirs)s. Look again, and send it once more."
    )
    return text % {"theirs": theirs}


def _rows(field, value) -> list:
    ids = value if _is_many(value) else [value]
    ids = [getattr(one, "pk", one) for one in ids if one is not None]
    return list(field.queryset.model._default_manager.filter(pk__in=ids))


def _as_cleaned(field, value):
    if not hasattr(field, "queryset"):
        return getattr(field, "empty_value", "") if value is None else value
    rows = _rows(field, value)
    return rows if _is_many(value) else next(iter(rows), None)


def _in_words(field, value) -> str:
    if hasattr(field, "queryset"):
        shown = ", ".join(map(str, map(_name, _rows(field, value))))
    else:
        shown = str(dict(getattr(field, "choices", ())).get(value, value or ""))
    return shown or _("nothing")


def _name(row) -> str:
    return getattr(row, "shown_name", "") or getattr(row, "name", "") or str(row)
