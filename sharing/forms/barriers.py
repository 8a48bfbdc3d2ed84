"""Reporting a barrier."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, Party
from sharing.forms.raised import OneNameField, RaisedForm
from sharing.forms.widgets import MarkdownTextarea, lines
from sharing.forms.writing import Words
from sharing.models import BarrierKind, Standard

MEANT = {
    BarrierKind.LEGAL: gettext_lazy("A law or rule forbids it, or nobody knows if it is allowed."),
    BarrierKind.STANDARDS: gettext_lazy("Systems cannot understand each other."),
    BarrierKind.INCENTIVES: gettext_lazy("The one who pays is not the one who gains."),
    BarrierKind.TECHNICAL: gettext_lazy("It does not work, or not safely enough."),
    BarrierKind.CULTURE: gettext_lazy("People or habits hold it back."),
    BarrierKind.FUNDING: gettext_lazy("There is no money for it, or only for something new."),
}


class BarrierWords(forms.Form):
    """What stands in the way, in words."""

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


class BarrierForm(BarrierWords, RaisedForm):
    """What stands in the way, and who could take it away. `entry`: that it is reported from."""

    field_order = (
        *("title", "text", "kind", "who_pays", "who_gains", "standards", "party", "addressed_to"),
        *("home_sector", "level", "language"),
    )
    shown_to_few = gettext_lazy(
        "Members with a role in its home sector, your organisation, and the one it is addressed to."
    )

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind is it?"),
        choices=BarrierKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a kind.")},
    )
    standards = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which standards does it name?"),
        queryset=Standard.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    party = forms.ChoiceField(
        label=gettext_lazy("Who could take it away?"),
        help_text=gettext_lazy("Their editors and stewards are told today."),
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

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # Asked of the incentive kind alone, which the page shows them for.
        asks = not self.is_bound or self.data.get("kind") == BarrierKind.INCENTIVES
        for name in ("who_pays", "who_gains"):
            self.fields[name].required = asks
            self.fields[name].needed_if = _("needed if the kind is Incentives")

    @property
    def kinds(self) -> list:
        """The options for the kind, each with what it means."""
        return [(option, MEANT[option.data["value"]]) for option in self["kind"]]
