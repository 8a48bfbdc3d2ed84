from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The shell around the two apps: settings, addresses, checks, backup."""

    name = "config"

    def ready(self):
        from . import checks  # noqa: F401 (registers them)
