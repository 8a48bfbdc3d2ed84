"""Which canaries and public ids the oracle lets somebody see, by the place where each stands.

A table with texts that has no line in `READERS` fails the suite: add one, from DOMAIN.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests import bare_rows, oracle
from tests.oracle_of_raised import Raised, barriers, questions, views_raised

from .answers import Hanging
from .canaries import Place

WORDS = "title summary problem approach results lesson conditions privacy incentives".split()


@dataclass(frozen=True)
class Rights:
    """All that somebody may see anywhere on the site."""

    words: frozenset[str]
    ids: frozenset[str]


class Reader:
    """Somebody, and what the oracle says of each place."""

    def __init__(self, world: oracle.World, me: oracle.Person, rows=bare_rows.rows):
        self.world, self.me, self.rows = world, me, rows
        self.hanging = Hanging(world, me, rows)
        self.found: dict[str, set] = {}

    @property
    def is_steward(self) -> bool:
        return self.me.is_me and self.me.best_role >= oracle.STEWARD

    @property
    def is_administrator(self) -> bool:
        return self.me.is_me and self.me.is_administrator

    def entries(self) -> set[int]:
        return {pk for pk, e in self.world.entries.items() if self.world.views(self.me, e)}

    def own(self, label: str, field: str = "user") -> set:
        """Rows that are theirs, of members alone."""
        return {pk for pk, user in self.rows(label, "pk", field) if self.is_mine(user)}

    def is_mine(self, user) -> bool:
        return self.me.is_me and user == self.me.pk

    def may_read(self, place: Place) -> bool:
        key = f"{place.label}.{place.field}"
        if key not in READERS:
            key = place.label
        if key not in self.found:
            self.found[key] = READERS[key](self)
        return place.pk in self.found[key]

    def current_wordings(self, *, at_glass: bool = False) -> set[int]:
        """Of the entries that they see; `at_glass` of those whose page they open besides."""
        opens = self.world.opens if at_glass else self.world.views
        rows = self.rows("sharing.Entry", "pk", "current_revision")
        return {rev for pk, rev in rows if opens(self.me, self.world.entries[pk])}

    def raised(self, found: dict[int, Raised]) -> set[int]:
        return {pk for pk, one in found.items() if views_raised(self.world, self.me, one)}

    def everything(self, label: str, allowed: bool) -> set:
        return {pk for (pk,) in self.rows(label, "pk")} if allowed else set()


def wordings(reader: Reader) -> set[int]:
    """Earlier and suggested ones by their own level, the current one with its entry."""
    return reader.hanging.revisions() | reader.current_wordings()


def steps(reader: Reader) -> set[int]:
    """As the entry; of an organisation that stays unnamed, by its own members."""
    fields = ("application__entry", "level", "application__is_unnamed", "application__organisation")
    found = reader.rows("sharing.ApplicationStep", "pk", *fields)
    return {
        pk
        for pk, entry, level, is_unnamed, organisation in found
        if reader.hanging.reads(entry, level)
        and (not is_unnamed or organisation == reader.me.organisation)
    }


def names(reader: Reader) -> set[int]:
    """Visitors see no people; whoever is signed in sees themselves."""
    people = reader.everything("accounts.User", reader.me.is_me)
    return people | {reader.me.pk}


def addresses(reader: Reader) -> set[int]:
    """One's own; of who agreed to talk; those of members by stewards, who invite and admit them."""
    agreed = reader.rows("sharing.Introduction", "asker", "person", state="accepted")
    talks = {who for pair in agreed if any(map(reader.is_mine, pair)) for who in pair}
    return reader.everything("accounts.User", reader.is_steward) | talks | {reader.me.pk}


def asking(reader: Reader) -> set[int]:
    """Why somebody asks to join: by stewards, who admit them."""
    return reader.everything("accounts.User", reader.is_steward)


def reasons(reader: Reader) -> set[int]:
    """Of the audit trail: by administrators, who did it, and whom it is about."""
    found = reader.rows("accounts.AuditRecord", "pk", "actor", "subject")
    mine = {pk for pk, *who in found if any(reader.is_mine(user) for user in who)}
    return reader.everything("accounts.AuditRecord", reader.is_administrator) | mine


def invited(reader: Reader) -> set[int]:
    """Stewards see those of their sectors."""
    found = reader.rows("accounts.Invitation", "pk", "sector")
    return {pk for pk, sector in found if reader.me.role({sector}) >= oracle.STEWARD}


def answers(reader: Reader) -> set[int]:
    """As the question; one that points to an entry also as that entry."""
    seen = reader.raised(questions())
    return {
        pk
        for pk, question, entry, level in reader.rows(
            "sharing.Answer", "pk", "question", "entry", "level"
        )
        if reader.me.is_me
        and question in seen
        and (entry is None or reader.hanging.reads(entry, level))
    }


def talks(reader: Reader) -> set[int]:
    """The one who asks and the one who is asked."""
    found = reader.rows("sharing.Introduction", "pk", "asker", "person")
    return {pk for pk, *both in found if any(map(reader.is_mine, both))}


