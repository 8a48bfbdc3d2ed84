"""The page of a member: for members alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Sector, User
from sharing.models import Application, Entry, Level, Theme

ON_A_PAGE = 20
TRAVELS = 4


@require_safe
def member_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who somebody is here, and what they wrote that the reader may see."""
    if not request.user.standing.is_member:
        raise Http404
    person = get_object_or_404(
        User.objects.filter(admitted_at__isnull=False).select_related("organisation"),
        public_id=public_id,
    )
    is_here = User.objects.members().filter(pk=person.pk).exists()
    entries = written_by(person, request.user)
    page = Paginator(entries.for_cards(), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "person": person,
        "is_here": is_here,
        "is_me": person == request.user,
        "memberships": person.memberships.select_related("sector") if is_here else [],
        "page": page,
        "themes": themes_of(entries),
        "travels": travels(entries, request.user),
    }
    return render(request, "sharing/member_detail.html", context)


def written_by(person, reader):
    """Published and archived entries of this author or co-author, as far as `reader` sees them."""
    together = Entry.co_authors.through.objects.filter(entry=OuterRef("pk"), user=person)
    mine = Entry.objects.visible_to(reader).shown().exclude(level=Level.RED)
    return mine.filter(Q(author=person) | Exists(together))


def themes_of(entries):
    """What these entries are about, most frequent first."""
    return (
        Theme.objects.filter(entries__in=entries.order_by().values("pk"))
        .annotate(times=Count("pk"))
        .order_by("-times", "slug")[:6]
    )


@dataclass(frozen=True)
class Travel:
    """How often what somebody wrote crossed from one sector to another."""

    giver: Sector
    taker: Sector
    number: int
    share: float  # of the longest bar, in hundredths


def travels(entries, reader) -> list[Travel]:
    """Crossings of these entries that the reader may know of by name, most frequent first."""
    rows = (
        Application.objects.visible_to(reader)
        .crossings()
        .filter(entry__in=entries.order_by().values("pk"))
        .order_by()
        .values_list("entry__home_sector", "organisation__home_sector")
        .annotate(number=Count("pk"))
        .order_by("-number", "entry__home_sector", "organisation__home_sector")[:TRAVELS]
    )
    numbers = list(rows)
    sectors = Sector.objects.in_bulk({pk for *pair, _n in numbers for pk in pair})
    return [
        Travel(sectors[giver], sectors[taker], number, 100 * number / numbers[0][2])
        for giver, taker, number in numbers
    ]
