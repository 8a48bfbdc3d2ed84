"""What forms of barriers and questions have in common: who reads it, whose it is, an entry to point to."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Language, Sector
from sharing.forms.names import NamesField
from sharing.forms.opened import mark
from sharing.forms.widgets import LevelRadios
from sharing.models import RAISED_LEVELS, Entry, Level
from sharing.search import search, words_alone

LEVELS = [(level.value, level.label) for level in RAISED_LEVELS]
MOST_FOUND = 4  # entries that are asked about
IN_ADDRESS = re.compile(r"(?:.*/entries/)?([A-Za-z0-9_-]{8,20})(?:[/?#].*)?\s*$")
ADDRESS = re.compile(r"/entries/|://")


def usual_sector(user, entry=None) -> int | None:
    """The sector of the entry, of the organisation, or of a role."""
    if entry is not None:
        return entry.home_sector_id
    if user.organisation_id is not None:
        return user.organisation.home_sector_id
    return next(iter(user.standing.roles), None)


class RaisedForm(forms.Form):
    """Whose it is, in which language, and who may read it. `entry`: that it is raised from."""

    shown_to_few: str  # whom it is shown to at TLP:AMBER

    home_sector = forms.ModelChoiceField(
        label=gettext_lazy("Home sector"),
        queryset=Sector.objects.none(),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a sector.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Who may read this?"),
        choices=LEVELS,
        coerce=int,
        initial=Level.GREEN,
        widget=LevelRadios,
    )

    def __init__(self, *args, user, entry=None, **options):
        usual = {"home_sector": usual_sector(user, entry), "language": (get_language() or "en")[:2]}
        if entry is not None:
            usual["level"] = max(entry.level, Level.GREEN)
        options["initial"] = usual | options.get("initial", {})
        super().__init__(*args, **options)
        self.fields["home_sector"].queryset = Sector.objects.by_name()
        self.fields["level"].widget.shown_to = {Level.AMBER: self.shown_to_few}
        if entry is not None:
            self.fields["level"].choices = [c for c in LEVELS if c[0] >= entry.level]


class RewordingForm(forms.Form):
    """What was raised in other words. It carries a mark of the words that were seen: one who changes
    what another has changed meanwhile is told, and nothing is undone unseen."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def of(self, thing) -> None:
        """Begin from the words of `thing` as they are now, or from what was typed before."""
        self.names = [name for name in self.fields if name != "seen"]
        self.now = {name: getattr(thing, name) for name in self.names}
        self.initial = self.now | {"seen": mark(" | ".join(self.now.values()))} | self.initial

    def clean(self):
        data = super().clean()
        seen, mark_now = data.pop("seen", ""), self.initial["seen"]
        if seen and seen != mark_now:
            self.data = self.data.copy()
            self.data["seen"] = mark_now  # saved once more, it is done knowingly
            words = " – ".join(filter(None, self.now.values()))
            raise ValidationError(
                _("Somebody else changed these words meanwhile, to: %(words)s"),
                params={"words": words},
            )
        return data


class OneNameField(NamesField):
    """One thing of a list, chosen by name. Cleans to it, or to None."""

    too_many = gettext_lazy("Choose one.")

    @staticmethod
    def parts(text: str) -> list[str]:
        return [text] if text else []

    def clean(self, value):
        found = super().clean(value)
        if len(found) > 1:
            raise ValidationError(self.too_many)
        return found[0] if found else None


def title_of(entry) -> str:
    return entry.title


class EntryField(OneNameField):
    """One published entry, by words of its title or by its address. Cleans to it, or to None."""

    is_long = True
    too_many = gettext_lazy("Choose one entry.")
    unsure = gettext_lazy("Is it one of these? Tick the one you mean.")
    unknown = gettext_lazy("We found no entry for “%(name)s”. Try other words, or its address.")

    def __init__(self, **options):
        super().__init__(
            named="current_revision__title",
            label_of=title_of,
            key="public_id",
            box_label=gettext_lazy("Type a few words of its title, or paste its address"),
            **options,
        )

    def of(self, user) -> None:
        """Only what `user` may read and point to."""
        self.user = user
        self.queryset = (
            Entry.objects.visible_to(user).in_circulation().select_related("current_revision")
        )

    def hints(self) -> list[str]:
        """One's own titles: what one writes about is what one is asked."""
        mine = self.queryset.filter(author=self.user.pk).order_by("-published_at", "-pk")
        return [entry.title for entry in mine[:40]]

    def matches(self, text: str) -> list:
        """The one at this address, those with these words as a title, else what a search finds."""
        if found := IN_ADDRESS.match(text):
            entry = self.queryset.filter(public_id=found[1]).first()
            if entry is not None:
                return [entry]
        if ADDRESS.search(text):
            return []
        return super().matches(text) or list(search(self.queryset, words_alone(text))[:MOST_FOUND])

    def is_sure(self, text: str, matches: list) -> bool:
        """Its address, or words of its title; what is merely near is asked about."""
        if len(matches) != 1:
            return False
        address, [entry] = IN_ADDRESS.match(text), matches
        is_its_address = address is not None and address[1] == entry.public_id
        return is_its_address or text.casefold() in entry.title.casefold()
