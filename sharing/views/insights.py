"""What the community learned from each other, in figures. Reading them counts nothing."""

from __future__ import annotations

import csv

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.models import Sector
from sharing.insights import (
    LIVE,
    TABLES,
    begun_in,
    empty_searches,
    figures_of,
    table_of,
    wanted_lessons,
)
from sharing.models import (
    OPEN_LEVELS,
    Application,
    Level,
    Period,
    Status,
)

ON_A_PAGE = 20
LINES = 6
RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take it for a formula


def chosen_period(request: HttpRequest) -> Period:
    asked = request.GET.get("period", Period.YEAR.value)
    return Period(asked) if asked in Period.values else Period.YEAR


def require_member(request: HttpRequest) -> None:
    if not request.user.standing.is_member:
        raise PermissionDenied


@require_safe
def insights(request: HttpRequest) -> HttpResponse:
    """The figures of a period: the same for every member."""
    require_member(request)
    period = chosen_period(request)
    numbers = figures_of(period)
    context = {
        "numbers": numbers,
        "period": period,
        "periods": list(Period),
        "searches": empty_searches(numbers)[:LINES],
        "wanted": wanted_lessons(request.user)[:LINES],
    }
    return render(request, "sharing/insights.html", context)


@require_safe
def insights_method(request: HttpRequest) -> HttpResponse:
    """How we count."""
    require_member(request)
    return render(request, "sharing/insights_method.html", {"numbers": figures_of()})


@require_safe
def insights_file(request: HttpRequest, name: str) -> HttpResponse:
    """One figure as CSV. Its first line: its level, its period, and when it was counted.

    What is wanted has no period: it is read now.
    """
    require_member(request)
    period = chosen_period(request)
    numbers = figures_of(period)
    if name not in TABLES or numbers is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    about = [str(period.label), timezone.localdate(numbers.computed_at).isoformat()]
    file = f"oversteek-{slugify(name)}-{period.value}.csv"
    if name in LIVE:
        about, file = [timezone.localdate().isoformat()], f"oversteek-{slugify(name)}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(response)
    writer.writerow([Level.GREEN.label, *about])
    for row in table_of(name, numbers, request.user):
        writer.writerow([safe(cell) for cell in row])
    return response


def safe(cell) -> str | int:
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(RISKY) else cell


@require_safe
def insights_crossing(request: HttpRequest, giver: str, taker: str) -> HttpResponse:
    """The crossings from one sector to another that the reader may see, each by name."""
    require_member(request)
    giver, taker = get_object_or_404(Sector, slug=giver), get_object_or_404(Sector, slug=taker)
    rows = (
        Application.objects.visible_to(request.user)
        .crossings()
        .filter(
            entry__home_sector=giver,
            organisation__home_sector=taker,
            entry__status=Status.PUBLISHED,
            entry__level__in=OPEN_LEVELS,
            level__in=OPEN_LEVELS,
        )
        .select_related(
            "organisation__home_sector",
            "entry__home_sector",
            "entry__current_revision",
            "entry__organisation",
        )
    )
    period = chosen_period(request)
    if numbers := figures_of(period):
        rows = begun_in(rows, numbers)
    page = Paginator(rows.order_by("-changed_at", "-pk"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"giver": giver, "taker": taker, "page": page, "period": period}
    return render(request, "sharing/insights_crossing.html", context)
