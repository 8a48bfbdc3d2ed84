"""What members choose for themselves: language, and light or dark."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages of the site."""

    ENGLISH = "en", _("English")
    DUTCH = "nl", _("Dutch")


class Theming(models.TextChoices):
    """How the pages look for one member."""

    SYSTEM = "", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
