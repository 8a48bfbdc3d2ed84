"""Open standards: who keeps each, and what names it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Sector
from sharing.models import Application, Barrier, Entry, Standard

ON_A_PAGE = 20
BARRIERS = 6


@login_not_required
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """All of them, with how many entries and barriers name each: of what this reader may see."""
    entries = Entry.objects.visible_to(request.user).in_circulation()
    barriers = Barrier.objects.visible_to(request.user).standing()
    naming = numbers(Entry.standards.through, entry__in=entries.order_by().values("pk"))
    missing = numbers(Barrier.standards.through, barrier__in=barriers.order_by().values("pk"))
    rows = [
        (standard, naming.get(standard.pk, 0), missing.get(standard.pk, 0))
        for standard in Standard.objects.all()
    ]
    return render(request, "sharing/standards.html", {"rows": rows})


def numbers(links, **those) -> dict[int, int]:
    """How many of those name each standard."""
    return dict(links.objects.filter(**those).values_list("standard").annotate(n=Count("pk")))


@login_not_required
@require_safe
def standard_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One standard: the entries and barriers that name it, and the sectors that use it."""
    user = request.user
    standard = get_object_or_404(Standard, slug=slug)
    entries = Entry.objects.visible_to(user).in_circulation().filter(standards=standard)
    page = Paginator(entries.for_cards().order_by("-maturity", "-published_at", "-pk"), ON_A_PAGE)
    barriers = Barrier.objects.visible_to(user).standing().filter(standards=standard)
    # What still stands in the way first, and the longest of that.
    closed = Coalesce("answered_at", "solved_at")
    waiting_first = barriers.for_cards().order_by(closed.asc(nulls_first=True), "created_at", "pk")
    shown = list(waiting_first[: BARRIERS + 1])
    context = {
        "standard": standard,
        "page": page.get_page(request.GET.get("page")),
        "barriers": shown[:BARRIERS],
        "has_more": len(shown) > BARRIERS,
        "sectors": using(entries, user),
    }
    return render(request, "sharing/standard_detail.html", context)


def using(entries, user) -> list[Sector]:
    """Sectors of entries that name it, and home sectors of organisations that apply one of these."""
    these = entries.order_by().values("pk")
    written = entries.order_by().values("home_sector")
    also = Entry.also_sectors.through.objects.filter(entry__in=these, sector=OuterRef("pk"))
    applied = (
        Application.objects.visible_to(user)
        .applied()
        .filter(entry__in=these, organisation__home_sector=OuterRef("pk"))
    )
    found = Sector.objects.filter(Q(pk__in=written) | Exists(also) | Exists(applied))
    return list(found.by_name())
