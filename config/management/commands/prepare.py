"""Makes a site ready to serve: tables, translations, static files; in debug also a community."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Sector
from config import translations
from config.checks import has_demo_members

DEMONSTRATION = """
    Demonstration accounts, all with the password  oversteek-demo

      saskia@demo.oversteek.example   contributor in health care, at a hospital
      ruben@demo.oversteek.example    editor in energy, at a grid operator
      admin@demo.oversteek.example    administrator
"""


class Command(BaseCommand):
    help = "Make this site ready to serve. Doing it twice changes nothing."

    def handle(self, *args, **options):
        translations.compile_changed()
        self.say("Database")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not settings.DEBUG:
            self.say("Static files")
            call_command("collectstatic", interactive=False, verbosity=0)
        elif not get_user_model().objects.exists():
            self.say("The demonstration community (the first time only)")
            with transaction.atomic():  # stopped halfway, it begins anew the next time
                call_command("load_demo", stdout=self.stdout)
        if not Sector.objects.exists():
            call_command("load_sectors", stdout=self.stdout)
        if settings.DEBUG and has_demo_members():
            self.stdout.write(DEMONSTRATION)

    def say(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()
