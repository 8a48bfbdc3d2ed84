"""Open standards: who keeps each, and what names it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Sector
from sharing.models import Application, Barrier, Entry, Standard

ON_A_PAGE = 20
BARRIERS = 20


@login_not_required
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """All of them, with how many entries name each: of what this reader may see."""
    seen = Entry.objects.visible_to(request.user).in_circulation()
    naming = Entry.standards.through.objects.filter(entry__in=seen.order_by().values("pk"))
    numbers = dict(naming.values_list("standard").annotate(n=Count("pk")))
    rows = [(standard, numbers.get(standard.pk, 0)) for standard in Standard.objects.all()]
    return render(request, "sharing/standards.html", {"rows": rows})


@login_not_required
@require_safe
def standard_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One standard: the entries and barriers that name it, and the sectors that use it."""
    user = request.user
    standard = get_object_or_404(Standard, slug=slug)
    entries = Entry.objects.visible_to(user).in_circulation().filter(standards=standard)
    page = Paginator(entries.for_cards().order_by("-maturity", "-published_at"), ON_A_PAGE)
    barriers = Barrier.objects.visible_to(user).standing().filter(standards=standard)
    context = {
        "standard": standard,
        "page": page.get_page(request.GET.get("page")),
        "barriers": list(barriers.for_cards()[:BARRIERS]),
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
