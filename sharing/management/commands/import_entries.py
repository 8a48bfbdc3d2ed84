from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from sharing.transfer.importing import Importer, Report
from sharing.transfer.reading import rows_of

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Bring entries in from a JSON Lines or CSV file, as an administrator. A second time changes "
        "nothing, and an import that was broken off goes on where it stopped."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="email", required=True, help="an administrator's address")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument(
            "--create-taxonomy",
            action="store_true",
            help="make sectors, themes, standards and organisations that are not known",
        )

    def handle(self, *, file: Path, email: str, dry_run: bool, create_taxonomy: bool, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        by = User.objects.filter(email=email.lower(), is_superuser=True).first()
        if by is None or not by.standing.is_administrator:
            raise CommandError("--as names an active administrator by e-mail address.")
        importer = Importer(by, create_taxonomy)
        if dry_run:
            with transaction.atomic():
                self.run(importer, file)
                transaction.set_rollback(True)
        else:
            self.run(importer, file)
        self.tell(importer.report, dry_run)
        if importer.report.refused:
            raise CommandError(f"{len(importer.report.refused)} rows did not come in: see above.")

    def run(self, importer: Importer, file: Path) -> None:
        for count, (number, row) in enumerate(rows_of(file), start=1):
            importer.bring_in(number, row)
            if count % 100 == 0:
                self.stdout.write(f"{count} rows")

    def tell(self, report: Report, dry_run: bool) -> None:
        for title, lines in (("Noted", report.notes), ("Did not come in", report.refused)):
            for number, reason in lines:
                self.stdout.write(f"{title}: row {number}: {reason}")
        if report.unknown_keys:
            self.stdout.write(f"Ignored, not known: {', '.join(sorted(report.unknown_keys))}")
        if report.made:
            some = ", ".join(report.made[:SHOWN])
            rest = f" and {len(report.made) - SHOWN} more" if len(report.made) > SHOWN else ""
            self.stdout.write(f"Made: {some}{rest}")
        counts = ", ".join(f"{n} {what}" for what, n in sorted(report.done.items())) or "no rows"
        self.stdout.write(f"{'Would be: ' if dry_run else ''}{counts}")
