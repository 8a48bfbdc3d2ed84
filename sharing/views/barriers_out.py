"""Barriers that leave the site: the feed and the export."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import feedgenerator, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sharing.forms.barrier_board import Filters, add_sectors, board_of, column
from sharing.models import Barrier, Level
from sharing.spreadsheets import csv_file

IN_THE_FEED = 30


@login_not_required
@require_safe
def barriers_feed(request: HttpRequest) -> HttpResponse:
    """Open TLP:CLEAR barriers as Atom, newest first, of the kind, party, sector or age that is asked.

    A feed is read without an account.
    """
    visitor, asked = AnonymousUser(), Filters(request.GET)
    feed = feedgenerator.Atom1Feed(
        title=_("Barriers – Oversteek"),
        link=request.build_absolute_uri(reverse("sharing:barriers")),
        feed_url=request.build_absolute_uri(),
        description=_("What stands in the way of learning across sectors (TLP:CLEAR)."),
    )
    rows = asked.applied_to(Barrier.objects.visible_to(visitor).unsolved(), visitor)
    for barrier in rows.filter(level=Level.CLEAR).select_related("home_sector")[:IN_THE_FEED]:
        address = request.build_absolute_uri(barrier.get_absolute_url())
        feed.add_item(
            title=barrier.title,
            link=address,
            unique_id=address,
            description=f"{barrier.get_kind_display()}, {barrier.get_state_display()}",
            pubdate=barrier.created_at,
            updateddate=barrier.picked_up_at or barrier.created_at,
            categories=(barrier.home_sector.name,),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@require_safe
def barriers_export(request: HttpRequest) -> HttpResponse:
    """What the reader sees of the board as CSV; its first line states the strictest level in it."""
    user, asked = request.user, Filters(request.GET)
    rows = asked.applied_to(board_of(user), user)
    rows = list(column(rows, asked.state) if asked.state else rows.order_by("created_at", "pk"))
    add_sectors(rows, user)
    strictest = Level(max((row.level for row in rows), default=Level.CLEAR))
    head = [_("Strictest sharing level in this file"), strictest.label]
    headings = [heading for heading, _cell in EXPORTED]
    cells = ([cell(row) for _heading, cell in EXPORTED] for row in rows)
    return csv_file(f"barriers-{strictest.css}.csv", [head, headings, *cells])


def day(moment) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


EXPORTED = [
    ("id", lambda row: row.public_id),
    ("title", lambda row: row.title),
    ("level", lambda row: row.get_level_display()),
    ("kind", lambda row: row.kind),
    ("state", lambda row: row.state),
    ("party", lambda row: row.party),
    ("addressed_to", lambda row: row.addressed_to and row.addressed_to.name),
    ("home_sector", lambda row: row.home_sector.slug),
    ("sectors", lambda row: " ".join(sector.slug for sector in row.sectors)),
    ("organisations", lambda row: row.organisations),
    ("reported_on", lambda row: day(row.created_at)),
    ("picked_up_by", lambda row: row.picked_up_for and row.picked_up_for.name),
    ("picked_up_on", lambda row: day(row.picked_up_at)),
    ("answer_before", lambda row: row.answer_due and row.answer_due.isoformat()),
    ("answered_on", lambda row: day(row.answered_at)),
    ("solved_on", lambda row: day(row.solved_at)),
    ("who_pays", lambda row: row.who_pays),
    ("who_gains", lambda row: row.who_gains),
]
