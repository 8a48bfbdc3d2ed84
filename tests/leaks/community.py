"""One community that holds every level × state × relation, each text with its own canary."""

from __future__ import annotations

from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from accounts.models import (
    AuditRecord,
    Invitation,
    Membership,
    Organisation,
    OrganisationDomain,
    Party,
    Role,
    User,
    Verb,
)
from accounts.models.invitations import digest
from sharing import insights, recommendations, search
from sharing.models import (
    SECTIONS,
    BreakGlassGrant,
    DigestDelivery,
    DigestSubscription,
    EmptySearch,
    Entry,
    Frequency,
    Level,
    Revision,
    Standard,
    Status,
)
from tests.factories import by_members, make_sector, make_theme, put_into

from .addresses import INVITING_TOKEN
from .canaries import canary
from .hanging import hang_on
from .raised import raise_things
from .roles import ROLES, SIGNED_IN

A_MONTH = timezone.timedelta(days=28)
# Shared words, so that entries are near each other and suggestions have something to suggest.
TEXTS = {
    "title": "Too many alarms on the ward {}",
    "summary": "Nurses stopped hearing alarms until we removed those without an action {}.",
    "problem": "Too many alarms on the ward at night, and nobody has to act on most {}.",
    "approach": "We removed alarms without an action and measured silence for a month {}.",
    "results": "Four in five alarms went away, at a cost of two evenings {}.",
    "lesson": "An alarm without an action teaches people not to listen {}.",
    "conditions": "It fails where nobody may switch an alarm off {}.",
    "privacy": "None, because alarms hold no personal data {}.",
    "incentives": "The ward gains and the supplier pays {}.",
}
# A title that no text but its own revision holds a canary for: for links to what is hidden.
LINKED_TITLE = "What a hidden lesson is called"


@dataclass
class Community:
    people: dict[str, User] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)

    def user(self, role: str) -> User:
        """Read anew: a standing is remembered on the row."""
        return User.objects.get(pk=self.people[role].pk)


def words(**more: str) -> dict[str, str]:
    return {name: text.format(canary()) for name, text in TEXTS.items()} | more


def make_community() -> Community:
    community = Community()
    for slug in ("health", "energy", "water", "finance"):
        make_sector(slug)
    make_theme("alarm-management")
    make_theme("skills")
    make_organisations(community)
    make_people(community)
    make_entries(community)
    make_own_things(community)
    raise_things(community)
    search.refresh()
    recommendations.refresh()
    insights.refresh()
    if connection.vendor == "sqlite":
        connection.check_constraints()
    return community


def make_organisations(community: Community) -> None:
    for name, sector in (("own", "health"), ("named", "energy"), ("other", "finance")):
        community.organisations[name] = organisation = Organisation.objects.create(
            name=f"Organisation {canary()}", party=Party.BUSINESS, home_sector=make_sector(sector)
        )
        OrganisationDomain.objects.create(
            organisation=organisation, domain=f"{canary()}.example", verified_at=timezone.now()
        )


def make_people(community: Community) -> None:
    for role in SIGNED_IN:
        how = ROLES[role]
        user = User.objects.create_user(
            f"{canary()}@example.org",
            name=f"Somebody {canary()}",
            organisation=community.organisations.get(how.get("at")),
            is_superuser=how.get("is_superuser", False),
            is_active=how.get("is_active", True),
            admitted_at=timezone.now() if how.get("is_admitted", True) else None,
            welcomed_at=timezone.now(),
            asks_because="" if how.get("is_admitted", True) else f"Because {canary()}",
        )
        EmailAddress.objects.create(
            user=user, email=user.email, verified=how.get("is_confirmed", True), primary=True
        )
        for slug, level in how.get("roles", {}).items():
            Membership.objects.create(user=user, sector=make_sector(slug), role=level)
        community.people[role] = user


def make_entries(community: Community) -> None:
    people, organisations = community.people, community.organisations
    usual = {
        "author": people["the author"],
        "owner": people["the owner"],
        "organisation": organisations["own"],
    }
    for level in Level:
        for status in Status:
            make_entry(community, f"{level.label} {status}", level, status, **usual)
    left = usual | {"author": people["an author who left"], "owner": None}
    for level in (Level.AMBER, Level.STRICT, Level.RED):
        make_entry(community, f"{level.label} of one who left", level, Status.PUBLISHED, **left)
    make_entries_of_former_contributors(community, usual)
    source = {"source": f"https://example.org/{canary()}", "source_id": f"elsewhere-{canary()}"}
    importer = people["an administrator"]
    imported = {"author": None, "owner": importer, "organisation": None} | source
    make_entry(community, "imported", Level.CLEAR, Status.PUBLISHED, **imported)
    make_links(community, usual)


