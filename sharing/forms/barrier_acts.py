"""What is done about a barrier: one form an act."""

from __future__ import annotations

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sharing.forms.barriers import BarrierWords
from sharing.forms.raised import EntryField, RewordingForm
from sharing.forms.widgets import lines
from sharing.forms.writing import Words
from sharing.knowing import barriers_like
from sharing.models import Barrier, BarrierKind, Change

BARRIER_IN_ADDRESS = re.compile(r"(?:.*/barriers/)?([A-Za-z0-9_-]{4,20})/?\s*$")
OFFERED = 8  # barriers that another may be merged with


class BarrierActForm(forms.Form):
    """What `user` says about `barrier`."""

    def __init__(self, *args, barrier, user, **options):
        super().__init__(*args, **options)
        self.barrier, self.user = barrier, user


class PickUpForm(BarrierActForm):
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


class BarrierAnswerForm(BarrierActForm):
    answer = Words(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("It may be no. Then say why, so that nobody has to ask again."),
        longest=5_000,
        widget=lines(6),
        error_messages={"required": gettext_lazy("Write the answer.")},
    )


class SolveForm(BarrierActForm):
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
        label=gettext_lazy("Where can it be read?"),
        help_text=gettext_lazy("The address of the law, the standard or the agreement."),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Give an address that begins with https://.")},
    )


class RewordForm(RewordingForm, BarrierWords, BarrierActForm):
    """The same barrier in other words."""

    def __init__(self, *args, barrier, **options):
        super().__init__(*args, barrier=barrier, **options)
        if barrier.kind != BarrierKind.INCENTIVES:
            del self.fields["who_pays"], self.fields["who_gains"]
        self.of(barrier)


class WayAroundForm(BarrierActForm):
    """An entry that helps. One that the member may not see is one that is not there."""

    entry = EntryField(
        label=gettext_lazy("Which lesson or practice helps while it stands?"),
        error_messages={"required": gettext_lazy("Choose an entry.")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["entry"].of(self.user)


def title_and_state(barrier) -> str:
    """Merging into what is solved says that this is solved too."""
    return f"{barrier.title} ({barrier.get_state_display()})"


class MergeForm(BarrierActForm):
    """The barrier that speaks for both from now on."""

    other = forms.ModelChoiceField(
        label=gettext_lazy("Which barrier says the same?"),
        queryset=None,
        to_field_name="public_id",  # numbers in a row tell of those that are hidden
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("Choose one.")},
    )
    address = forms.CharField(
        label=gettext_lazy("Or the address of another barrier"),
        max_length=600,
        required=False,
        error_messages={"required": gettext_lazy("Paste the address of the other barrier.")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        others = barriers_like(self.barrier.title, self.user, most=OFFERED, but=self.barrier.pk)
        self.seen = Barrier.objects.visible_to(self.user).standing()
        self.fields["other"].queryset = self.seen.filter(pk__in=[one.pk for one in others])
        self.fields["other"].label_from_instance = title_and_state
        if not others:
            self.fields["other"].widget = forms.HiddenInput()
            self.fields["address"].label = _("The address of the other barrier")
            self.fields["address"].required = True

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
