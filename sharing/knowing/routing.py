"""Questions, and searches in vain, to those who most likely know: by open entries that they wrote or apply, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import Membership, Role, User
from sharing.models import APPLIED, OPEN_LEVELS, ApplicationStep, EmptySearch, Entry, Question

from .fits import fitting

MOST_ENTRIES = 20
MOST_BEHIND_WORDS = 3  # a search is a word or two: further away is mostly an accident


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
    """Who may know a question."""
    return _knowers(_entries_about(question), User.objects.members())


def writers_of(search: EmptySearch) -> Iterator[Knower]:
    """Who could write what was searched for in vain: of who may know it, those who may write."""
    may_write = Membership.objects.filter(user=OuterRef("pk"), role__gte=Role.CONTRIBUTOR)
    fits = fitting(search.text, search.language, Entry.objects.open())
    ids = [fit.entry_id for fit in fits if fit.is_likely]  # what is merely nearest tells of nobody
    return _knowers(ids[:MOST_BEHIND_WORDS], User.objects.members().filter(Exists(may_write)))


def _knowers(ids: list[int], among) -> Iterator[Knower]:
    """Writers first, then those who took the steps of applications, entry by entry."""
    entries = Entry.objects.in_bulk(ids)
    appliers = _appliers(ids)
    members = set(among.filter(pk__in=_people(entries, appliers)).values_list("pk", flat=True))
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
    fits = [fit for fit in fits if fit.is_likely or fit.is_close]
    links = Entry.themes.through.objects.filter(
        theme__in=question.themes.all(), entry__in=[fit.entry_id for fit in fits]
    )
    themed = set(links.values_list("entry", flat=True))
    alike = [fit for fit in fits if fit.is_likely or not themed]
    ids = [fit.entry_id for fit in fits if fit.entry_id in themed]
    ids += [fit.entry_id for fit in alike if fit.entry_id not in themed]
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
        .order_by("-at", "-pk")
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
