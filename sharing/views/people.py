"""The page of a member: for members alone."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from sharing.models import Entry, Level, Theme

ON_A_PAGE = 20


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
