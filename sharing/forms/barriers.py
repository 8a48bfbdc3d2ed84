"""Reporting a barrier, and what is done about it."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Language, Organisation, Party, Sector
from sharing.forms.names import NamesField
from sharing.forms.widgets import LevelRadios, MarkdownTextarea
from sharing.forms.writing import Words
from sharing.models import Barrier, BarrierKind, Change, Entry, Level, Standard

MEANT = {
    BarrierKind.LEGAL: gettext_lazy("A law or rule forbids it, or nobody knows if it is allowed."),
    BarrierKind.STANDARDS: gettext_lazy("Systems cannot understand each other."),
    BarrierKind.INCENTIVES: gettext_lazy("The one who pays is not the one who gains."),
    BarrierKind.TECHNICAL: gettext_lazy("It does not work, or not safely enough."),
    BarrierKind.CULTURE: gettext_lazy("People or habits hold it back."),
    BarrierKind.FUNDING: gettext_lazy("There is no money for it, or only for something new."),
}
RAISED = [choice for choice in Level.choices if choice[0] <= Level.AMBER]
BARRIER_IN_ADDRESS = re.compile(r"(?:.*/barriers/)?([A-Za-z0-9_-]{4,20})/?\s*$")
ENTRY_IN_ADDRESS = re.compile(r"(?:.*/entries/)?([A-Za-z0-9_-]{4,20})(?:/.*)?\s*$")


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": False})


class OneNameField(NamesField):
    """One thing of a list, chosen by name. Cleans to it, or to None."""

    def clean(self, value):
        found = super().clean(value)
        if len(found) > 1:
            raise ValidationError(_("Choose one."))
        return found[0] if found else None


class BarrierForm(forms.Form):
    """What stands in the way, and who could take it away. `entry`: that it is reported from."""

    title = Words(
        label=gettext_lazy("What stands in the way?"),
        help_text=gettext_lazy("One sentence. As if you tell it to somebody who can change it."),
        longest=140,
        error_messages={"required": gettext_lazy("Say in one sentence what stands in the way.")},
    )
    text = Words(
        label=gettext_lazy("What goes wrong because of it?"),
        help_text=gettext_lazy(
            "Who waits, who pays, what does not start? No names of patients, customers or "
            "colleagues."
        ),
        longest=10_000,
        widget=MarkdownTextarea(rows=6),
        error_messages={"required": gettext_lazy("Say what goes wrong, in a few sentences.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind is it?"),
        choices=BarrierKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a kind.")},
    )
    who_pays = Words(
        label=gettext_lazy("Who pays?"),
        help_text=gettext_lazy("In money, time or risk."),
        longest=1_000,
        widget=lines(2),
        error_messages={"required": gettext_lazy("Say who pays.")},
    )
    who_gains = Words(
        label=gettext_lazy("Who gains?"),
        help_text=gettext_lazy("From how it is now, or from how it could be."),
        longest=1_000,
        widget=lines(2),
        error_messages={"required": gettext_lazy("Say who gains.")},
    )
    standards = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which standards does it name?"),
        queryset=Standard.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    party = forms.ChoiceField(
        label=gettext_lazy("Who could take it away?"),
        help_text=gettext_lazy("Their stewards are told today."),
        choices=Party.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who could take it away.")},
    )
    addressed_to = OneNameField(
        label=gettext_lazy("One organisation in particular?"),
        help_text=gettext_lazy("It may read this barrier, at any level."),
        queryset=Organisation.objects.all(),
        label_of=lambda organisation: organisation.name,
        box_label=gettext_lazy("Type the name of an organisation"),
        required=False,
    )
    home_sector = forms.ModelChoiceField(
        label=gettext_lazy("Home sector"),
        queryset=Sector.objects.all(),
        empty_label=None,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Who may read this?"),
        choices=RAISED,
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
        # Asked of the incentive kind alone, which the page shows them for.
        asks = not self.is_bound or self.data.get("kind") == BarrierKind.INCENTIVES
        self.fields["who_pays"].required = self.fields["who_gains"].required = asks
        self.fields["home_sector"].queryset = Sector.objects.by_name()
        if entry is not None:
            self.fields["level"].choices = [c for c in RAISED if c[0] >= entry.level]

    @property
    def kinds(self) -> list:
        """The options for the kind, each with what it means."""
        return [(option, MEANT[option.data["value"]]) for option in self["kind"]]


def usual_sector(user, entry):
    """The sector of the entry, of the organisation, or of a role."""
    if entry is not None:
        return entry.home_sector_id
    if user.organisation_id is not None:
        return user.organisation.home_sector_id
    return next(iter(user.standing.roles), None)


class PickUpForm(forms.Form):
    """A first answer and a date, in the name of one's organisation."""

    first_answer = Words(
        label=gettext_lazy("First answer"),
        help_text=gettext_lazy("What do you think of it today, and what will you do?"),
        longest=5_000,
        widget=lines(5),
        error_messages={"required": gettext_lazy("Write a first answer.")},
    )
    answer_due = forms.DateField(
        label=gettext_lazy("Answer before"),
        help_text=gettext_lazy("Everyone sees this date. When it passes, you are told."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Give a date."),
            "invalid": gettext_lazy("Give a date such as 2027-03-31."),
        },
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        tomorrow = timezone.localdate() + timezone.timedelta(days=1)
        self.fields["answer_due"].widget.attrs["min"] = tomorrow.isoformat()


class BarrierAnswerForm(forms.Form):
    answer = Words(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("It may be no. Then say why, so that nobody has to ask again."),
        longest=5_000,
        widget=lines(6),
        error_messages={"required": gettext_lazy("Write the answer.")},
    )


class SolveForm(forms.Form):
    solved_with = Words(
        label=gettext_lazy("What changed?"),
        longest=5_000,
        widget=lines(5),
        error_messages={"required": gettext_lazy("Say what changed.")},
    )
    change = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=Change.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what changed.")},
    )
    change_url = forms.URLField(
        label=gettext_lazy("Where it stands"),
        help_text=gettext_lazy("The address of the law, the standard or the agreement."),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Give an address that begins with https://.")},
    )


