from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who members are and where they belong. It has never heard of entries."""

    name = "accounts"
    verbose_name = _("People and organisations")

    def ready(self):
        from . import lookups  # noqa: F401 (registers them)
