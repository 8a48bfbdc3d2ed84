"""How often a member wants to hear of each theme, and whether at all."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sharing.models import Profile, ThemeWish
from sharing.recommendations import Subject


class InterestsForm(forms.Form):
    """A choice for each subject, and the switch."""

    is_on = forms.BooleanField(label=_("Make suggestions for me"), required=False)

    def __init__(self, *args, user, subjects: list[Subject], **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.subjects = user, subjects
        profile = Profile.objects.visible_to(user).first()
        self.fields["is_on"].initial = profile.is_on if profile else True
        for subject in subjects:
            self.fields[self.name_of(subject)] = forms.TypedChoiceField(
                label=subject.theme.name,
                choices=list(reversed(ThemeWish.Often.choices)),
                coerce=int,
                initial=subject.often,
            )

    @staticmethod
    def name_of(subject: Subject) -> str:
        return f"theme-{subject.theme.slug}"

    def rows(self) -> Iterator[tuple[Subject, forms.BoundField]]:
        for subject in self.subjects:
            yield subject, self[self.name_of(subject)]

    @transaction.atomic
    def save(self) -> None:
        Profile.objects.switch(by=self.user, on=self.cleaned_data["is_on"])
        for subject in self.subjects:
            often = self.cleaned_data[self.name_of(subject)]
            if often != subject.often:
                ThemeWish.objects.wish(subject.theme, by=self.user, often=often)
