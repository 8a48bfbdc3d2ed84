from __future__ import annotations

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from sharing.tasks import run_steps


class Command(BaseCommand):
    help = "Bring up to date whatever is due. The steps are listed in sharing/tasks.py."

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="Go on, and sweep again after so long."
        )

    def handle(self, *args, every: float | None, **options):
        said = run_steps()
        while every:
            time.sleep(every)
            close_old_connections()
            said = run_steps()
        done = {name: what for name, what in said.items() if what != "0"}
        for name, what in done.items():
            self.stdout.write(f"· {name}: {what}")
        if not done:
            self.stdout.write("· Everything was up to date.")
        if "failed" in said.values():
            raise CommandError("Not every step was done; the log says why.")
