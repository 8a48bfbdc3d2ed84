"""Asking and answering questions."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Language, Sector
from sharing.forms.names import NamesField
from sharing.forms.widgets import LevelRadios, MarkdownTextarea
from sharing.forms.writing import Words
from sharing.models import Entry, Level, Theme

RAISED = [choice for choice in Level.choices if choice[0] <= Level.AMBER]
IN_ADDRESS = re.compile(r"(?:.*/entries/)?([A-Za-z0-9_-]{8,20})(?:/.*)?\s*$")


class QuestionForm(forms.Form):
    """What somebody would like to know."""

    title = Words(
        label=gettext_lazy("What would you like to know?"),
        help_text=gettext_lazy("One question, as you would ask it in the corridor."),
        longest=140,
        error_messages={"required": gettext_lazy("Ask it in one sentence.")},
    )
    text = Words(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy(
            "What you are about to do, and what you know already. No names of people."
        ),
        longest=5_000,
        widget=MarkdownTextarea(rows=6),
        error_messages={"required": gettext_lazy("Say in a few sentences what it is for.")},
    )
    home_sector = forms.ModelChoiceField(
        label=gettext_lazy("For which sector?"),
        help_text=gettext_lazy("The others are asked: they may know it."),
        queryset=Sector.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a sector.")},
    )
    themes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Themes"),
        queryset=Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=Language.choices, widget=forms.RadioSelect
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Who may read this?"),
        choices=RAISED,
        coerce=int,
        initial=Level.GREEN,
        widget=LevelRadios,
    )
    public_id = forms.CharField(required=False, widget=forms.HiddenInput, max_length=10)

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        sectors = Sector.objects.by_name()
        self.fields["home_sector"].queryset = sectors
        self.fields["themes"].queryset = Theme.objects.by_name()
        roles = user.standing.roles
        mine = user.organisation.home_sector_id if user.organisation_id else next(iter(roles), None)
        self.fields["home_sector"].initial = mine
        self.fields["language"].initial = (get_language() or "en")[:2]


def title_of(entry) -> str:
    return entry.title


class EntryField(NamesField):
    """One published entry, by words of its title or by its address. Cleans to it, or to None."""

    def __init__(self, **options):
        super().__init__(
            named="current_revision__title",
            label_of=title_of,
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
        mine = self.queryset.filter(author=self.user.pk).order_by("-published_at")
        return [entry.title for entry in mine[:40]]

    def matches(self, text: str) -> list:
        if found := IN_ADDRESS.match(text):
            entry = self.queryset.filter(public_id=found[1]).first()
            if entry is not None:
                return [entry]
        return super().matches(text)

    def clean(self, value):
        found = super().clean(value)
        if len(found) > 1:
            raise ValidationError(_("Choose one entry. You can answer again with another."))
        return found[0] if found else None


class AnswerForm(forms.Form):
    """An entry, a few words, an offer to talk: at least one of them."""

    entry = EntryField(
        label=gettext_lazy("Point to an entry"),
        help_text=gettext_lazy("Others see it only if its level allows."),
        required=False,
    )
    text = Words(
        label=gettext_lazy("What do you know?"),
        longest=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": False}),
    )
    offers_talk = forms.BooleanField(
        label=gettext_lazy("I am glad to talk about it"), required=False
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["entry"].of(user)

    def clean(self):
        data = super().clean()
        if self.errors or data.get("entry") or data.get("text") or data.get("offers_talk"):
            return data
        raise ValidationError(_("Choose an entry, write what you know, or offer to talk."))
