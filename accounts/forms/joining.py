"""Signing up."""

from __future__ import annotations

from allauth.account.forms import SignupForm as BaseSignupForm
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.forms.entering import SaysWhatToDo
from accounts.models import Invitation, Sector, User

# In the session of somebody who opened the link of an invitation: its public id.
INVITED_BY = "invitation"


def invitation_of(request) -> Invitation | None:
    """The open invitation whose link was opened in this session."""
    public_id = request.session.get(INVITED_BY, "")
    found = Invitation.objects.open().filter(public_id=public_id)
    return found.select_related("sector", "invited_by").first()


def why_field() -> forms.CharField:
    return forms.CharField(
        label=_("Why do you want to take part?"),
        help_text=_("One sentence. Stewards read it while you wait; after that it is gone."),
        max_length=280,
        widget=forms.Textarea(attrs={"rows": 2, "cols": False}),
    )


class AskAgainForm(SaysWhatToDo, forms.Form):
    """Asking once more, after a steward's "not now"."""

    why = why_field()

    def clean_why(self) -> str:
        return " ".join(self.cleaned_data["why"].split())


class SignupForm(SaysWhatToDo, BaseSignupForm):
    """Becoming a member. Answers alike for an address that may, may not, or already did."""

    name = forms.CharField(
        label=_("What is your name?"),
        help_text=_("Other members see you so."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label=_("In which sector do you work?"),
        help_text=_(
            "Stewards, the members who let others in, read it while you wait. You hear what is new there; it gives you no role."
        ),
        to_field_name="slug",
        empty_label=_("Choose a sector"),
    )
    why = why_field()
    field_order = ["email", "name", "sector", "why", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        email, password = self.fields["email"], self.fields["password1"]
        email.label = _("E-mail address of your work")
        email.widget.attrs.pop("placeholder", None)
        password.help_text = _(
            "At least 12 characters. Without one you log in with a code by e-mail."
        )
        password.widget.attrs.pop("placeholder", None)
        if self.is_open and not self.invitation:
            self.fields["sector"].queryset = Sector.objects.by_name()
        else:
            del self.fields["sector"], self.fields["why"]
        if self.invitation:
            email.initial, email.disabled = self.invitation.email, True
            email.help_text = _("The invitation is for this address.")

    @property
    def is_open(self) -> bool:
        """Whether anybody may ask to join here."""
        return settings.OPEN_SIGNUP

    @cached_property
    def invitation(self) -> Invitation | None:
        return invitation_of(context.request)

    def validate_unique_email(self, value: str) -> str:
        may_join = User.objects.may_join(value)
        taken = User.objects.filter(email=value).exclude(pk__in=User.objects.begun())
        self.account_already_exists = taken.exists() or not may_join
        return value

    def try_save(self, request):
        if self.account_already_exists:
            return self._pretend(request)
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:  # Somebody signed up with it this very moment.
            return self._pretend(request)

    def _pretend(self, request):
        """Do what takes as long as making an account, and show the same page."""
        make_password(self.cleaned_data.get("password1"))
        return None, prevent_enumeration(request, email=self.cleaned_data["email"])
