"""Searches that found nothing: lessons that many want, and nobody had to ask for."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sharing.going_back import back_to
from sharing.insights import empty_searches
from sharing.knowing import reason_of
from sharing.members_only import require_member
from sharing.models import Asked, Period

ON_A_PAGE = 20


@require_safe
def searches(request: HttpRequest) -> HttpResponse:
    """All of them, what the reader may know about first, with why, and then the most frequent.

    `period` leaves out what was last searched for before it.
    """
    user = request.user
    require_member(user)
    asked = request.GET.get("period")
    period = Period(asked) if asked in Period.values else Period.ALL
    mine = Asked.objects.waiting(user)
    is_mine = Exists(mine.filter(search=OuterRef("pk")))
    rows = empty_searches(period)
    rows = rows.order_by(is_mine.desc(), *rows.query.order_by)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    mine = mine.with_why(user).filter(search__in=shown)
    by_search = {row.search_id: row for row in mine}
    for one in shown:
        one.mine = by_search.get(one.pk)
        one.reason = reason_of(one.mine) if one.mine else ""
    context = {
        "page": page,
        "shown": shown,
        "period": period,
        "periods": Period,
        "may_write": user.standing.is_contributor,
    }
    return render(request, "sharing/searches.html", context)


@require_POST
def search_not_me(request: HttpRequest) -> HttpResponse:
    """I was shown it and could not write it. It is named by its words: a number would count them all."""
    mine = Asked.objects.of(request.user)  # also where somebody answered it meanwhile
    get_object_or_404(mine, search__text=request.POST.get("text", "")).turn_down()
    messages.success(request, _("You are not asked about this any more."))
    return back_to(request, "sharing:questions")
