"""Maturity: how far others got with an entry, derived from their applications."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Q

from ..entry.entries import Entry
from ..vocabulary import Maturity
from .applications import USED, Application, Result

PROVEN_ORGANISATIONS = 3
PROVEN_SECTORS = 2


def maturity_of(entry) -> Maturity:
    """What the applications of others say about how mature an entry is: one query."""
    others = Application.objects.filter(entry=entry).applied().by_others()
    return maturity_from(others.values_list("step", "result", "organisation__home_sector"))


def maturity_from(others) -> Maturity:
    """From the steps, results and home sectors of the other organisations that apply it."""
    others = list(others)
    used = [sector for step, result, sector in others if step in USED and result == Result.WORKED]
    if len(used) >= PROVEN_ORGANISATIONS and len(set(used)) >= PROVEN_SECTORS:
        return Maturity.PROVEN
    return Maturity.APPLIED if others else Maturity.OBSERVED


# Counted again


def wrong_maturities() -> dict[int, Maturity]:
    """Entries whose stored maturity is not what the applications say, and what they say."""
    applied = (
        Application.objects.applied()
        .by_others()
        .order_by("entry")
        .values_list("entry", "step", "result", "organisation__home_sector")
    )
    said: dict[int, list] = {}
    for entry, *row in applied.iterator():
        said.setdefault(entry, []).append(row)
    true = {entry: maturity_from(rows) for entry, rows in said.items()}
    stored = Entry.objects.exclude(maturity=Maturity.OBSERVED).values_list("pk", "maturity")
    kept = dict(stored.iterator())
    return {
        pk: true.get(pk, Maturity.OBSERVED)
        for pk in sorted(true.keys() | kept.keys())
        if true.get(pk, Maturity.OBSERVED) != kept.get(pk, Maturity.OBSERVED)
    }


def recount_maturity() -> int:
    """Repair what is stored. How many entries were wrong."""
    return sum(_derive(pk) for pk in wrong_maturities())


def recount_after_moves() -> int:
    """Repair what an organisation's other home sector made wrong: how many entries.

    In how many sectors others use it decides only whether it is proven, so only those are read that
    enough others use: of 100,000 applications in a tenth of a second (SQLite).
    """
    used = Application.objects.filter(step__in=USED, result=Result.WORKED).by_others()
    in_sectors = (
        used.order_by()
        .values("entry")
        .annotate(n=Count("pk"), sectors=Count("organisation__home_sector", distinct=True))
        .filter(n__gte=PROVEN_ORGANISATIONS)
    )
    is_proven, shall_be = Q(entry__maturity=Maturity.PROVEN), Q(sectors__gte=PROVEN_SECTORS)
    moved = in_sectors.filter((is_proven & ~shall_be) | (~is_proven & shall_be))
    return sum(_derive(pk) for pk in moved.values_list("entry", flat=True))


@transaction.atomic
def _derive(pk: int) -> bool:
    """One entry, unless it is gone or somebody was quicker; whether that changed it."""
    entry = Entry.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if entry is None:
        return False
    before = entry.maturity
    entry.derive_maturity()
    return entry.maturity != before
