"""Who may read an entry: level, sectors and names."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, Sector, User
from sharing.forms.names import NamesField
from sharing.forms.opened import REACH, marks_of
from sharing.forms.widgets import LevelRadios
from sharing.models import Level, Reach


def name_and_place(user) -> str:
    """A member as they stand in a list: "Ada Adams, Hospital"."""
    place = user.organisation.name if user.organisation_id else ""
    return f"{user.shown_name}, {place}" if place else user.shown_name


def members(also=None):
    """Members by name, and those of `also`, who may have left."""
    found = User.objects.members()
    if also is not None:
        found = User.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=also.values("pk")))
    return found.select_related("organisation").order_by("name", "pk")


class PeopleField(NamesField):
    """Members, chosen by name."""

    def __init__(self, **options):
        options.setdefault("box_label", _("Type a name"))
        super().__init__(label_of=name_and_place, **options)


class ReachForm(forms.Form):
    """The reach of an entry, to be shown before it is made wider."""

    level = forms.TypedChoiceField(
        label=_("Who may read this?"),
        help_text=_(
            "You can make it wider later. Making it narrower does not reach copies that others "
            "already have."
        ),
        choices=Level.choices,
        coerce=int,
        initial=Level.GREEN,
        widget=LevelRadios,
    )
    home_sector = forms.ModelChoiceField(
        label=_("Home sector"),
        help_text=_("Where it comes from. Its editors publish it."),
        queryset=Sector.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the sector that it comes from.")},
    )
    also_sectors = forms.ModelMultipleChoiceField(
        label=_("Also for"),
        help_text=_("Sectors that should read it too. Their editors may take their sector off."),
        queryset=Sector.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    named_organisations = NamesField(
        label=_("Organisations you name"),
        help_text=_("They read it too, at TLP:AMBER and TLP:AMBER+STRICT."),
        required=False,
        box_label=_("Type the name of an organisation"),
    )
    named_people = PeopleField(
        label=_("People you name"),
        help_text=_("They read it too, at TLP:AMBER and TLP:RED."),
        required=False,
    )

    def __init__(self, *args, user, entry=None, **options):
        super().__init__(*args, **options)
        homes = Sector.objects.where(user.standing, at_least=Role.CONTRIBUTOR)
        if entry is not None:
            homes = homes | Sector.objects.filter(pk=entry.home_sector_id)
        self.fields["home_sector"].queryset = homes.distinct().by_name()
        self.fields["also_sectors"].queryset = Sector.objects.by_name()
        self.fields["named_organisations"].queryset = Organisation.objects.order_by("name")
        self.fields["named_people"].queryset = members()

    def offer(self, levels: Iterable[Level]) -> None:
        """Let these be chosen, and no others."""
        self.fields["level"].choices = [(level.value, level.label) for level in levels]

    @staticmethod
    def initial_of(entry) -> dict:
        """What the fields say of this entry."""
        return {
            "level": entry.level,
            "home_sector": entry.home_sector_id,
            "also_sectors": list(entry.also_sectors.values_list("pk", flat=True)),
            "named_organisations": list(entry.named_organisations.values_list("pk", flat=True)),
            "named_people": list(entry.named_people.values_list("pk", flat=True)),
        }

    @property
    def reach(self) -> Reach:
        """What the form asks for. Only once it is valid."""
        data = self.cleaned_data
        ids = {
            name: frozenset(thing.pk for thing in data[name])
            for name in ("also_sectors", "named_organisations", "named_people")
        }
        home = data["home_sector"].pk
        ids["also_sectors"] -= {home}
        return Reach(data["level"], home, **ids)


class LevelForm(ReachForm):
    """The reach of an entry that is there. It knows which reach it showed, and says it on."""

    opened = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)
    reason = forms.CharField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(entry) -> dict:
        """What the fields say of this entry."""
        return ReachForm.initial_of(entry) | {"opened": marks_of(vars(entry.reach), REACH)}

    def showed(self, reach: Reach) -> bool:
        """Whether it was opened with this reach. Only once it is valid."""
        return self.cleaned_data["opened"] == marks_of(vars(reach), REACH)


class GlassForm(forms.Form):
    """Which entry an administrator opens, and why."""

    public_id = forms.RegexField(
        r"^[A-Za-z0-9]{1,40}$",
        label=_("Public id of the entry"),
        help_text=_("The ten characters in its address."),
        error_messages={"invalid": _("Give the ten characters from its address.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Its author and its owner read this at once. It stays in the audit trail."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
