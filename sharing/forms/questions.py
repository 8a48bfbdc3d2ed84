"""Asking and answering questions."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language, Sector
from sharing.forms.raised import EntryField, RaisedForm, RewordingForm
from sharing.forms.widgets import MarkdownTextarea, lines
from sharing.forms.writing import Words
from sharing.models import Theme


class QuestionWords(forms.Form):
    """What is asked, in words."""

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


class QuestionForm(QuestionWords, RaisedForm):
    """What somebody would like to know."""

    field_order = ("title", "text", "home_sector", "themes", "language", "level")
    shown_to_few = gettext_lazy("Members with a role in its home sector, and your organisation.")

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

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["themes"].queryset = Theme.objects.by_name()


class QuestionWordsForm(RewordingForm, QuestionWords):
    """The same question in other words."""


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
        widget=lines(4),
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
