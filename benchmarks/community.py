"""A community of a given size, made by bulk insertion: for measuring, not for reading.

Its texts are sentences of the demonstration entries, shuffled, with a few rare words each.
"""

from __future__ import annotations

import random
import re
import tomllib
from datetime import timedelta
from itertools import batched
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from accounts.models import Membership, Organisation, Party, Role, Sector, User
from sharing.models import SECTIONS, Entry, Kind, Level, Outcome, Revision, Status, Theme

DEMO = Path(__file__).parent.parent / "demo"
LEVELS = [Level.CLEAR] * 3 + [Level.GREEN] * 5 + [Level.AMBER] + [Level.STRICT]
BATCH = 1_000
MEMBERS = 200
SENTENCES = 12  # in an entry, about 200 words


def sentences() -> list[str]:
    found = []
    for file in sorted((DEMO / "entries").glob("*.md")):
        body = file.read_text("utf-8").split("+++\n", 2)[2]
        text = re.sub(r"^## \w+$|[\[\]|*#>`]", " ", body, flags=re.MULTILINE)
        found += [s.strip() for s in re.split(r"(?<=[.!?])\s+", text) if 30 < len(s) < 300]
    return found


def people(chance: random.Random) -> list[User]:
    sectors = list(Sector.objects.all())
    organisations = [
        Organisation(name=f"Organisation {n}", party=chance.choice(Party.values),
                     home_sector=chance.choice(sectors))
        for n in range(60)
    ]  # fmt: skip
    organisations = Organisation.objects.bulk_create(organisations)
    found = []
    for n in range(MEMBERS):
        organisation = chance.choice(organisations)
        user = User.objects.create_member(
            f"member{n}@bench.example",
            name=f"Member {n}",
            organisation=organisation,
            welcomed_at=timezone.now(),
        )
        role = chance.choice([Role.READER, Role.CONTRIBUTOR, Role.CONTRIBUTOR, Role.EDITOR])
        Membership.objects.create(user=user, sector=organisation.home_sector, role=role)
        user.followed_sectors.set(chance.sample(sectors, 2))
        found.append(user)
    return found


def founded(chance: random.Random) -> list[User]:
    """Make sectors, themes, organisations and members; returns the members."""
    call_command("load_sectors", verbosity=0)
    for row in tomllib.loads((DEMO / "themes.toml").read_text("utf-8"))["theme"]:
        Theme.objects.create(**row)
    return people(chance)


def fill(size: int, say=print) -> list[User]:
    """Make members and `size` published entries; returns the members."""
    chance = random.Random(size)
    members, lines = founded(chance), sentences()
    themes, sectors = list(Theme.objects.all()), list(Sector.objects.all())
    for numbers in batched(range(size), BATCH):
        add(numbers, chance, members, lines, themes, sectors)
    say(f"{size:,} entries made")
    return members


def add(numbers, chance, members, lines, themes, sectors) -> None:
    now = timezone.now()
    entries = Entry.objects.bulk_create(one_entry(chance, members, now) for _ in numbers)
    revisions = Revision.objects.bulk_create(
        one_revision(entry, number, chance, lines)
        for entry, number in zip(entries, numbers, strict=True)
    )
    for entry, revision in zip(entries, revisions, strict=True):
        entry.current_revision = revision
        entry.status, entry.published_at = Status.PUBLISHED, revision.created_at
    Entry.objects.bulk_update(entries, ["current_revision", "status", "published_at"])
    Entry.themes.through.objects.bulk_create(
        Entry.themes.through(entry=entry, theme=theme)
        for entry in entries
        for theme in chance.sample(themes, 2)
    )
    Entry.also_sectors.through.objects.bulk_create(
        Entry.also_sectors.through(entry=entry, sector=sector)
        for entry in entries
        for sector in chance.sample(sectors, 1)
        if sector.pk != entry.home_sector_id
    )


def one_entry(chance: random.Random, members, now) -> Entry:
    author = chance.choice(members)
    return Entry(
        kind=chance.choice(Kind.values),
        home_sector_id=author.organisation.home_sector_id,
        level=chance.choice(LEVELS),
        language=chance.choice(["en", "nl"]),
        outcome=chance.choice(Outcome.values),
        author=author,
        owner=author,
        organisation=author.organisation,
        review_due_at=now + timedelta(days=chance.randrange(-30, 365)),
    )


def one_revision(entry, number: int, chance: random.Random, lines) -> Revision:
    chosen = chance.sample(lines, SENTENCES)
    rare = f"case{number} site{chance.randrange(5_000)}"
    texts = dict(zip(SECTIONS, (" ".join(part) for part in batched(chosen[2:], 2)), strict=False))
    return Revision(
        entry=entry,
        number=1,
        writer_id=entry.author_id,
        level=entry.level,
        title=chosen[0][:100],
        summary=f"{chosen[1][:220]} {rare}",
        rendered={name: f"<p>{text}</p>" for name, text in texts.items()},
        created_at=timezone.now() - timedelta(minutes=chance.randrange(500_000)),
        **texts,
    )
