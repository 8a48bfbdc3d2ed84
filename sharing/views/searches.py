"""Searches that found nothing: lessons that many want, and nobody had to ask for."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role
from sharing.insights import empty_searches
from sharing.knowing import reason_of
from sharing.models import Asked, Period

ON_A_PAGE = 20


@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """All of them, the most frequent first, each with why somebody may know it who does.

    `period` leaves out what was last searched for before it.
    """
    user = request.user
    if not user.standing.is_member:
        raise PermissionDenied
    asked = request.GET.get("period")
    period = Period(asked) if asked in Period.values else Period.ALL
    page = Paginator(empty_searches(period), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    mine = Asked.objects.waiting(user).with_why(user).filter(search__in=shown)
    by_search = {row.search_id: row for row in mine}
    for one in shown:
        one.mine = by_search.get(one.pk)
        one.reason = reason_of(one.mine) if one.mine else ""
    context = {
        "page": page,
        "shown": shown,
        "period": period,
        "periods": Period,
        "may_write": user.standing.has_anywhere(Role.CONTRIBUTOR),
    }
    return render(request, "sharing/searches.html", context)


@require_POST
def search_not_me(request: HttpRequest, pk: int) -> HttpResponse:
    """I was shown it and could not write it."""
    asked = get_object_or_404(Asked.objects.visible_to(request.user), search=pk)
    asked.turn_down()
    return redirect("sharing:questions")
