"""The table of DOMAIN.md, "Who may do what": one row for each action on an entry."""

from __future__ import annotations

from functools import cache

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from accounts.models import Membership, Role, Standing, User

from ..vocabulary import Level, Status
from .audience import is_assigned, is_co_author, listed, through
from .machinery import ANYBODY, NOBODY, Action, Condition, being, relation, standing

# Facts: what conditions read of a row, annotated once by `with_abilities`


def as_fact(q: Q):
    """A condition as an annotation: literals where nothing needs asking."""
    if q == NOBODY:
        return Value(False)
    return Value(True) if q == ANYBODY else q


def is_also_editor(me: Standing, at: str = "") -> Q:
    """role(also) ≥ EDITOR: nobody's, where there is no also sector."""
    if me.is_administrator:
        return Q(listed("also_sectors", at))
    sectors = me.sectors(Role.EDITOR)
    return Q(listed("also_sectors", at, sector=tuple(sectors))) if sectors else NOBODY


@cache
def has_free_home_editor(at: str = "", writer: str = "current_revision__writer") -> Q:
    """Some active member with an EDITOR membership in home who wrote none of it."""
    co_authors = through("co_authors").filter(
        entry=OuterRef(OuterRef(f"{at}pk")), user=OuterRef("user")
    )
    editors = (
        Membership.objects.filter(
            sector=OuterRef(f"{at}home_sector"),
            role__gte=Role.EDITOR,
            user__in=User.objects.members(),
        )
        .exclude(user=Coalesce(OuterRef(f"{at}author"), Value(0)))
        .exclude(user=Coalesce(OuterRef(writer), Value(0)))
        .exclude(Exists(co_authors))
    )
    return Q(Exists(editors))


def entry_facts(me: Standing) -> dict:
    return {
        "writer_id": F("current_revision__writer"),
        "is_co_author": as_fact(is_co_author(me)),
        "is_assigned": as_fact(is_assigned(me)),
        "is_also_editor": as_fact(is_also_editor(me)),
        "has_free_home_editor": as_fact(has_free_home_editor()),
    }


def fact(name: str, q) -> Condition:
    return Condition(q, lambda row, me: getattr(row, name))


# Conditions


def home(role: Role) -> Condition:
    """role(home) ≥ `role`."""

    def q(me: Standing) -> Q:
        if me.is_administrator:
            return ANYBODY
        sectors = me.sectors(role)
        return Q(home_sector__in=sectors) if sectors else NOBODY

    return Condition(q, lambda row, me: me.role_in(row.home_sector_id) >= role)


AUTHOR = relation("author_id")
CO_AUTHOR = fact("is_co_author", is_co_author)
OWNER = relation("owner_id")
WRITER = Condition(
    lambda me: Q(current_revision__writer=me.user_id),
    lambda row, me: row.writer_id == me.user_id,
)
ASSIGNED = fact("is_assigned", is_assigned)
ALSO_EDITOR = fact("is_also_editor", is_also_editor)
FREE_HOME_EDITOR = fact("has_free_home_editor", lambda me: has_free_home_editor())
CONTRIBUTES = standing(lambda me: me.is_contributor)
HAS_ORGANISATION = standing(lambda me: me.organisation_id is not None)
MEMBER = standing(lambda me: me.is_member)

DRAFT = being("status", Status.DRAFT)
IN_REVIEW = being("status", Status.IN_REVIEW)
UNPUBLISHED = being("status", Status.DRAFT, Status.IN_REVIEW)
PUBLISHED = being("status", Status.PUBLISHED)
SHOWN = being("status", Status.PUBLISHED, Status.ARCHIVED)
NEVER_PUBLISHED = Condition(
    lambda me: Q(published_at=None), lambda row, me: row.published_at is None
)
CLOSELY_SHARED = being("level", Level.STRICT, Level.RED)

ITS_WRITERS = AUTHOR | CO_AUTHOR
ITS_OWN_WORDS = AUTHOR | CO_AUTHOR | WRITER
DECIDES_OPENLY = ~ITS_OWN_WORDS & (home(Role.EDITOR) | (ALSO_EDITOR & ~FREE_HOME_EDITOR))
DECIDES = DECIDES_OPENLY | (~ITS_OWN_WORDS & CLOSELY_SHARED & CONTRIBUTES)
EDITS = UNPUBLISHED & ITS_WRITERS & home(Role.CONTRIBUTOR)
LOOKS_AFTER = OWNER | home(Role.STEWARD)

ENTRY_RULES = {
    Action.EDIT: EDITS,
    Action.DELETE: DRAFT & NEVER_PUBLISHED & AUTHOR & EDITS,
    Action.SUBMIT: DRAFT & EDITS,
    Action.TAKE_BACK: IN_REVIEW & AUTHOR,
    Action.ASSIGN: IN_REVIEW & (EDITS | DECIDES),
    Action.DECIDE: IN_REVIEW & (DECIDES | (ASSIGNED & ~ITS_OWN_WORDS)),
    Action.PUBLISH: IN_REVIEW & DECIDES,
    Action.SUGGEST: PUBLISHED & (AUTHOR | CONTRIBUTES),
    Action.ACCEPT: PUBLISHED & DECIDES,
    Action.WIDEN: (UNPUBLISHED & ITS_WRITERS) | (SHOWN & DECIDES),
    # Out of TLP:AMBER+STRICT and TLP:RED, as one would publish it there (docs/adr, 7).
    Action.OPEN_UP: (UNPUBLISHED & ITS_WRITERS) | (SHOWN & DECIDES_OPENLY),
    Action.NARROW: AUTHOR | OWNER | home(Role.EDITOR),
    Action.LEAVE_SECTOR: ALSO_EDITOR,
    Action.PULL_BACK: PUBLISHED & (AUTHOR | OWNER | home(Role.EDITOR)),
    Action.RENEW: PUBLISHED & LOOKS_AFTER,
    # Not what was pulled back: archived, its audience would read words that nobody published.
    Action.ARCHIVE: PUBLISHED & LOOKS_AFTER,
    Action.TAKE_OVER: SHOWN & LOOKS_AFTER,
    Action.HAND_OVER: (SHOWN & LOOKS_AFTER) | (AUTHOR & ((DRAFT & EDITS) | IN_REVIEW)),
    Action.COMMENT: PUBLISHED & MEMBER,
    Action.SAVE: PUBLISHED & MEMBER,
    Action.REPORT: PUBLISHED & MEMBER,
    Action.APPLY: PUBLISHED & HAS_ORGANISATION,
}
