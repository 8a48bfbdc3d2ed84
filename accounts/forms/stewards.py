"""What stewards fill in: invitations and roles."""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Language, Membership, Role, Sector, Standing, User


def roles_within_reach(user) -> list[tuple[int, str]]:
    """Stewards give roles up to editor, administrators all of them."""
    highest = Role.STEWARD if user.standing.is_administrator else Role.EDITOR
    return [(role.value, role.label) for role in Role if role <= highest]


class InvitationForm(forms.Form):
    """One address, invited to one sector."""

    email = forms.EmailField(
        label=_("E-mail address of their work"),
        help_text=_("One person for each invitation."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.TypedChoiceField(
        label=_("Role"), help_text=_("You can change it later."), coerce=int
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=Language)
    sentence = forms.CharField(
        label=_("Why this person?"),
        help_text=_(
            "This sentence is in the invitation, under your name. Nothing above TLP:GREEN in it."
        ),
        max_length=Invitation._meta.get_field("sentence").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": False}),
    )

    def __init__(self, *args, by, sector: Sector, **kwargs):
        self.by, self.sector = by, sector
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_within_reach(by)
        self.fields["role"].initial = Role.CONTRIBUTOR
        self.fields["language"].initial = get_language()

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if email == self.by.email:
            raise forms.ValidationError(_("That is your own address: another steward invites you."))
        return email

    def clean(self) -> dict:
        """Who is a member of this sector already is known to its stewards; of others nothing is said."""
        cleaned = super().clean()
        members = User.objects.members().filter(email=cleaned.get("email", ""))
        held = Membership.objects.filter(sector=self.sector, user__in=members).first()
        if held and held.role >= cleaned.get("role", Role.STEWARD):
            said = _(
                "Who has this address is a member of %(sector)s already. Their role: %(role)s."
            )
            facts = {"sector": self.sector.name, "role": held.get_role_display()}
            self.add_error("email", forms.ValidationError(said, params=facts))
        return cleaned

    @transaction.atomic
    def save(self) -> tuple[Invitation, str | None]:
        """The invitation and its token; an open one for the same address no longer works.

        No token where the first of two clicks has made it just now, and mails it.
        """
        email, role = self.cleaned_data["email"], self.cleaned_data["role"]
        Standing.alone(self.by)
        if again := Invitation.objects.just_sent(email, self.sector, role, by=self.by).first():
            return again, None
        for earlier in Invitation.objects.open().filter(email=email, sector=self.sector):
            earlier.withdraw(by=self.by)
        told = {name: self.cleaned_data[name] for name in ("language", "sentence")}
        return Invitation.objects.invite(email, self.sector, role, by=self.by, **told)


class RoleForm(forms.Form):
    """A member's role in one sector; none takes it away."""

    sector = forms.ModelChoiceField(Sector.objects.none(), to_field_name="slug")
    role = forms.TypedChoiceField(label=_("Role"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["sector"].queryset = Sector.objects.where(by.standing, at_least=Role.STEWARD)
        self.fields["role"].choices = [("", _("No role")), *roles_within_reach(by)]

    def save(self, user) -> None:
        sector, role = self.cleaned_data["sector"], self.cleaned_data["role"]
        if role is not None:
            Membership.objects.give(user, sector, role, by=self.by)
            return
        for membership in Membership.objects.filter(user=user, sector=sector):
            membership.take_away(by=self.by)
