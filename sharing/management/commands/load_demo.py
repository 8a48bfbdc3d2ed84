from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from sharing.transfer.demo import load


class Command(BaseCommand):
    help = "Load the demonstration community into an empty database. Refuses where DEBUG is off."

    def handle(self, **options) -> str:
        if not settings.DEBUG:
            raise CommandError("The demonstration accounts cannot exist with DEBUG off.")
        if User.objects.exists():
            return "There are people here already: the demonstration community was left out."
        call_command("load_sectors", stdout=self.stdout)
        all_of = load(settings.BASE_DIR / "demo", self.stdout.write)
        return f"Loaded {len(all_of.people)} people and {len(all_of.entries)} entries."
