from pathlib import Path

from django.core.management.base import BaseCommand

from config.backup import write_backup


class Command(BaseCommand):
    help = "Write the whole database to one file, while the site goes on."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, **options):
        write_backup(options["file"])
        size = options["file"].stat().st_size / 1e6
        self.stdout.write(f"· {options['file']}: {size:.1f} MB. It holds everything: keep it safe.")
