"""What a member wants to hear of, and how the site answers them."""

from __future__ import annotations

import zoneinfo

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Sector, User
from sharing.models import DigestSubscription, FollowedTheme, Frequency, Theme


class ByName(forms.ModelMultipleChoiceField):
    """Ticks for all rows of a table, in the order of their names in the reader's language."""

    def __init__(self, model, **options):
        options.setdefault("required", False)
        super().__init__(model.objects.all(), widget=forms.CheckboxSelectMultiple, **options)
        self.model = model


class OwnForm(forms.Form):
    """A form about the member themselves."""

    def __init__(self, *args, user: User, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ByName):
                field.queryset = field.model.objects.by_name()


class SectorsForm(OwnForm):
    sectors = ByName(
        Sector,
        label=_("Sectors you want to hear from"),
        help_text=_("Following a sector gives no right; it shows you what is new there."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sectors"].initial = list(
            self.user.followed_sectors.values_list("pk", flat=True)
        )

    def save(self) -> None:
        self.user.followed_sectors.set(self.cleaned_data["sectors"])


class FirstSectorsForm(SectorsForm):
    """On the first visit the sectors of one's own roles are ticked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = self.user.memberships.values_list("sector", flat=True)
        field = self.fields["sectors"]
        field.initial = field.initial or list(mine)


class ThemesForm(OwnForm):
    themes = ByName(Theme, label=_("Themes you want to hear of"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        followed = FollowedTheme.objects.of(self.user).values_list("theme", flat=True)
        self.fields["themes"].initial = list(followed)

    @transaction.atomic
    def save(self) -> None:
        wanted = {theme.pk for theme in self.cleaned_data["themes"]}
        followed = FollowedTheme.objects.of(self.user)
        followed.exclude(theme__in=wanted).delete()
        there = set(followed.values_list("theme", flat=True))
        FollowedTheme.objects.bulk_create(
            [FollowedTheme(user=self.user, theme_id=pk) for pk in sorted(wanted - there)],
            ignore_conflicts=True,
        )


class DigestForm(OwnForm):
    frequency = forms.ChoiceField(
        label=_("How often do you want an e-mail?"),
        help_text=_("What is new for you, and why. Only TLP:CLEAR and TLP:GREEN by name."),
        choices=Frequency,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = DigestSubscription.objects.filter(user=self.user).first()
        self.fields["frequency"].initial = mine.frequency if mine else Frequency.OFF

    def save(self) -> None:
        DigestSubscription.objects.of(self.user).choose(self.cleaned_data["frequency"])


def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone that is a region and a place, grouped by region."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        region, _slash, place = name.partition("/")
        if place and region not in {"Etc", "SystemV", "posix", "right"}:
            groups.setdefault(region, []).append((name, place.replace("_", " ")))
    europe_first = sorted(groups, key=lambda region: (region != "Europe", region))
    return [(region, groups[region]) for region in europe_first]


class AboutForm(forms.ModelForm):
    """Name, language, time zone, light or dark."""

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "theming"]
        help_texts = {"name": _("Other members see you so.")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        zones = time_zones()
        mine = self.instance.time_zone
        if not any(mine == zone for _region, places in zones for zone, _place in places):
            zones = [(mine, [(mine, mine)]), *zones]
        self.fields["time_zone"].widget = forms.Select(choices=zones)
