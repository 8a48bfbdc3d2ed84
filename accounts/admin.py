"""People and organisations in the admin panel. docs/admin.md lists the actions."""

from __future__ import annotations

from contextlib import suppress

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import admin_trail  # noqa: F401 - the panel of the audit trail
from .admin_base import (
    BilingualAdmin,
    EditableAdmin,
    ReadOnlyAdmin,
    ReadOnlyInline,
    SynonymsFilter,
    verb_action,
)
from .mails import UNSENT, send_admitted, send_invitation
from .models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationDomain,
    Role,
    Sector,
    User,
)


class RoleForm(forms.Form):
    """A role in a sector. It begins with none: one click too soon changes nothing."""

    sector = forms.ModelChoiceField(Sector.objects.all(), label=_("Sector"))
    role = forms.TypedChoiceField(
        choices=[("", _("Choose a role")), *Role.choices], coerce=int, label=_("Role")
    )

    @staticmethod
    def told(answers: dict) -> str:
        return f"{answers['sector']}: {Role(answers['role']).label}"


class OrganisationForm(forms.Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        required=False,
        label=_("Organisation"),
        help_text=_("Leave it empty for none."),
    )

    @staticmethod
    def told(answers: dict) -> str:
        return str(answers["organisation"] or _("none"))


class MembershipInline(ReadOnlyInline):
    model = Membership
    fk_name = "user"
    fields = readonly_fields = ["sector", "role", "given_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("sector")


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    list_display = ["name", "email", "organisation", "is_active", "admitted_at", "is_superuser"]
    list_filter = [
        "is_active",
        "is_superuser",
        ("admitted_at", admin.EmptyFieldListFilter),
        "memberships__sector",
        "memberships__role",
    ]
    list_select_related = ["organisation"]
    search_fields = ["name", "email", "public_id"]
    fields = [
        "public_id",
        "name",
        "email",
        "language",
        "organisation",
        "is_active",
        "admitted_at",
        "declined_at",
        "is_superuser",
        "joined_at",
        "last_login",
    ]
    ordering = ["-pk"]
    inlines = [MembershipInline]
    actions = [
        verb_action("admit", _("Admit"), lambda user, by: user.admit(by=by)),
        verb_action(
            "give_role",
            _("Give a role"),
            lambda user, by, sector, role: Membership.objects.give(user, sector, role, by=by),
            RoleForm,
        ),
        verb_action(
            "set_organisation",
            _("Set the organisation"),
            lambda user, by, organisation: user.set_organisation(organisation, by=by),
            OrganisationForm,
        ),
        verb_action("deactivate", _("Deactivate"), lambda user, by: user.deactivate(by=by)),
        verb_action("reactivate", _("Make active again"), lambda user, by: user.reactivate(by=by)),
        verb_action("erase", _("Erase: replace the name"), lambda user, by: user.erase(by=by)),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__sector")

    def name_of(self, user) -> str:
        return user.shown_name

    def told(self, user) -> str:
        """Who it is, and the roles they hold now."""
        held = [f"{m.sector}: {m.get_role_display()}" for m in user.memberships.all()]
        roles = "; ".join(held) or _("no role yet")
        return f"{user.shown_name}, {user.email}. {roles}."


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["user_name", "sector", "role", "given_at"]
    list_filter = ["sector", "role"]
    list_select_related = ["user", "sector"]
    search_fields = ["user__name", "user__email"]
    fields = ["user_name", "sector", "role", "given_at"]
    ordering = ["-pk"]
    actions = [
        verb_action("take_away", _("Take the role away"), lambda m, by: m.take_away(by=by)),
    ]

    def name_of(self, membership) -> str:
        role = membership.get_role_display()
        return f"{membership.user.shown_name} ({membership.sector}: {role})"

    @admin.display(description=_("member"), ordering="user__name")
    def user_name(self, membership) -> str:
        return membership.user.shown_name


class DomainInline(admin.StackedInline):
    model = OrganisationDomain
    fields = ["domain", "verified_at"]
    readonly_fields = ["verified_at"]
    extra = 1
    can_delete = False

    def has_view_permission(self, request, obj=None) -> bool:
        return True

    def has_add_permission(self, request, obj=None) -> bool:
        return True

    def has_change_permission(self, request, obj=None) -> bool:
        return False  # a verified domain is not another one by a change of letters


@admin.register(Organisation)
class OrganisationAdmin(EditableAdmin):
    list_display = ["name", "party", "home_sector"]
    list_filter = ["party", "home_sector"]
    list_select_related = ["home_sector"]
    search_fields = ["name", "public_id", "domains__domain"]
    fields = ["name", "party", "home_sector", "also_sectors"]
    inlines = [DomainInline]
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}


def verify(domain, by) -> None:
    """Verify it, and tell who waited that they are let in by it."""
    domain.joined = domain.verify(by=by)
    for user in domain.joined:
        if user.admitted_at >= domain.verified_at:
            with suppress(OSError):  # they are in all the same
                send_admitted(user, by_address=True)


def joined(domain) -> str:
    number = len(domain.joined)
    return ngettext(
        "%d person with such an address belongs to the organisation now.",
        "%d people with such an address belong to the organisation now.",
        number,
    ) % (number)


@admin.register(OrganisationDomain)
class OrganisationDomainAdmin(ReadOnlyAdmin):
    list_display = ["domain", "organisation", "verified_at"]
    list_filter = [("verified_at", admin.EmptyFieldListFilter)]
    list_select_related = ["organisation"]
    search_fields = ["domain", "organisation__name"]
    fields = ["domain", "organisation", "verified_at"]
    actions = [
        verb_action("verify", _("Verify"), verify, after=joined),
        verb_action("distrust", _("No longer verified"), lambda domain, by: domain.distrust(by=by)),
    ]


@admin.register(Sector)
class SectorAdmin(BilingualAdmin):
    list_display = ["slug", "name_en", "name_nl", "nace"]
    list_filter = [SynonymsFilter, ("nace", admin.EmptyFieldListFilter)]
    search_fields = ["slug", "name_en", "name_nl"]


def send_again(invitation, by) -> None:
    """Mail a new link; one whose mail does not go is no action that was done."""
    try:
        send_invitation(invitation, invitation.renew(by=by))
    except OSError as error:
        raise ValidationError(UNSENT % invitation.email) from error


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "email", "sector", "role", "expires_at", "accepted_at"]
    list_filter = ["sector", "role", ("accepted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["sector"]
    search_fields = ["public_id", "email"]
    fields = [
        "public_id",
        "email",
        "sector",
        "role",
        "language",
        "sentence",
        "created_at",
        "expires_at",
        "accepted_at",
        "withdrawn_at",
        "is_unsent",
    ]
    actions = [
        verb_action("resend", _("Send again"), send_again),
        verb_action("withdraw", _("Withdraw"), lambda invitation, by: invitation.withdraw(by=by)),
    ]

    @admin.display(description=_("e-mail not sent"), boolean=True)
    def is_unsent(self, invitation) -> bool:
        return invitation.is_unsent
