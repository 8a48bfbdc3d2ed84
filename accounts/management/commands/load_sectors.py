from __future__ import annotations

import tomllib
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Sector


class Command(BaseCommand):
    help = (
        "Add the twelve sectors that a new site starts with. Leaves those that exist as they are."
    )

    @transaction.atomic
    def handle(self, **options) -> str:
        file = Path(apps.get_app_config("accounts").path) / "sectors.toml"
        made = 0
        for slug, facts in tomllib.loads(file.read_text("utf-8")).items():
            english, dutch = facts.pop("name")
            _sector, is_new = Sector.objects.get_or_create(
                slug=slug, defaults={"name_en": english, "name_nl": dutch, "flag": slug, **facts}
            )
            made += is_new
        return f"Added {made} sectors."
