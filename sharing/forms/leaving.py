"""Handing over, and leaving."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.models import Entry, heirs


class Named(forms.ModelChoiceField):
    """A choice among members, by name and organisation."""

    def label_from_instance(self, user) -> str:
        if user.organisation:
            return f"{user.shown_name}, {user.organisation.name}"
        return user.shown_name


class HandOverForm(forms.Form):
    """Who is to own an entry from now on."""

    to = Named(
        queryset=None,
        to_field_name="public_id",
        label=_("New owner"),
        empty_label=_("Choose"),
        error_messages={"required": _("Choose who is to own it.")},
    )

    def __init__(self, *args, entry: Entry, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = heirs(entry, besides=by)


class LeaveForm(forms.Form):
    """How somebody leaves."""

    how = forms.ChoiceField(
        label=_("What is to become of your name?"),
        widget=forms.RadioSelect,
        choices=[
            ("keep", _("It stays at what I wrote. An administrator can open my account again.")),
            ("erase", _("Replace it by “Former member”. This cannot be undone.")),
        ],
        error_messages={"required": _("Choose what is to become of your name.")},
    )
