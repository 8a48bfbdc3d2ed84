from __future__ import annotations

from django.core.management.base import BaseCommand

from sharing.digests import send_due


class Command(BaseCommand):
    help = "Send every digest that is due. Run it as often as you like, on as many machines."

    def handle(self, **options) -> str:
        done = send_due()
        return str(done) if done else "None due."