def make_entries_of_former_contributors(community: Community, usual: dict) -> None:
    """What others can still share less widely: of who is deactivated, what the house reads."""
    demoted, gone = "an author who was demoted", "an author who is deactivated"
    for role, level, status in (
        (demoted, Level.GREEN, Status.DRAFT),
        (demoted, Level.STRICT, Status.IN_REVIEW),
        (demoted, Level.RED, Status.PUBLISHED),
        (gone, Level.STRICT, Status.IN_REVIEW),
        (gone, Level.STRICT, Status.PUBLISHED),
    ):
        theirs = usual | {"author": community.people[role], "owner": None}
        make_entry(community, f"{level.label} {status} of {role}", level, status, **theirs)


def make_links(community: Community, usual: dict) -> None:
    """An open entry that links to a hidden one, and one that a hidden one supersedes."""
    title = {"title": LINKED_TITLE}
    hidden = make_entry(community, "linked", Level.RED, Status.PUBLISHED, changes=title, **usual)
    link = {"lesson": f"As in [[{LINKED_TITLE}]] and [[No such title]] {canary()}."}
    make_entry(community, "linking", Level.CLEAR, Status.PUBLISHED, changes=link, **usual)
    old = make_entry(community, "superseded", Level.CLEAR, Status.ARCHIVED, **usual)
    old.superseded_by = hidden
    old.save()


def make_entry(community, name, level, status, *, changes=None, author, **decided) -> Entry:
    people = community.people
    entry = Entry.objects.create(
        home_sector=make_sector("health"), level=level, author=author, **decided
    )
    entry.also_sectors.add(make_sector("energy"))
    entry.themes.add(make_theme("alarm-management"))
    if author:
        entry.co_authors.set([people["a co-author"], people["a co-author out of the audience"]])
    entry.named_people.set([people["a named person"], people["a named contributor"]])
    entry.named_organisations.add(community.organisations["named"])
    # Stricter once than now: an earlier wording stays closed.
    write(entry, author, Level.RED, f"Begun {canary()}")
    reader = author or decided["owner"]
    write(entry, author, level, f"Now {canary()}", reader=reader, **(changes or {}))
    suggester = people["a contributor who suggested a wording"]
    for state, of_level in (("pending", level), ("refused", level), ("pending", Level.RED)):
        write(entry, suggester, of_level, f"Why not {canary()}", state=state)
    entry.level = level
    put_into(entry, status)
    hang_on(entry, people, community.organisations)
    break_glass(entry, people)
    community.entries[name] = entry
    return entry


def write(entry, writer, level, comment, *, state="kept", reader=None, **changes) -> None:
    """A wording as it was written when the entry was at `level`."""
    entry.level = level
    entry.add_revision(
        writer=writer,
        reader=reader,
        words=words(**changes),
        comment=comment,
        state=Revision.State(state),
    )


def break_glass(entry: Entry, people) -> None:
    now, a_day = timezone.now(), timezone.timedelta(days=1)
    for name, expires_at in (
        ("an administrator with a grant", now + a_day),
        ("an administrator with an expired grant", now - a_day),
    ):
        BreakGlassGrant.objects.create(
            entry=entry,
            administrator=people[name],
            reason=f"Because of {canary()}",
            expires_at=expires_at,
        )


def make_own_things(community: Community) -> None:
    """What is not an entry's: invitations, digests, a standard, searches, the audit trail."""
    standard = Standard.objects.create(slug="a-standard", name="A standard", keeper="Somebody")
    for user in community.people.values():
        now = timezone.now()
        DigestSubscription.objects.create(
            user=user, frequency=Frequency.WEEKLY, due_at=now, covered_until=now - A_MONTH
        )
    long_ago = timezone.now() - A_MONTH
    DigestDelivery.objects.create(
        user=community.people["the author"],
        period=long_ago,
        since=long_ago,
        until=long_ago,
        leased_until=long_ago,
        state=DigestDelivery.State.EMPTY,
    )
    steward = community.people["a steward in the home sector"]
    invitation, _token = Invitation.objects.invite(
        f"{canary()}@invited.example",
        make_sector("health"),
        Role.READER,
        by=steward,
        sentence=f"You know of {canary()}.",
    )
    invitation.token_digest = digest(INVITING_TOKEN)
    invitation.save()
    for count in (1, 3):  # the searcher's alone, and asked often enough to be shown
        EmptySearch.objects.create(
            text=f"silent alarms {canary()}",
            language="en",
            **by_members(count),
            last_on=timezone.localdate(),
        )
    for entry in community.entries.values():
        entry.standards.add(standard)
        AuditRecord.objects.record(
            Verb.PULLED_BACK, entry, by=community.people["the owner"], reason=f"Since {canary()}"
        )
    for user in community.people.values():
        AuditRecord.objects.record(
            Verb.ROLE_GIVEN, user, by=steward, about=user, sector="health", role=20
        )


__all__ = ["LINKED_TITLE", "SECTIONS", "Community", "make_community"]
