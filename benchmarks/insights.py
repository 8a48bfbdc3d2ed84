"""How long counting the figures takes, and that it does not grow with the number of members:

    .venv/bin/python -m benchmarks.insights --entries 100000 --applications 500000
    bin/postgres .venv/bin/python -m benchmarks.insights

Fills a database of its own, counts the figures and asks for the page, which only reads; then adds
members and does it again.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

MORE_MEMBERS = 20_000
ROUNDS = 20


def since(start: float) -> float:
    return time.perf_counter() - start


def measure(say) -> None:
    from accounts.models import User
    from sharing.insights import count, refresh
    from sharing.models import Period

    say(f"{User.objects.members().count():,} members; load {os.getloadavg()[0]:.1f}")
    timed("a year", lambda: count(Period.YEAR), say)
    timed("all periods, as the sweep does", lambda: refresh(older_than=timedelta()), say)
    say(f"  page: {page() * 1000:.0f} ms")


def timed(name: str, call: Callable[[], object], say) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    call()
    used = time.process_time() - cpu  # On SQLite all of it; on PostgreSQL without the server's.
    say(f"  {name}: counted in {since(start):.1f} s, {used:.1f} s of CPU in this process")


def page() -> float:
    """Seconds that the page takes, once warm."""
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.members().first())
    address = reverse("sharing:insights")
    client.get(address)
    start = time.perf_counter()
    for _round in range(ROUNDS):
        assert client.get(address).status_code == 200
    return since(start) / ROUNDS


def run(entries: int, applications: int, say=print) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.community import founded
    from benchmarks.plain_rows import add_members, fill

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    start, chance = time.perf_counter(), random.Random(entries)
    fill(founded(chance), chance, entries=entries, applications=applications)
    say(f"{entries:,} entries and {applications:,} applications made in {since(start):.0f} s")
    measure(say)
    add_members(MORE_MEMBERS)
    measure(say)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--applications", type=int, default=500_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DEBUG": "1",
            "DATA_DIR": str(Path(folder)),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        }
        run(options.entries, options.applications)


if __name__ == "__main__":
    main()
