from __future__ import annotations

from django.core.management.base import BaseCommand

from sharing import recommendations


class Command(BaseCommand):
    help = (
        "Bring the vectors of entries and their neighbours up to date. Stop it at any time: it goes "
        "on where it was. With --full everything is fitted anew, as happens every night."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--full", action="store_true", help="fit the statistics anew")

    def handle(self, *, full: bool, **options) -> None:
        def tell(what: str, done: int, due: int) -> None:
            self.stdout.write(f"· {what} {done} of {due}")

        done = recommendations.refresh(full=full, progress=tell)
        if waiting := recommendations.held_by_others():
            self.stdout.write(
                f"{done} encoded or placed; {waiting} entries wait for another worker that holds "
                "some. If it was ended, run this again after ten minutes; what serves now stays."
            )
        else:
            self.stdout.write(f"Suggestions are up to date: {done} encoded or placed.")
