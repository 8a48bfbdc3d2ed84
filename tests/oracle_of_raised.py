"""The second opinion on what stands by itself: barriers, questions, talks, situations. See oracle.py.

From DOMAIN.md: "own level CLEAR, GREEN or AMBER. It has a home sector and its reporter's organisation;
an addressed organisation counts as named". A situation is its member's alone, administrators are
refused; a shared one is for members who have its address.
"""

from __future__ import annotations

from dataclasses import dataclass

from .bare_rows import rows
from .oracle import AMBER, CLEAR, EDITOR, GREEN, READER, STEWARD, Person, World


@dataclass(frozen=True)
class Raised:
    """A barrier or a question."""

    pk: int
    level: int
    home: int
    by: int
    organisation: int | None
    addressed_to: int | None = None
    party: str = ""
    state: str = ""
    picked_up_for: int | None = None
    merged_into: int | None = None
    withdrawn_at: object = None


def barriers() -> dict[int, Raised]:
    fields = (
        "level home_sector reporter organisation addressed_to party state picked_up_for merged_into "
        "withdrawn_at"
    )
    return {row[0]: Raised(*row) for row in rows("sharing.Barrier", "pk", *fields.split())}


def questions() -> dict[int, Raised]:
    fields = ("pk", "level", "home_sector", "asker", "organisation")
    return {row[0]: Raised(*row) for row in rows("sharing.Question", *fields)}


def views_raised(world: World, me: Person, raised: Raised) -> bool:
    """AUDIENCE; there are no states."""
    if raised.level == CLEAR:
        return me.is_me or not world.is_closed
    if not me.is_me:
        return False
    if raised.level == GREEN:
        return True
    is_insider = me.organisation is not None and me.organisation in (
        raised.organisation,
        raised.addressed_to,
    )
    is_reader = me.role({raised.home}) >= READER
    return raised.level == AMBER and (is_reader or is_insider or me.pk == raised.by)


def acts_on_barrier(world: World, me: Person, barrier: Raised, action: str, parties: dict) -> bool:
    """What may be done with a barrier; `parties` by organisation."""
    if not me.is_me or not views_raised(world, me, barrier) or barrier.merged_into is not None:
        return False
    if barrier.withdrawn_at is not None:
        return False
    mine = me.organisation
    if action == "merge":
        return me.role({barrier.home}) >= STEWARD
    if action in ("edit", "archive"):
        is_reporters = me.pk == barrier.by and (action == "edit" or barrier.state == "open")
        return is_reporters or me.role({barrier.home}) >= STEWARD
    if action == "suggest":
        return True
    if mine is None:
        return False
    if action == "meet":
        return barrier.state != "solved" and mine != barrier.organisation
    if me.best_role < EDITOR:
        return False
    if action == "pick_up":
        is_asked = parties[mine] == barrier.party or mine == barrier.addressed_to
        return barrier.state == "open" and is_asked
    return barrier.state in ("picked_up", "answered") and mine == barrier.picked_up_for
