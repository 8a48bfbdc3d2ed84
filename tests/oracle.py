"""What DOMAIN.md allows, in plain Python: a second opinion.

It is written from the text of DOMAIN.md, "Who may do what", about bare rows (bare_rows.py), and
shares no code with the rules of `sharing.models`. Where the two differ, one of them is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field

CLEAR, GREEN, AMBER, STRICT, RED = range(5)
LEVELS = (CLEAR, GREEN, AMBER, STRICT, RED)
DRAFT, IN_REVIEW, PUBLISHED, ARCHIVED = STATES = ("draft", "in_review", "published", "archived")
READER, CONTRIBUTOR, EDITOR, STEWARD = ROLES = (10, 20, 30, 40)


@dataclass(frozen=True)
class Person:
    """A user, or with `pk` None somebody who is not signed in."""

    pk: int | None = None
    organisation: int | None = None
    roles: dict[int, int] = field(default_factory=dict)
    is_active: bool = False
    is_confirmed: bool = False
    is_admitted: bool = False
    is_administrator: bool = False

    @property
    def is_me(self) -> bool:
        """`me` = active, address confirmed, admitted. Everyone else is a visitor."""
        return self.is_active and self.is_confirmed and self.is_admitted

    def role(self, sectors) -> int:
        """My highest role in these sectors; administrators have STEWARD."""
        if not self.is_me:
            return 0
        if self.is_administrator:
            return STEWARD if sectors else 0
        return max((self.roles.get(sector, 0) for sector in sectors), default=0)

    @property
    def best_role(self) -> int:
        """My role in "any sector"."""
        return STEWARD if self.is_administrator else max(self.roles.values(), default=0)


SOMEBODY = Person()


@dataclass(frozen=True)
class Entry:
    pk: int
    level: int
    status: str
    home: int
    also: frozenset[int]
    author: int | None
    owner: int | None
    writer: int | None  # of the current wording
    co_authors: frozenset[int]
    organisation: int | None
    organisations: frozenset[int]  # named ones
    people: frozenset[int]  # named ones
    assigned: frozenset[int]  # reviewers asked in this round, whose assignment holds
    opened: frozenset[int]  # administrators with an unexpired grant
    was_published: bool = False  # once, whatever its state is now

    @property
    def sectors(self) -> frozenset[int]:
        return self.also | {self.home}


@dataclass(frozen=True)
class World:
    """Everybody and every entry, as the database has them."""

    people: dict[int, Person]
    entries: dict[int, Entry]
    is_closed: bool = False

    # Reading

    def in_audience(self, me: Person, entry: Entry, level: int | None = None) -> bool:
        """AUDIENCE, at the entry's level or another one."""
        level = entry.level if level is None else level
        if level == CLEAR:
            return me.is_me or not self.is_closed
        if not me.is_me:
            return False
        is_insider = me.organisation is not None and (
            me.organisation == entry.organisation or me.organisation in entry.organisations
        )
        is_named_or_author = me.pk in entry.people or me.pk == entry.author
        if level == GREEN:
            return True
        if level == AMBER:
            return me.role(entry.sectors) >= READER or is_insider or is_named_or_author
        if level == STRICT:
            return is_insider
        return is_named_or_author

    def views(self, me: Person, entry: Entry) -> bool:
        """VIEW, without break-glass."""
        if not self.in_audience(me, entry):
            return False
        if entry.status in (PUBLISHED, ARCHIVED):
            return True
        if not me.is_me:
            return False
        if entry.status == DRAFT:
            return wrote(me, entry)
        return (
            wrote(me, entry)
            or me.pk == entry.owner
            or me.pk in entry.assigned
            or me.role(entry.sectors) >= EDITOR
        )

    def opens(self, me: Person, entry: Entry) -> bool:
        """The entry's page: VIEW, or the glass broken."""
        return self.views(me, entry) or (me.is_me and me.is_administrator and me.pk in entry.opened)

    def views_hanging(self, me: Person, entry: Entry, level: int) -> bool:
        """What hangs on an entry: VIEW(entry) and AUDIENCE at the stricter of both levels."""
        return (
            me.is_me
            and self.views(me, entry)
            and self.in_audience(me, entry, max(level, entry.level))
        )

    def views_revision(self, me: Person, entry: Entry, *, level, writer, state) -> bool:
        """Pending or refused revisions: their writer and who may accept."""
        if not self.views_hanging(me, entry, level):
            return False
        return state == "kept" or writer == me.pk or self.accepts(me, entry, writer)

    def views_concern(self, me: Person, entry: Entry, *, level, reporter) -> bool:
        """Who reported it, and the stewards who answer for it."""
        return self.views_hanging(me, entry, level) and (
            me.pk == reporter or me.role({entry.home}) >= STEWARD
        )

    # Acting: always me and VIEW

    def may(self, me: Person, action: str, entry: Entry) -> bool:
        return me.is_me and self.views(me, entry) and ACTIONS[action](self, me, entry)

    def decides(self, me: Person, entry: Entry, writer: int | None) -> bool:
        """Approve, publish, accept: the row of that name, whatever the state."""
        if self.decides_openly(me, entry, writer):
            return True
        is_own = wrote(me, entry) or me.pk == writer
        return entry.level in (STRICT, RED) and me.best_role >= CONTRIBUTOR and not is_own

    def decides_openly(self, me: Person, entry: Entry, writer: int | None) -> bool:
        """The same without what holds for STRICT and RED alone."""
        if wrote(me, entry) or me.pk == writer:
            return False
        if me.role({entry.home}) >= EDITOR:
            return True
        return not self.has_other_home_editor(entry, writer) and me.role(entry.also) >= EDITOR

    def has_other_home_editor(self, entry: Entry, writer: int | None) -> bool:
        """An active member with an EDITOR membership in home, who wrote none of it."""
        return any(
            editor.pk not in {entry.author, writer, *entry.co_authors}
            for editor in self.home_editors(entry.home)
        )

    def home_editors(self, sector: int) -> list[Person]:
        return [p for p in self.people.values() if p.is_me and p.roles.get(sector, 0) >= EDITOR]

    def accepts(self, me: Person, entry: Entry, writer: int | None) -> bool:
        """A suggestion is made on PUBLISHED, and decided there, never by who wrote it."""
        return me.is_me and entry.status == PUBLISHED and self.decides(me, entry, writer)