def often_searched(reader: Reader) -> set[int]:
    """Members see what is often searched for in vain; what is not, nobody."""
    found = reader.rows("sharing.EmptySearch", "pk", "count")
    return {pk for pk, count in found if reader.me.is_me and count >= 3}


def of_organisations(reader: Reader) -> set[int]:
    is_open = reader.me.is_me or not reader.world.is_closed
    return reader.everything("accounts.Organisation", is_open)


def kept(reader: Reader) -> set[int]:
    """What they typed themselves, while they see the entry that it is about: others' words stand in it."""
    entries = dict(reader.rows("sharing.Entry", "public_id", "pk"))
    seen = reader.entries()
    return {
        pk
        for pk, user, key in reader.rows("sharing.UnsavedText", "pk", "user", "key")
        if reader.is_mine(user) and entries.get(key.rpartition("-")[2]) in {None, *seen}
    }


READERS: dict[str, Callable[[Reader], set]] = {
    "accounts.auditrecord": reasons,
    "accounts.invitation": invited,
    "accounts.organisation": of_organisations,
    "accounts.organisationdomain": lambda r: r.everything(
        "accounts.OrganisationDomain", r.is_administrator
    ),
    "accounts.user.email": addresses,
    "accounts.user.name": names,
    "accounts.user.asks_because": asking,
    "sharing.answer": answers,
    "sharing.application": lambda r: r.hanging.plain("sharing.Application"),
    "sharing.applicationstep": steps,
    "sharing.barrier": lambda r: r.raised(barriers()),
    "sharing.breakglassgrant": lambda r: r.everything(
        "sharing.BreakGlassGrant", r.is_administrator
    ),
    "sharing.concern": lambda r: r.hanging.concerns(),
    "sharing.detailrevision": lambda r: r.hanging.detail_revisions(),
    "sharing.emptysearch": often_searched,
    "sharing.entry": lambda r: r.entries(),
    "sharing.introduction": talks,
    "sharing.question": lambda r: r.raised(questions()),
    "sharing.review": lambda r: r.hanging.plain("sharing.Review"),
    "sharing.revision": lambda r: r.hanging.revisions(),
    **{f"sharing.revision.{name}": wordings for name in (*WORDS, "rendered")},
    "sharing.situation": lambda r: r.own("sharing.Situation"),
    "sharing.unsavedtext": kept,
}


# Things with a public id, and who may see that they are there.
SEEN: dict[str, Callable[[Reader], set]] = {
    "sharing.entry": lambda r: r.entries(),
    "sharing.barrier": READERS["sharing.barrier"],
    "sharing.question": READERS["sharing.question"],
    "sharing.introduction": talks,
    "sharing.situation": READERS["sharing.situation"],
    "accounts.user": names,
    "accounts.invitation": invited,
}


# Things whose address answers those who may not see it as if it were not there.
GUARDED = {
    **{label: SEEN[label] for label in SEEN if label.startswith("sharing.")},
    "sharing.concern": READERS["sharing.concern"],
    "sharing.review": READERS["sharing.review"],
    "sharing.revision": READERS["sharing.revision"],
}


def public_ids() -> dict[str, tuple[str, int]]:
    """Every public id: of which table, of which row."""
    return {
        public_id: (label, pk)
        for label in SEEN
        for pk, public_id in bare_rows.rows(label, "pk", "public_id")
    }


def rights_of(reader: Reader, planted: dict[str, set[Place]], ids: dict) -> Rights:
    """All that the oracle lets this reader see."""
    readable = {label: who_sees(reader) for label, who_sees in SEEN.items()}
    return Rights(
        words=frozenset(
            word for word, places in planted.items() if any(map(reader.may_read, places))
        ),
        ids=frozenset(one for one, (label, pk) in ids.items() if pk in readable[label]),
    )


def shown_besides(reader: Reader, planted: dict, address) -> set[str]:
    """Canaries that one address shows besides: behind broken glass, and of what is shared by it."""
    if address.pattern.name == "sharing:entry_detail" and address.pk:
        return behind_glass(reader, planted, address.pk)
    if address.pattern.name == "sharing:brief_shared" and is_shared_by(reader, address):
        return words_at(planted, {"sharing.situation"}, ("title", "text"), address.pk)
    return set()


def behind_glass(reader: Reader, planted: dict, entry: int) -> set[str]:
    """The current wording, for an administrator who broke the glass."""
    if not reader.world.opens(reader.me, reader.world.entries[entry]):
        return set()
    current = dict(reader.rows("sharing.Entry", "pk", "current_revision"))[entry]
    return words_at(planted, {"sharing.revision"}, WORDS, current)


def is_shared_by(reader: Reader, address) -> bool:
    """A situation is for its writer, and for members who have the address that was given away."""
    tokens = dict(reader.rows("sharing.Situation", "pk", "token"))
    token = tokens.get(address.pk)
    return reader.me.is_me and token is not None and f"/{token}/" in address.path


def words_at(planted: dict, labels: set[str], fields, pk) -> set[str]:
    places = {Place(label, name, pk) for label in labels for name in fields}
    return {word for word, where in planted.items() if where & places}
