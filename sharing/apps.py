from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    """What members know: entries, and everything that hangs on them."""

    name = "sharing"
    verbose_name = _("Knowledge")
