"""The board of barriers: what its address asks, and the rows with what a card shows of each."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Party, Sector, Standing
from sharing.models import (
    OPEN_LEVELS,
    Barrier,
    BarrierAge,
    BarrierKind,
    BarrierState,
    MeetsIt,
    Period,
)

DONE = (BarrierState.ANSWERED, BarrierState.SOLVED)
COLUMNS = ("open", "picked", "done")
TOGETHER = ("waiting", "any")  # the first two, and all three, in one list
# Counted for the rows of a page alone, so as a subquery.
OTHERS = Coalesce(
    Subquery(
        MeetsIt.objects.filter(barrier=OuterRef("pk"))
        .order_by()
        .values("barrier")
        .annotate(n=Count("pk"))
        .values("n")
    ),
    0,
)


class Filters:
    """What the address asks of the board. What it does not know it leaves out."""

    def __init__(self, data):
        self.kind = data.get("kind") if data.get("kind") in BarrierKind.values else ""
        self.party = data.get("party") if data.get("party") in Party.values else ""
        self.state = data.get("state") if data.get("state") in COLUMNS + TOGETHER else ""
        self.age = data.get("age") if data.get("age") in map(str, BarrierAge.values) else ""
        self.raised = data.get("raised") if data.get("raised") in Period.values else ""
        self.counted = data.get("counted") == "1"
        self.sector = data.get("sector", "")[:60]
        self.standard = data.get("standard", "")[:60]

    def __bool__(self) -> bool:
        asked = (
            self.kind,
            self.party,
            self.sector,
            self.standard,
            self.state,
            self.age,
            self.raised,
            self.counted,
        )
        return any(asked)

    def applied_to(self, rows, user, *, kind: bool = True):
        """The rows that are meant; all kinds of them, for counting by kind.

        A sector also means those who meet it, which visitors are not told.
        """
        if self.kind and kind:
            rows = rows.filter(kind=self.kind)
        if self.party:
            rows = rows.filter(party=self.party)
        if self.counted:  # in the figures, which every member may read
            rows = rows.filter(level__in=OPEN_LEVELS)
        if since := self.raised and Period(self.raised).since(timezone.now()):
            rows = rows.filter(created_at__gte=since)
        if self.age:
            rows = rows.waiting_since(timezone.now()).filter(age=int(self.age))
        if self.standard:
            rows = rows.filter(standards__slug=self.standard)
        if self.sector:
            met = MeetsIt.objects.visible_to(user).filter(
                barrier=OuterRef("pk"), organisation__home_sector__slug=self.sector
            )
            rows = rows.filter(Q(home_sector__slug=self.sector) | Exists(met))
        return rows


def board_of(user):
    """What somebody may see of what was not merged, with how many organisations meet it."""
    rows = Barrier.objects.with_abilities(user).standing().for_cards()
    if Standing.of(user).is_member:
        rows = rows.annotate(others=OTHERS)
    return rows


def column(rows, name: str):
    """One column of the board, or some together: the longest open and the newest done come first."""
    if name == "waiting":
        return rows.unsolved().order_by("created_at", "pk")
    if name == "any":
        return rows.order_by("-created_at", "-pk")
    if name == "open":
        return rows.filter(state=BarrierState.OPEN).order_by("created_at", "pk")
    if name == "picked":
        return rows.filter(state=BarrierState.PICKED_UP).order_by("answer_due", "pk")
    done = rows.filter(state__in=DONE)
    return done.order_by(Coalesce("solved_at", "answered_at").desc(), "-pk")


def shared_by_sectors(rows, user):
    """Those that are met in two sectors or more, as far as the reader sees who meets them."""
    elsewhere = (
        MeetsIt.objects.visible_to(user)
        .filter(barrier=OuterRef("pk"))
        .exclude(organisation__home_sector=OuterRef("home_sector"))
    )
    return rows.filter(Exists(elsewhere))


def add_sectors(rows, user) -> None:
    """To each row the sectors in which it is met: one query. Visitors get its home sector."""
    met: dict[int, dict[int, Sector]] = {}
    if Standing.of(user).is_member and rows:
        meets = MeetsIt.objects.visible_to(user).filter(barrier__in=[row.pk for row in rows])
        for one in meets.select_related("organisation__home_sector"):
            sector = one.organisation.home_sector
            met.setdefault(one.barrier_id, {})[sector.pk] = sector
    for row in rows:
        found = {row.home_sector_id: row.home_sector} | met.get(row.pk, {})
        row.sectors = list(found.values())
        row.organisations = getattr(row, "others", 0) + bool(row.organisation_id)
