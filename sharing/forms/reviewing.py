"""Asking for review, answering, and the forms of an entry's later life."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from sharing.forms.names import NamesField
from sharing.forms.reach import PeopleField, members
from sharing.forms.widgets import lines
from sharing.models import OPEN_LEVELS, Entry, Level, Review


class ReviewersForm(forms.Form):
    """Who is asked to review an entry. `has_outsiders`: somebody is there to read as an outsider."""

    reviewers = PeopleField(
        label=gettext_lazy("Somebody else"),
        required=False,
        box_label=gettext_lazy("Type a name"),
    )
    name_them = forms.CharField(required=False)  # the ids of those who were shown beside the tick

    def __init__(self, *args, entry, has_outsiders: bool, asks_more: bool = False, **options):
        super().__init__(*args, **options)
        self.entry, self.has_outsiders, self.asks_more = entry, has_outsiders, asks_more
        self.to_name: list = []
        self.fields["reviewers"].queryset = members().exclude(pk__in=entry.writer_ids())
        if self.needs_outsider or asks_more:
            self.fields["reviewers"].needed_if = _("needed if you tick nobody above")

    @property
    def needs_outsider(self) -> bool:
        """Whether somebody has to be asked who reads it as an outsider."""
        is_open = self.entry.level in OPEN_LEVELS
        return is_open and self.has_outsiders and not self.asks_more

    def clean_reviewers(self) -> list:
        chosen = self.cleaned_data["reviewers"]
        if self.asks_more and not chosen:
            raise ValidationError(_("Choose somebody."))
        if self.needs_outsider and not any(map(self.is_outside, chosen)):
            raise ValidationError(_("Choose at least one reader from another sector."))
        return chosen

    def clean(self):
        data = super().clean()
        shut_out = [p for p in data.get("reviewers", []) if not self.entry.is_in_audience(p)]
        if not shut_out:
            return data
        names = ", ".join(person.shown_name for person in shut_out)
        if self.entry.level != Level.AMBER:
            self.add_error(
                "reviewers",
                _("%(names)s may not read this at its level. Choose somebody who may.")
                % {"names": names},
            )
        elif {str(person.pk) for person in shut_out} - {*data.get("name_them", "").split()}:
            self.to_name = shut_out
            self.add_error(
                "reviewers", _("Say first that %(names)s may read it.") % {"names": names}
            )
        else:
            self.to_name = shut_out
        return data

    def is_outside(self, person) -> bool:
        """Whether somebody reads this as an outsider: without a role in its sectors."""
        sectors = self.entry.sector_ids()
        has_role = Membership.objects.filter(user=person, sector__in=sectors).exists()
        return not (has_role or person.is_superuser)


class AnswerForm(forms.ModelForm):
    """A reviewer's answer: what to say to the author, about the revision of this number."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Review
        fields = ("comment",)
        labels = {"comment": gettext_lazy("Your comment")}
        widgets = {"comment": lines(5)}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["comment"].needed_if = _("needed if you ask for changes")


class ReasonForm(forms.Form):
    """Why something is done, for the audit trail."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy(
            "It stays in the audit trail. Do not repeat what has to stay hidden."
        ),
        required=False,
        max_length=500,
        widget=lines(2),
    )


class ArchiveForm(ReasonForm):
    """Withdraw an entry, or say which one takes its place."""

    superseded_by = NamesField(
        label=gettext_lazy("Which entry takes its place?"),
        help_text=gettext_lazy("Leave this empty to withdraw it."),
        required=False,
        named="current_revision__title",
        label_of=lambda entry: entry.title,
        key="public_id",
        box_label=gettext_lazy("Type words of its title"),
    )

    def __init__(self, *args, entry, user, **options):
        super().__init__(*args, **options)
        others = Entry.objects.visible_to(user).published().exclude(pk=entry.pk)
        self.fields["superseded_by"].queryset = others.select_related("current_revision")

    def clean_superseded_by(self):
        chosen = self.cleaned_data["superseded_by"]
        if len(chosen) > 1:
            raise ValidationError(_("Choose one entry."))
        return chosen[0] if chosen else None


class ConcernForm(forms.Form):
    """What worries somebody about an entry."""

    text = forms.CharField(
        label=gettext_lazy("What worries you?"),
        help_text=gettext_lazy(
            "A name that should not be there, a fact that is wrong, a risk. The stewards of its "
            "home sector read this, and answer."
        ),
        max_length=5_000,
        widget=lines(6),
        error_messages={"required": gettext_lazy("Say what worries you.")},
    )


class ConcernAnswerForm(forms.Form):
    """What a steward answers to a concern."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Say what you did about it, or why nothing has to change."),
        max_length=5_000,
        widget=lines(6),
        error_messages={"required": gettext_lazy("Write an answer.")},
    )
