"""What the page of a sector, a theme or an organisation holds of entries, questions and people."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import ngettext

from accounts.models import Membership, Role, Sector, User
from sharing.models import Application, Barrier, Question

SHOWN = 4
PEOPLE = 6


def newest(entries):
    return entries.for_cards().order_by("-published_at", "-pk")


def lessons(entries, user) -> dict:
    """The number of these, the newest, and those that most organisations apply."""
    applied = (
        with_use(entries, user).for_cards().order_by("-maturity", "-used", "-published_at", "-pk")
    )
    return {
        "total": entries.count(),
        "applied": [(entry, used_at(entry.used)) for entry in applied[:SHOWN]],
        "newest": list(newest(entries)[:SHOWN]),
    }


def with_use(entries, user):
    """Each with the number of organisations that pilot or use it, as `used`; visitors see none."""
    return entries.annotate(used=Application.objects.used_beside_entries(user))


def used_at(number: int) -> list[str]:
    if not number:
        return []
    words = ngettext(
        "Piloted or in use at %(number)d organisation",
        "Piloted or in use at %(number)d organisations",
        number,
    )
    return [words % {"number": number}]


def wanted(user, where: Q, about: Q | None = None) -> dict:
    """Questions without an answer, and barriers that stand, in one place."""
    questions = Question.objects.visible_to(user).current().unanswered_for(user).filter(where)
    barriers = Barrier.objects.visible_to(user).unsolved().filter(where if about is None else about)
    return {
        "questions": questions.with_answers(user)
        .for_cards()
        .order_by("-created_at", "-pk")[:SHOWN],
        "barriers": list(barriers.for_cards().order_by("created_at", "pk")[:SHOWN]),
    }


def stewards(*sectors: Sector) -> list[User]:
    rows = Membership.objects.filter(user=OuterRef("pk"), sector__in=sectors, role=Role.STEWARD)
    people = User.objects.members().filter(Exists(rows)).order_by("name", "pk")
    return list(people.select_related("organisation")[:PEOPLE])
