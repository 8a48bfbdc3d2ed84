"""What a member is about to do, and asking for a talk."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from sharing.forms.names import NamesField
from sharing.forms.reach import PeopleField, members
from sharing.forms.widgets import lines
from sharing.forms.writing import Words

FEWEST_WORDS = 3


class SituationForm(forms.Form):
    """A few sentences about what somebody is about to do."""

    text = Words(
        label=_("What are you about to do?"),
        help_text=_("A few sentences in your own words. Write what worries you too. No names."),
        longest=3_000,
        widget=lines(6),
        error_messages={"required": _("Tell in a few sentences what you are about to do.")},
    )
    title = Words(
        label=_("Give it a name"),
        help_text=_("You find it by this name later."),
        longest=100,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("In which language did you write it?"),
        choices=Language.choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["language"].initial = (get_language() or "en")[:2]

    def clean_text(self):
        """A word or two is a search: of those no meaning can be told, so any lesson would fit."""
        text = self.cleaned_data["text"]
        if len(text.split()) < FEWEST_WORDS:
            raise ValidationError(_("Tell a little more: one sentence at least."))
        return text


class TalkForm(forms.Form):
    """Asking somebody for a talk."""

    text = Words(
        label=_("What would you like to talk about?"),
        help_text=_("They read this, your name and your organisation. Not your address."),
        longest=1_000,
        widget=lines(5),
        error_messages={"required": _("Say what you would like to talk about.")},
    )


class TalkAnswerForm(forms.Form):
    """Answering a request for a talk: a few words, or somebody who knows more."""

    answer = Words(
        label=_("Your answer"),
        longest=1_000,
        required=False,
        widget=lines(4),
    )
    person: NamesField = PeopleField(
        label=_("Somebody who knows more"),
        help_text=_("Only to pass it on."),
        required=False,
    )

    def __init__(self, *args, talk, **options):
        super().__init__(*args, **options)
        others = members().exclude(pk__in=(talk.asker_id, talk.person_id))
        self.fields["person"].queryset = others

    def clean_person(self):
        found = self.cleaned_data["person"]
        if len(found) > 1:
            raise forms.ValidationError(_("Choose one person."))
        return found[0] if found else None
