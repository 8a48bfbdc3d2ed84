"""How quick the pages are: `make bench`, or with fewer sizes:

    .venv/bin/python -m benchmarks.bench --sizes 1000,20000 --databases sqlite,postgresql

For each size and database it prints the median and the 95th percentile of wall time, and the CPU of
server and database together, in milliseconds, of each page beside a bare Django view in the same run.
Pages are called in this process through the whole middleware, as a member and with warm caches.
With `--folder` the SQLite databases stay there, filled, and are measured again without
filling; digests only the first time, as they are not due again. `--panel` measures the lists of the
panel alone, which need neither search nor suggestions: those are what filling takes so long for.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 60
SENT = 40  # digests


def database_cpu() -> float:
    """Seconds of CPU that PostgreSQL's processes on this machine have used; 0 without any (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        if name == "postgres":
            fields = rest.split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(call: Callable[[int], object], rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Median and 95th percentile of wall time, and mean CPU, in ms, of `call(round)`."""
    for warm in range(5):
        call(warm)
    walls = []
    cpu, elsewhere = time.process_time(), database_cpu()
    for number in range(rounds):
        start = time.perf_counter()
        call(number)
        walls.append((time.perf_counter() - start) * 1000)
    used = time.process_time() - cpu + database_cpu() - elsewhere
    return statistics.median(walls), statistics.quantiles(walls, n=20)[18], used / rounds * 1000


def pages(members, rounds: int) -> dict[str, Callable[[int], object]]:
    """What is measured: each a function of the number of the round."""
    from django.test import Client
    from django.urls import reverse

    from sharing.models import Entry, Kind
    from sharing.recommendations import for_you, same_problem_elsewhere

    chance = random.Random(1)
    reader = members[0]
    client = Client(HTTP_HOST="localhost")
    client.force_login(reader)
    entries = list(Entry.objects.visible_to(reader).select_related("current_revision")[:500])
    chosen = [chance.choice(entries) for _ in range(rounds + 5)]

    def get(address: str, *, by=client, **query):
        response = by.get(address, query)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")

    def save(number: int) -> None:
        words = chosen[number].current_revision.words | {"comment": ""}
        words.pop("comment")
        Entry.objects.write(
            by=writer, home_sector=writer.organisation.home_sector, kind=Kind.LESSON, words=words
        )

    from accounts.models import Role

    panel = Client(HTTP_HOST="localhost")
    panel.force_login(administrator())
    entries_list, revisions = (
        reverse(f"admin:sharing_{name}_changelist") for name in ("entry", "revision")
    )
    writer = next(m for m in members if m.standing.has_anywhere(Role.CONTRIBUTOR))
    explore, home = reverse("sharing:explore"), reverse("sharing:home")
    rare = ["pump alarm", "wachtwoord phishing", "archive scanner", "supplier contract"]
    return {
        "bare view": lambda n: get(f"/bare/{chosen[n].pk}/"),
        "entry page": lambda n: get(chosen[n].get_absolute_url()),
        "of it, what stands beside": lambda n: same_problem_elsewhere(chosen[n], reader),
        "explore, two common words": lambda n: get(explore, q=rare[n % len(rare)]),
        "explore, two rare words": lambda n: get(explore, q=f"site{n} case{n}"),
        "home": lambda n: get(home),
        "of it, for you": lambda n: for_you(reader),
        "inbox": lambda n: get(reverse("sharing:inbox")),
        "save a draft": save,
        "panel, list of entries": lambda n: get(entries_list, by=panel),
        "panel, entries searched": lambda n: get(entries_list, by=panel, q=f"case{n}"),
        "panel, list of wordings": lambda n: get(revisions, by=panel),
    }


def administrator():
    """Who has the panel: made where an earlier run made none."""
    from accounts.models import User

    email = "administrator@bench.example"
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_superuser(email, name="Administrator")


def digests_per_second(members) -> float:
    from sharing.digests import send_due
    from sharing.models import DigestSubscription, Frequency

    for member in members[:SENT]:
        DigestSubscription.objects.of(member).choose(Frequency.WEEKLY)
    start = time.perf_counter()
    done = send_due()
    return sum(done.values()) / (time.perf_counter() - start)


def fill_index(say: Callable[[str], None]) -> None:
    """Search, and suggestions with the encoder that needs no weights: reading costs the same."""
    from sharing.tasks import run_steps

    start = time.perf_counter()
    said = run_steps()
    say(f"background work in {time.perf_counter() - start:.0f} s: {said}")


def filled_before() -> list:
    """The members of a community that an earlier run made here."""
    from accounts.models import User

    return list(User.objects.filter(email__startswith="member").order_by("pk"))


def inside(size: int, database: str, *, is_panel: bool) -> None:
    """Measure one size on the database that the environment names, and print its rows."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    import config.wsgi  # noqa: F401 - as where others are served: what is loaded stays for good
    from benchmarks.community import fill

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)

    def say(text: str) -> None:
        print(f"  {text}", file=sys.stderr, flush=True)

    members = filled_before()
    is_new = not members
    if is_new:
        members = fill(size, say)
        if not is_panel:
            fill_index(say)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for name, call in pages(members, ROUNDS).items():
        if is_panel and not name.startswith(("bare", "panel")):
            continue
        median, slow, cpu = measure(call)
        print(
            f"| {size:,} | {database} | {name} | {median:.1f} | {slow:.1f} | {cpu:.1f} |",
            flush=True,
        )
    if is_new and not is_panel:  # else they are not due
        sent = digests_per_second(members)
        print(f"| {size:,} | {database} | digests per second | {sent:.0f} | | |")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", default="1000,20000,100000")
    arguments.add_argument("--databases", default="sqlite,postgresql")
    arguments.add_argument("--folder", type=Path, help="where filled databases stay (SQLite)")
    arguments.add_argument("--panel", action="store_true", help="the lists of the panel alone")
    arguments.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.inside:
        inside(options.inside, options.databases, is_panel=options.panel)
        return
    print("| entries | database | what | median ms | 95 % ms | CPU ms |\n|--:|---|---|--:|--:|--:|")
    for database in options.databases.split(","):
        for size in options.sizes.split(","):
            run(database, size, options.folder, is_panel=options.panel)


def run(database: str, size: str, kept: Path | None, *, is_panel: bool) -> None:
    """One size on one database, in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="oversteek-bench-") as folder:
        if kept:
            folder = str((kept / size).resolve())
            Path(folder).mkdir(parents=True, exist_ok=True)
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "SECRET_KEY": "only-for-measuring-" * 4,
            "SITE_URL": "http://localhost",
            "DATA_DIR": folder,
        }
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "benchmarks.bench", "--inside", size]
        command += ["--databases", database, *(["--panel"] if is_panel else [])]
        if database == "postgresql":
            command = [str(ROOT / "bin/postgres"), *command]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
