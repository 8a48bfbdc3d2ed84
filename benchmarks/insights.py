"""How long counting the figures takes, and that it does not grow with the number of members:

    .venv/bin/python -m benchmarks.insights --entries 100000 --applications 500000

Fills a database of its own in a temporary folder, counts each period, then adds members and counts
again. Also measures the page, which only reads.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from datetime import timedelta
from itertools import batched
from pathlib import Path

BATCH = 5_000
ORGANISATIONS = 2_000
MORE_MEMBERS = 5_000


def fill_applications(number: int, chance: random.Random) -> None:
    """So many applications, each with one to four steps, by organisations of every sector."""
    from django.utils import timezone

    from accounts.models import Organisation, Party, Sector, User
    from sharing.models import Application, ApplicationStep, Entry, Result, Step

    sectors = list(Sector.objects.all())
    Organisation.objects.bulk_create(
        Organisation(
            name=f"Applying {n}",
            party=chance.choice(Party.values),
            home_sector=chance.choice(sectors),
        )
        for n in range(ORGANISATIONS)
    )
    organisations = list(Organisation.objects.values_list("pk", flat=True))
    entries = list(Entry.objects.values_list("pk", "level"))
    by = User.objects.values_list("pk", flat=True).first()
    stairs = [Step.CONSIDERING, Step.PILOTING, Step.IN_USE, Step.SCALED]
    pairs: set[tuple[int, int]] = set()
    now = timezone.now()
    for share in batched(range(number), BATCH):
        rows, steps = [], []
        for _each in share:
            entry, level = chance.choice(entries)
            organisation = chance.choice(organisations)
            if (entry, organisation) in pairs:
                continue
            pairs.add((entry, organisation))
            last = chance.randrange(4)
            step = Step.STOPPED if chance.random() < 0.1 else stairs[last]
            began = now - timedelta(days=chance.randrange(1_000))
            row = Application(
                entry_id=entry, organisation_id=organisation, level=level, step=step,
                result=chance.choice(["", *Result.values]), is_unnamed=chance.random() < 0.1,
                created_at=began, changed_at=began,
            )  # fmt: skip
            rows.append(row)
            path = [*stairs[: last + 1], *([Step.STOPPED] if step == Step.STOPPED else [])]
            steps += [
                ApplicationStep(application=row, step=one, by_id=by, level=level, at=began)
                for one in path
            ]
        Application.objects.bulk_create(rows)
        ApplicationStep.objects.bulk_create(steps)


def count_all(say) -> None:
    from sharing.insights import count
    from sharing.models import Period

    for period in Period:
        start = time.perf_counter()
        count(period)
        say(f"  {period.value}: counted in {time.perf_counter() - start:.1f} s")


def read_page(say) -> None:
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.members().first())
    address = reverse("sharing:insights")
    client.get(address)
    start = time.perf_counter()
    for _round in range(20):
        assert client.get(address).status_code == 200
    say(f"  page: {(time.perf_counter() - start) / 20 * 1000:.0f} ms")


def run(entries: int, applications: int, say=print) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from accounts.models import User
    from benchmarks.community import fill

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    fill(entries, say)
    fill_applications(applications, random.Random(entries))
    say(f"{applications:,} applications made; {User.objects.count():,} members")
    count_all(say)
    read_page(say)
    User.objects.bulk_create(
        User(email=f"more{n}@bench.example", name=f"More {n}", is_active=True)
        for n in range(MORE_MEMBERS)
    )
    say(f"with {User.objects.count():,} members:")
    count_all(say)


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
