"""The demonstration community: from the files in `demo/`, through the verbs, by its own people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, Organisation, OrganisationDomain, Role, Sector, User
from sharing.models import (
    REVIEW_PERIOD,
    DigestSubscription,
    Entry,
    FollowedTheme,
    Level,
    Standard,
    Status,
    Theme,
)

from .demo_asking import load_asking
from .demo_changing import load_changes
from .demo_community import Community
from .demo_doing import load_doing
from .demo_files import moved, read_entry, until_now

PASSWORD = "oversteek-demo"  # noqa: S105 - known to all; the accounts cannot exist with DEBUG off
Say = Callable[[str], None]


def at_noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def load_taxonomy(all_of: Community) -> None:
    all_of.sectors = {s.slug: s for s in Sector.objects.all()}
    for row in all_of.rows("themes"):
        all_of.themes[row["slug"]] = Theme.objects.create(**row)
    for row in all_of.rows("standards"):
        all_of.standards[row["slug"]] = Standard.objects.create(**row)


def load_organisations(all_of: Community) -> None:
    for row in all_of.rows("organisations"):
        organisation = Organisation.objects.create(
            name=row["name"],
            party=row["party"].lower(),
            home_sector=all_of.sectors[row["home"]],
        )
        organisation.also_sectors.set(all_of.sectors[s] for s in row.get("also", ()))
        all_of.organisations[row["key"]] = organisation


def load_people(all_of: Community) -> None:
    password = make_password(PASSWORD)  # slow on purpose, so once
    for row in all_of.rows("people"):
        person = User.objects.create_member(
            row["email"],
            name=row["name"],
            language=row.get("language", "nl"),
            organisation=all_of.organisations.get(row.get("organisation", "")),
            is_superuser=row.get("administrator", False),
            admitted_at=timezone.now() if row.get("admitted", True) else None,
            welcomed_at=timezone.now() if row.get("admitted", True) else None,
        )
        User.objects.filter(pk=person.pk).update(password=password)
        Membership.objects.bulk_create(
            Membership(user=person, sector=all_of.sectors[slug], role=Role[role])
            for slug, role in row.get("roles", {}).items()
        )
        person.followed_sectors.set(all_of.sectors[s] for s in row.get("follows_sectors", ()))
        FollowedTheme.objects.bulk_create(
            FollowedTheme(user=person, theme=all_of.themes[t])
            for t in row.get("follows_themes", ())
        )
        if row.get("digest"):
            subscribe(person, row["digest"])
        all_of.people[row["key"]] = person


def subscribe(person: User, frequency: str) -> None:
    """Next Monday morning, so that a site just started does not begin by sending mails."""
    subscription = DigestSubscription.objects.of(person)
    subscription.choose(frequency)
    now = timezone.localtime()
    monday = now + timedelta(days=7 - now.weekday())
    subscription.due_at = monday.replace(hour=7, minute=0, second=0, microsecond=0)
    subscription.save(update_fields=["due_at"])


def verify_domains(all_of: Community) -> None:
    for row in all_of.rows("organisations"):
        if not row.get("domain"):
            continue
        domain = OrganisationDomain.objects.create(
            organisation=all_of.organisations[row["key"]], domain=row["domain"]
        )
        if row.get("verified"):
            domain.verify(by=all_of.people["admin"])


def deactivate_leavers(all_of: Community) -> None:
    for row in all_of.rows("people"):
        if not row.get("active", True):
            all_of.people[row["key"]].deactivate(by=all_of.people["admin"])


def load_entries(all_of: Community) -> Iterator[Entry]:
    """Each entry from draft to the state that its file tells, oldest first, so that links resolve."""
    files = [
        moved(read_entry(file), all_of.later)
        for file in sorted((all_of.folder / "entries").glob("*.md"))
    ]
    for facts in sorted(files, key=lambda facts: (facts["date"], facts["key"])):
        try:
            entry = write(all_of, facts)
            move_on(all_of, entry, facts)
        except (PermissionDenied, ValidationError) as refusal:
            raise ValueError(f"{facts['key']}: {refusal}") from refusal
        set_dates(entry, facts)
        all_of.entries[facts["key"]] = entry
        yield entry


def write(all_of: Community, facts: dict) -> Entry:
    people, organisations = all_of.people, all_of.organisations
    return Entry.objects.write(
        by=people[facts["author"]],
        kind=facts["kind"],
        home_sector=all_of.sectors[facts["home"]],
        also_sectors=[all_of.sectors[s] for s in facts["also"]],
        themes=[all_of.themes[t] for t in facts["themes"]],
        standards=[all_of.standards[s] for s in facts["standards"]],
        language=facts["language"],
        level=Level.from_label(facts["level"]),
        outcome=facts["outcome"],
        co_authors=[people[p] for p in facts["co_authors"]],
        named_people=[people[p] for p in facts["named_people"]],
        named_organisations=[organisations[o] for o in facts["named_organisations"]],
        words={"title": facts["title"], "summary": facts["summary"], **facts["sections"]},
    )


def move_on(all_of: Community, entry: Entry, facts: dict) -> None:
    if facts["status"] == "draft":
        return
    reviewer, editor = all_of.people[facts["reviewer"]], all_of.people[facts["editor"]]
    # At these levels whoever publishes reads it only when asked to review it.
    asked = {reviewer, editor} if entry.level >= Level.STRICT else {reviewer}
    entry.submit(by=entry.author, reviewers=asked)
    if facts["status"] == "in_review":
        return
    entry.approve(by=reviewer)
    entry.publish(entry.current_revision, by=editor)
    if facts["status"] == "archived":
        entry.archive(by=entry.owner)


def set_dates(entry: Entry, facts: dict) -> None:
    """The verbs say "now"; a community that began this minute would show nobody anything."""
    moment = at_noon(facts["date"])
    changes = {"created_at": moment - timedelta(days=21)}
    if entry.status in (Status.PUBLISHED, Status.ARCHIVED):
        is_lapsed = facts.get("lapsed", False)
        changes |= {"published_at": moment, "review_due_at": due_after(moment, is_lapsed)}
    Entry.objects.filter(pk=entry.pk).update(**changes)
    entry.revisions.all().dated(moment)


def due_after(moment: datetime, is_lapsed: bool) -> datetime:
    """When it is asked if this is still true: a year on. Its owner said yes each time, unless it lapsed."""
    due_at = moment + REVIEW_PERIOD
    while not is_lapsed and due_at < timezone.now():
        due_at += REVIEW_PERIOD
    return due_at


def load(folder: Path, say: Say) -> Community:
    """Load the whole community into an empty database, in one transaction."""
    with transaction.atomic():
        all_of = Community(folder, until_now(folder))
        load_taxonomy(all_of)
        load_organisations(all_of)
        load_people(all_of)
        verify_domains(all_of)
        say(f"{len(all_of.people)} people in {len(all_of.organisations)} organisations")
        for number, _entry in enumerate(load_entries(all_of), start=1):
            if number % 20 == 0:
                say(f"{number} entries")
        say(load_changes(all_of))
        say(load_doing(all_of))
        say(load_asking(all_of))
        deactivate_leavers(all_of)
        say(f"{len(all_of.entries)} entries, all of them")
    return all_of