def wrote(me: Person, entry: Entry) -> bool:
    return me.pk == entry.author or me.pk in entry.co_authors


def edits(world: World, me: Person, entry: Entry) -> bool:
    is_unpublished = entry.status in (DRAFT, IN_REVIEW)
    return is_unpublished and wrote(me, entry) and me.role({entry.home}) >= CONTRIBUTOR


def publishes(world: World, me: Person, entry: Entry) -> bool:
    return entry.status == IN_REVIEW and world.decides(me, entry, entry.writer)


def answers_review(world: World, me: Person, entry: Entry) -> bool:
    """Approve or ask for changes: a reviewer who was asked, or who publishes; never own words."""
    is_own = wrote(me, entry) or me.pk == entry.writer
    is_asked = me.pk in entry.assigned and entry.status == IN_REVIEW
    return (is_asked and not is_own) or publishes(world, me, entry)


def widens(world: World, me: Person, entry: Entry) -> bool:
    if entry.status in (DRAFT, IN_REVIEW):
        return wrote(me, entry)
    return world.decides(me, entry, entry.writer)


def opens_up(world: World, me: Person, entry: Entry) -> bool:
    """Make wider, to CLEAR, GREEN or AMBER: "as publish" there, where contributors publish nothing."""
    if entry.status in (DRAFT, IN_REVIEW):
        return wrote(me, entry)
    return world.decides_openly(me, entry, entry.writer)


def hands_over(world: World, me: Person, entry: Entry) -> bool:
    """What is published: who takes it over; before that its author, while they may write or take it back."""
    if entry.status in (PUBLISHED, ARCHIVED):
        return owns_or_stewards(world, me, entry)
    return me.pk == entry.author and (entry.status == IN_REVIEW or edits(world, me, entry))


def narrows(world: World, me: Person, entry: Entry) -> bool:
    return me.pk in (entry.author, entry.owner) or me.role({entry.home}) >= EDITOR


def owns_or_stewards(world: World, me: Person, entry: Entry) -> bool:
    return me.pk == entry.owner or me.role({entry.home}) >= STEWARD


def on(*states):
    """An action that is there in these states only."""
    return lambda test: lambda world, me, entry: entry.status in states and test(world, me, entry)


def anybody(world: World, me: Person, entry: Entry) -> bool:
    return True


ACTIONS = {
    "edit": edits,
    "submit": on(DRAFT)(edits),
    "delete": on(DRAFT)(
        lambda w, me, e: me.pk == e.author and edits(w, me, e) and not e.was_published
    ),
    "hand_over": hands_over,
    "take_back": on(IN_REVIEW)(lambda w, me, e: me.pk == e.author),
    "assign": on(IN_REVIEW)(lambda w, me, e: edits(w, me, e) or publishes(w, me, e)),
    "decide": on(IN_REVIEW)(answers_review),
    "publish": publishes,
    "accept": lambda w, me, e: w.accepts(me, e, e.writer),
    "suggest": on(PUBLISHED)(
        lambda w, me, e: me.pk == e.author or me.best_role >= CONTRIBUTOR,
    ),
    "widen": widens,
    "open_up": opens_up,
    "narrow": narrows,
    "leave_sector": lambda w, me, e: me.role(e.also) >= EDITOR,
    "pull_back": on(PUBLISHED)(narrows),
    "renew": on(PUBLISHED)(owns_or_stewards),
    "archive": on(PUBLISHED)(owns_or_stewards),
    "take_over": on(PUBLISHED, ARCHIVED)(owns_or_stewards),
    "comment": on(PUBLISHED)(anybody),
    "save": on(PUBLISHED)(anybody),
    "report": on(PUBLISHED)(anybody),
    "apply": on(PUBLISHED)(lambda w, me, e: me.organisation is not None),
}
