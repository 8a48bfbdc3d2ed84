from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from sharing.models import recount_maturity, wrong_maturities


class Command(BaseCommand):
    help = "Derive the maturity of every entry again from the applications of others."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only say how many are wrong.")

    def handle(self, *args, check: bool, **options) -> str:
        if not check:
            return f"{recount_maturity()} entries were repaired."
        if wrong := len(wrong_maturities()):
            raise CommandError(
                f"{wrong} entries have another maturity than their applications say."
            )
        return "Every maturity is what the applications say."
