"""What the rules answer and what the oracle answers, of everything that is guarded, to compare."""

from __future__ import annotations

from sharing.models import (
    Action,
    Barrier,
    Concern,
    DetailRevision,
    Entry,
    Notification,
    Question,
    RestrictedDetail,
    Review,
    Revision,
)
from tests import oracle
from tests.oracle_of_raised import acts_on_barrier, barriers, questions, views_raised

ENTRY_RULES = Entry.objects.all().rules
BARRIER_RULES = Barrier.objects.all().rules


def ids(rows) -> set[int]:
    found = list(rows.values_list("pk", flat=True))
    assert len(found) == len(set(found)), "no row comes twice"
    return set(found)


def flagged(rows, action: Action) -> set[int]:
    return {row.pk for row in rows if getattr(row, f"can_{action.value}")}


def of_the_rules(user) -> dict[str, set[int]]:
    """The ids of all that `user` sees and may act on, by sentence."""
    entries = list(Entry.objects.with_abilities(user))
    revisions = Revision.objects.with_abilities(user).select_related("entry")
    concerns = Concern.objects.with_abilities(user).select_related("entry")
    return {
        "sees entries": ids(Entry.objects.visible_to(user)),
        "opens entries": ids(Entry.objects.opened_by(user)),
        "sees entries with flags": {entry.pk for entry in entries},
        **{f"may {a.value}": ids(Entry.objects.allowing(user, a)) for a in ENTRY_RULES},
        **{f"is shown {a.value}": flagged(entries, a) for a in ENTRY_RULES},
        "sees revisions": ids(Revision.objects.visible_to(user)),
        "accepts revisions": ids(Revision.objects.allowing(user, Action.ACCEPT)),
        "is shown accept of revisions": flagged(revisions, Action.ACCEPT),
        "sees reviews": ids(Review.objects.visible_to(user)),
        "sees details": ids(RestrictedDetail.objects.visible_to(user)),
        "sees detail revisions": ids(DetailRevision.objects.visible_to(user)),
        "sees concerns": ids(Concern.objects.visible_to(user)),
        "answers concerns": ids(Concern.objects.allowing(user, Action.ANSWER)),
        "is shown answer of concerns": flagged(concerns, Action.ANSWER),
        "sees notifications": ids(Notification.objects.visible_to(user)),
        "sees questions": ids(Question.objects.visible_to(user)),
        **barriers_by_rules(user),
    }


def barriers_by_rules(user) -> dict[str, set[int]]:
    rows = list(Barrier.objects.with_abilities(user))
    return {
        "sees barriers": ids(Barrier.objects.visible_to(user)),
        "sees barriers with flags": {row.pk for row in rows},
        **{
            f"may {a.value} barriers": ids(Barrier.objects.allowing(user, a)) for a in BARRIER_RULES
        },
        **{f"is shown {a.value} of barriers": flagged(rows, a) for a in BARRIER_RULES},
    }


def of_the_oracle(world: oracle.World, me: oracle.Person, rows) -> dict[str, set[int]]:
    """The same by the oracle; `rows` reads bare fields."""
    entries = world.entries
    hanging = Hanging(world, me, rows)
    can = {
        action.value: {pk for pk, entry in entries.items() if world.may(me, action.value, entry)}
        for action in ENTRY_RULES
    }
    seen = {pk for pk, entry in entries.items() if world.views(me, entry)}
    accepted, answered = hanging.accepted(), hanging.answered()
    return {
        "sees entries": seen,
        "opens entries": {pk for pk, entry in entries.items() if world.opens(me, entry)},
        "sees entries with flags": seen,
        **{f"may {action}": found for action, found in can.items()},
        **{f"is shown {action}": found for action, found in can.items()},
        "sees revisions": hanging.revisions(),
        "accepts revisions": accepted,
        "is shown accept of revisions": accepted,
        "sees reviews": hanging.plain("sharing.Review"),
        "sees details": hanging.plain("sharing.RestrictedDetail"),
        "sees detail revisions": hanging.detail_revisions(),
        "sees concerns": hanging.concerns(),
        "answers concerns": answered,
        "is shown answer of concerns": answered,
        "sees notifications": hanging.notifications(),
        "sees questions": seen_raised(world, me, questions()),
        **barriers_by_oracle(world, me, rows),
    }


def seen_raised(world, me, raised) -> set[int]:
    return {pk for pk, one in raised.items() if views_raised(world, me, one)}


def barriers_by_oracle(world, me, rows) -> dict[str, set[int]]:
    found, parties = barriers(), dict(rows("accounts.Organisation", "pk", "party"))
    seen = seen_raised(world, me, found)
    answers = {"sees barriers": seen, "sees barriers with flags": seen}
    for action in BARRIER_RULES:
        allowed = {
            pk
            for pk, one in found.items()
            if acts_on_barrier(world, me, one, action.value, parties)
        }
        answers[f"may {action.value} barriers"] = allowed
        answers[f"is shown {action.value} of barriers"] = allowed
    return answers


class Hanging:
    """What hangs on entries, as far as the oracle lets `me` read it."""

    def __init__(self, world: oracle.World, me: oracle.Person, rows):
        self.world, self.me, self.rows = world, me, rows

    def reads(self, entry: int, level: int) -> bool:
        return self.world.views_hanging(self.me, self.world.entries[entry], level)

    def plain(self, label: str) -> set[int]:
        rows = self.rows(label, "pk", "entry", "level")
        return {pk for pk, entry, level in rows if self.reads(entry, level)}

    def revisions(self) -> set[int]:
        rows = self.rows("sharing.Revision", "pk", "entry", "level", "writer", "state")
        return {
            pk
            for pk, entry, level, writer, state in rows
            if self.world.views_revision(
                self.me, self.world.entries[entry], level=level, writer=writer, state=state
            )
        }

    def accepted(self) -> set[int]:
        rows = self.rows("sharing.Revision", "pk", "entry", "level", "writer", state="pending")
        return {
            pk
            for pk, entry, level, writer in rows
            if self.reads(entry, level)
            and self.world.accepts(self.me, self.world.entries[entry], writer)
        }

    def detail_revisions(self) -> set[int]:
        """Read as the detail is, and no more widely than they were written."""
        fields = ("detail__entry", "level", "detail__level")
        rows = self.rows("sharing.DetailRevision", "pk", *fields)
        return {
            pk
            for pk, entry, level, of_detail in rows
            if self.reads(entry, level) and self.reads(entry, of_detail)
        }

    def concerns(self, **where) -> set[int]:
        rows = self.rows("sharing.Concern", "pk", "entry", "level", "reporter", **where)
        return {
            pk
            for pk, entry, level, reporter in rows
            if self.world.views_concern(
                self.me, self.world.entries[entry], level=level, reporter=reporter
            )
        }

    def answered(self) -> set[int]:
        """Open concerns of entries in whose home sector I am a steward."""
        homes = dict(self.rows("sharing.Concern", "pk", "entry"))
        return {
            pk
            for pk in self.concerns(answered_at=None)
            if self.me.role({self.world.entries[homes[pk]].home}) >= oracle.STEWARD
        }

    def notifications(self) -> set[int]:
        rows = self.rows("sharing.Notification", "pk", "entry", "level", user=self.me.pk)
        return {pk for pk, entry, level in rows if self.reads(entry, level)}
