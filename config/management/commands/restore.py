from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.backup import read_backup


class Command(BaseCommand):
    help = "Make the database what it was at a backup. Stop the site first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args, **options):
        if not options["yes"]:
            self.stdout.write(
                "This replaces everything that is in the database now. Go on? [yes/no] "
            )
            if input().strip() != "yes":
                raise CommandError("Nothing was changed.")
        read_backup(options["file"])
        self.stdout.write("· Restored. `manage.py prepare` brings older tables up to date.")