class WayAroundForm(forms.Form):
    """An entry by its address. One that the member may not see is one that is not there."""

    entry = forms.CharField(
        label=gettext_lazy("The address of the lesson or practice"),
        help_text=gettext_lazy("Copy it from the page of the entry."),
        max_length=600,
        error_messages={"required": gettext_lazy("Give the address of an entry.")},
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.user = user

    def clean_entry(self):
        match = ENTRY_IN_ADDRESS.fullmatch(self.cleaned_data["entry"].strip())
        seen = Entry.objects.visible_to(self.user).published()
        entry = seen.filter(public_id=match[1]).first() if match else None
        if entry is None:
            raise ValidationError(_("We found no published entry there. Look at the address."))
        return entry


class MergeForm(forms.Form):
    """The barrier that speaks for both from now on."""

    other = forms.ModelChoiceField(
        label=gettext_lazy("Which barrier says the same?"),
        queryset=None,
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("Choose one.")},
    )
    address = forms.CharField(
        label=gettext_lazy("Or the address of another barrier"), max_length=600, required=False
    )

    def __init__(self, *args, others, user, **options):
        super().__init__(*args, **options)
        self.seen = Barrier.objects.visible_to(user).standing()
        self.fields["other"].queryset = self.seen.filter(pk__in=others)
        self.fields["other"].label_from_instance = lambda barrier: barrier.title
        if not others:
            self.fields["other"].widget = forms.HiddenInput()

    def clean(self):
        data = super().clean()
        if address := data.pop("address", ""):
            match = BARRIER_IN_ADDRESS.fullmatch(address.strip())
            data["other"] = self.seen.filter(public_id=match[1]).first() if match else None
            if data["other"] is None:
                self.add_error("address", _("We found no barrier there. Look at the address."))
        elif not data.get("other") and not self.errors:
            self.add_error("other", _("Choose one."))
        return data
