"""Questions to those who most likely know: by open entries that they wrote or apply, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import User
from sharing.models import APPLIED, OPEN_LEVELS, ApplicationStep, Entry, Question

from .fits import fitting

MOST_ENTRIES = 20


@dataclass(frozen=True)
class Knower:
    """Somebody who may know, and by which entry."""

    user_id: int
    entry_id: int
    sector_id: int
    is_applied: bool


def route(question: Question) -> int:
    """Tell those who may know it: at most twelve people, the sectors they know it from. How many."""
    if question.routed_at is not None:
        return 0
    return question.route(list(knowers(question)))


def route_new() -> int:
    """What was asked and is not routed yet: for the sweep."""
    return sum(route(q) for q in Question.objects.current().filter(routed_at=None))


def knowers(question: Question) -> Iterator[Knower]:
    """Writers first, then those who took the steps of applications, entry by entry."""
    ids = _entries_about(question)
    entries = Entry.objects.in_bulk(ids)
    appliers = _appliers(ids)
    members = set(
        User.objects.members()
        .filter(pk__in=_people(entries, appliers))
        .values_list("pk", flat=True)
    )
    for pk in ids:
        entry = entries[pk]
        for person in dict.fromkeys((entry.author_id, entry.owner_id)):
            if person in members:
                yield Knower(person, pk, entry.home_sector_id, is_applied=False)
        for person, sector in appliers.get(pk, ()):
            if person in members:
                yield Knower(person, pk, sector, is_applied=True)


def _entries_about(question: Question) -> list[int]:
    """Entries from which somebody may know it, the likeliest first.

    Who asks may have named themes: an entry that carries one comes before those that only read alike.
    """
    text = f"{question.title}. {question.text}"
    fits = fitting(text, question.language, Entry.objects.open())
    links = Entry.themes.through.objects.filter(
        theme__in=question.themes.all(), entry__in=[fit.entry_id for fit in fits]
    )
    themed = set(links.values_list("entry", flat=True))
    likely = [fit for fit in fits if fit.is_likely or (fit.is_close and not themed)]
    ids = [fit.entry_id for fit in fits if fit.entry_id in themed]
    ids += [fit.entry_id for fit in likely if fit.entry_id not in themed]
    return ids[:MOST_ENTRIES]


def _appliers(entry_ids: list[int]) -> dict[int, list[tuple[int, int]]]:
    """Of each entry, who last told about an application that names its organisation."""
    rows = (
        ApplicationStep.objects.filter(
            application__entry__in=entry_ids,
            application__step__in=APPLIED,
            application__is_unnamed=False,
            application__level__in=OPEN_LEVELS,
            level__in=OPEN_LEVELS,
        )
        .order_by("-at")
        .values_list("application__entry", "by", "application__organisation__home_sector")
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for entry, person, sector in rows:
        told = found.setdefault(entry, [])
        if all(person != known for known, _sector in told):
            told.append((person, sector))
    return found


def _people(entries, appliers) -> set[int]:
    writers = {pk for e in entries.values() for pk in (e.author_id, e.owner_id) if pk}
    return writers | {person for rows in appliers.values() for person, _sector in rows}
