"""Synonyms as an administrator types them: one a line, or with commas between them."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Sector

MOST, LONGEST = 100, 200


class SynonymsField(forms.CharField):
    """A list of names. Cleans to a list without blanks and doubles, in the order in which it stands."""

    widget = forms.Textarea(attrs={"rows": 6, "cols": 60})

    def __init__(self, **options):
        said = Sector._meta.get_field("synonyms_en").help_text
        one_a_line = gettext_lazy("One a line, or commas between them.")
        options["help_text"] = format_lazy("{} {}", one_a_line, said)
        super().__init__(required=False, strip=True, **options)

    def prepare_value(self, value) -> str:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value) -> list[str]:
        typed = re.split(r"[\n,;]", super().to_python(value))
        names = (" = ".join(filter(None, map(str.strip, one.split("=")))) for one in typed)
        return list(dict.fromkeys(filter(None, names)))

    def validate(self, value) -> None:
        super().validate(value)
        if len(value) > MOST or any(len(name) > LONGEST for name in value):
            raise ValidationError(_("Give at most a hundred names, of at most 200 characters."))

    def has_changed(self, initial, data) -> bool:
        return (initial or []) != self.to_python(data)
