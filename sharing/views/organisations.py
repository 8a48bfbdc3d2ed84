"""The page of an organisation: what it learns from others, what it wrote, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Organisation, Standing, User
from sharing.knowing import PEOPLE, SHOWN, newest, stewards, used_at, wanted, with_use
from sharing.models import APPLIED, Application, Barrier, BarrierState, Entry, Step

ON_A_PAGE = 20


@dataclass(frozen=True)
class Stands:
    """How many practices an organisation has on each stair, as far as the reader may know."""

    numbers: dict[int, int]

    @property
    def steps(self) -> list[tuple[Step, int]]:
        stairs = (Step.CONSIDERING, Step.PILOTING, Step.IN_USE, Step.SCALED)
        return [(step, self.numbers.get(step, 0)) for step in stairs]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


def found(user, public_id: str):
    """The organisation, and what it published of what `user` may find.

    Who is here is not for visitors; what it shares with everyone is.
    """
    rows = Organisation.objects.select_related("home_sector")
    organisation = get_object_or_404(rows, public_id=public_id)
    shared = Entry.objects.findable_by(user).filter(organisation=organisation)
    is_member = Standing.of(user).is_member
    if not is_member and not shared.exists():
        raise Http404
    return organisation, shared.published()


def most_applied(entries, user):
    return (
        with_use(entries, user).for_cards().order_by("-maturity", "-used", "-published_at", "-pk")
    )


@login_not_required
@require_safe
def organisation_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One organisation: where it stands with what others wrote, what it wrote, whom to ask."""
    user = request.user
    organisation, entries = found(user, public_id)
    is_member = Standing.of(user).is_member
    wrote = most_applied(entries, user)
    context = {
        "organisation": organisation,
        "total": entries.count(),
        "wrote": [(entry, used_at(entry.used)) for entry in wrote[:SHOWN]],
    }
    if is_member:
        context |= (
            doing(organisation, user)
            | wanted(user, Q(organisation=organisation))
            | {
                "newest": list(newest(entries)[:SHOWN]) if context["total"] > 1 else [],
                "stewards": stewards(organisation.home_sector),
                "also": list(organisation.also_sectors.by_name()),
                "members": User.objects.members().filter(organisation=organisation).count(),
                "people": people_to_ask(organisation, user),
                "taken_on": taken_on(organisation, user),
            }
        )
    return render(request, "sharing/organisation_detail.html", context)


def doing(organisation: Organisation, user) -> dict:
    """What it does with entries of others, and who does something with its own."""
    rows = learning(organisation, user)
    numbers = dict(rows.order_by().values_list("step").annotate(n=Count("pk")))
    travels = (
        Application.objects.visible_to(user)
        .filter(entry__organisation=organisation, step__in=APPLIED)
        .exclude(organisation=organisation)
        .order_by()
        .aggregate(
            organisations=Count("organisation", distinct=True),
            sectors=Count("organisation__home_sector", distinct=True),
        )
    )
    return {
        "stands": Stands(numbers),
        "applications": list(with_words(rows)[: 2 * SHOWN]),
        "travels": travels,
    }


def learning(organisation: Organisation, user):
    """What it does with practices of others, as far as the reader may know."""
    rows = Application.objects.visible_to(user).filter(organisation=organisation)
    return rows.exclude(entry__organisation=organisation)


def with_words(applications):
    shown = "entry__home_sector", "entry__current_revision", "entry__organisation"
    return applications.select_related(*shown).order_by("-step", "-changed_at", "-pk")


@require_safe
def organisation_learns(request: HttpRequest, public_id: str) -> HttpResponse:
    """All of what it does with practices of others, or those on one stair (`step`)."""
    organisation, _entries = found(request.user, public_id)
    step = request.GET.get("step", "")
    step = Step(int(step)) if step in map(str, Step.values) else None
    rows = with_words(learning(organisation, request.user))
    if step is not None:
        rows = rows.filter(step=step)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"organisation": organisation, "page": page, "step": step, "steps": list(Step)}
    return render(request, "sharing/organisation_learns.html", context)


@login_not_required
@require_safe
def organisation_wrote(request: HttpRequest, public_id: str) -> HttpResponse:
    """All that it wrote down, the most applied first."""
    organisation, entries = found(request.user, public_id)
    page = Paginator(most_applied(entries, request.user), ON_A_PAGE)
    page = page.get_page(request.GET.get("page"))
    rows = [(entry, used_at(entry.used)) for entry in page]
    context = {"organisation": organisation, "page": page, "rows": rows}
    return render(request, "sharing/organisation_wrote.html", context)


def people_to_ask(organisation: Organisation, user) -> list[User]:
    """Whose lessons there are used most elsewhere, as far as the reader may know; without the reader.

    Reuse counts, not the number of pages: that decides only where nothing is used.
    """
    wrote = Entry.objects.visible_to(user).in_circulation().filter(author=OuterRef("pk"))
    applied = Application.objects.visible_to(user).exclude(organisation=organisation)
    reused = applied.filter(step__in=APPLIED, entry__author=OuterRef("pk"))
    people = User.objects.members().filter(organisation=organisation).exclude(pk=user.pk)
    ranked = people.annotate(
        reused=number_of(reused, "entry__author"), wrote=number_of(wrote, "author")
    )
    return list(ranked.order_by("-reused", "-wrote", "name", "pk")[:PEOPLE])


def number_of(rows, column: str):
    """How many of these there are, as an expression; `column` is what they were filtered by."""
    counted = rows.order_by().values(column).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def taken_on(organisation: Organisation, user) -> list[Barrier]:
    return list(
        Barrier.objects.visible_to(user)
        .standing()
        .filter(picked_up_for=organisation)
        .exclude(state=BarrierState.OPEN)
        .for_cards()
        .order_by(F("picked_up_at").desc(nulls_last=True), "-pk")[:SHOWN]
    )
