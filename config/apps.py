from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ConfigConfig(AppConfig):
    """The shell around the two apps: settings, addresses, checks, backup."""

    name = "config"

    def ready(self):
        from . import checks  # noqa: F401 (registers them)


class OversteekAdminConfig(AdminConfig):
    """Django's admin, for our administrators."""

    default_site = "accounts.admin_base.OversteekAdminSite"
