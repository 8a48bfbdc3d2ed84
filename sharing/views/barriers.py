"""Barriers in the open: the board, one barrier, the feed and the export."""

from __future__ import annotations

import csv

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Avg, Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import feedgenerator, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Party, Sector
from sharing.models import (
    OPEN_LEVELS,
    Barrier,
    BarrierKind,
    BarrierState,
    Entry,
    Level,
    MeetsIt,
    WayAround,
    links_filled,
)

IN_A_COLUMN = 12
ON_A_PAGE = 30
IN_THE_FEED = 30
SHARED = 20
MEETING = 8
ASKED = 4
A_YEAR = timezone.timedelta(days=365)
DONE = (BarrierState.ANSWERED, BarrierState.SOLVED)
COLUMNS = ("open", "picked", "done")


class Filters:
    """What the address asks of the board. What it does not know it leaves out."""

    def __init__(self, data):
        self.kind = data.get("kind") if data.get("kind") in BarrierKind.values else ""
        self.party = data.get("party") if data.get("party") in Party.values else ""
        self.state = data.get("state") if data.get("state") in COLUMNS else ""
        self.sector = data.get("sector", "")[:60]

    def __bool__(self) -> bool:
        return bool(self.kind or self.party or self.sector or self.state)

    def applied_to(self, rows, user, *, kind: bool = True):
        """The rows that are meant; all kinds of them, for counting by kind.

        A sector also means those who meet it, which visitors are not told.
        """
        if self.kind and kind:
            rows = rows.filter(kind=self.kind)
        if self.party:
            rows = rows.filter(party=self.party)
        if self.sector:
            met = MeetsIt.objects.visible_to(user).filter(
                barrier=OuterRef("pk"), organisation__home_sector__slug=self.sector
            )
            rows = rows.filter(Q(home_sector__slug=self.sector) | Exists(met))
        return rows


def board_of(user):
    """What somebody may see of what was not merged, with how many organisations meet it."""
    rows = Barrier.objects.with_abilities(user).standing().for_cards()
    if user.is_authenticated and user.standing.is_member:
        rows = rows.annotate(others=Count("meets", distinct=True))
    return rows


def column(rows, name: str):
    """One column of the board: the longest open and the newest done come first."""
    if name == "open":
        return rows.filter(state=BarrierState.OPEN).order_by("created_at", "pk")
    if name == "picked":
        return rows.filter(state=BarrierState.PICKED_UP).order_by("answer_due", "pk")
    done = rows.filter(state__in=DONE)
    return done.order_by(Coalesce("solved_at", "answered_at").desc(), "-pk")


@login_not_required
@require_safe
def barriers(request: HttpRequest) -> HttpResponse:
    """What stands in the way, by how far it got. One column of it with `state`."""
    user, asked = request.user, Filters(request.GET)
    rows = asked.applied_to(board_of(user), user)
    context = {"asked": asked, "sectors": list(Sector.objects.by_name()), "parties": Party.choices}
    context |= counts(user, asked)
    if asked.state:
        page = Paginator(column(rows, asked.state), ON_A_PAGE).get_page(request.GET.get("page"))
        shown = list(page.object_list)
        context |= {"page": page, "columns": [(asked.state, shown)]}
    else:
        context["columns"] = [(name, list(column(rows, name)[:IN_A_COLUMN])) for name in COLUMNS]
        shown = [row for _name, column_rows in context["columns"] for row in column_rows]
    if asked.kind == BarrierKind.INCENTIVES:
        context["shared"] = list(rows.unsolved()[:SHARED])
        shown += context["shared"]
    add_sectors(shown, user)
    context["shared"] = [row for row in context.get("shared", []) if len(row.sectors) > 1]
    return render(request, "sharing/barriers.html", context)


def counts(user, asked: Filters) -> dict:
    """How many of each kind, and in each column: of what this reader may see."""
    seen = asked.applied_to(Barrier.objects.visible_to(user).standing(), user, kind=False)
    found = list(seen.order_by().values_list("kind", "state").annotate(n=Count("pk")))
    kinds = dict.fromkeys(BarrierKind, 0)
    columns = dict.fromkeys(COLUMNS, 0)
    for kind, state, number in found:
        kinds[kind] += number
        if asked.kind in ("", kind):
            name = {"open": "open", "picked_up": "picked"}.get(state, "done")
            columns[name] += number
    return {"kinds": [(kind, number) for kind, number in kinds.items()], "numbers": columns}


def add_sectors(rows, user) -> None:
    """To each row the sectors in which it is met: one query. Visitors get its home sector."""
    met: dict[int, dict[int, Sector]] = {}
    if user.is_authenticated and user.standing.is_member and rows:
        meets = MeetsIt.objects.visible_to(user).filter(barrier__in=[row.pk for row in rows])
        for one in meets.select_related("organisation__home_sector"):
            sector = one.organisation.home_sector
            met.setdefault(one.barrier_id, {})[sector.pk] = sector
    for row in rows:
        found = {row.home_sector_id: row.home_sector} | met.get(row.pk, {})
        row.sectors = list(found.values())
        row.organisations = getattr(row, "others", 0) + bool(row.organisation_id)


# One barrier


@login_not_required
@require_safe
def barrier_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One barrier. The address of a merged one leads to the one that speaks for both."""
    user = request.user
    is_member = user.is_authenticated and user.standing.is_member
    rows = Barrier.objects.with_abilities(user).select_related(
        "home_sector",
        "organisation__home_sector",
        "addressed_to",
        "picked_up_for",
        "merged_into",
    )
    if is_member:
        ours = MeetsIt.objects.filter(
            barrier=OuterRef("pk"), organisation=user.standing.organisation_id or 0
        )
        rows = rows.annotate(others=Count("meets", distinct=True), is_met_by_us=Exists(ours))
    barrier = get_object_or_404(rows, public_id=public_id)
    if barrier.merged_into_id:
        if barrier.merged_into.is_visible_to(user):
            return redirect(barrier.merged_into)
        raise Http404
    filled, _linked = links_filled({"text": barrier.rendered}, user)
    context = {
        "barrier": barrier,
        "text": SafeString(filled["text"]),
        "standards": list(barrier.standards.all()),
        "source": source_of(barrier, user),
        **(around(barrier, user) if is_member else {}),
    }
    return render(request, "sharing/barrier_detail.html", context)


def source_of(barrier, user):
    """The entry that it was reported from, for who may see that."""
    if barrier.entry_id is None:
        return None
    return Entry.objects.visible_to(user).for_cards().filter(pk=barrier.entry_id).first()


def around(barrier, user) -> dict:
    """What members see besides: who meets it, what helps, who is asked, how long such things take."""
    meets = MeetsIt.objects.visible_to(user).filter(barrier=barrier)
    ways = (
        WayAround.objects.visible_to(user)
        .filter(barrier=barrier)
        .select_related("entry__home_sector", "entry__current_revision", "entry__organisation")
    )
    met = list(meets.select_related("organisation__home_sector")[: MEETING + 1])
    sectors = {one.organisation.home_sector_id for one in met} | {barrier.home_sector_id}
    return {
        "meets": met[:MEETING],
        "meeting": barrier.others + bool(barrier.organisation_id),
        "last_met": met[-1].at if met else None,
        "is_shared": len(sectors) > 1,
        "ways": list(ways[:ON_A_PAGE]),
        "asked": list(barrier.asked().select_related("organisation").order_by("name")[:ASKED]),
        "usual_wait": usual_wait(barrier, user),
    }


def usual_wait(barrier, user) -> int | None:
    """After how many days barriers of its kind were picked up: open ones of the past, for everyone."""
    waited = ExpressionWrapper(F("picked_up_at") - F("created_at"), output_field=DurationField())
    picked_up = Barrier.objects.visible_to(user).filter(
        kind=barrier.kind, level__in=OPEN_LEVELS, picked_up_at__isnull=False
    )
    mean = picked_up.aggregate(mean=Avg(waited))["mean"]
    return mean.days if mean is not None else None


# What leaves the site


@login_not_required
@require_safe
def barriers_feed(request: HttpRequest) -> HttpResponse:
    """TLP:CLEAR barriers as Atom, newest first: a feed is read without an account."""
    from django.contrib.auth.models import AnonymousUser

    feed = feedgenerator.Atom1Feed(
        title=_("Barriers – Oversteek"),
        link=request.build_absolute_uri(reverse("sharing:barriers")),
        feed_url=request.build_absolute_uri(),
        description=_("What stands in the way of learning across sectors (TLP:CLEAR)."),
    )
    rows = Barrier.objects.visible_to(AnonymousUser()).standing()
    for barrier in rows.filter(level=Level.CLEAR).select_related("home_sector")[:IN_THE_FEED]:
        address = request.build_absolute_uri(barrier.get_absolute_url())
        feed.add_item(
            title=barrier.title,
            link=address,
            unique_id=address,
            description=f"{barrier.get_kind_display()}, {barrier.get_state_display()}",
            pubdate=barrier.created_at,
            updateddate=barrier.solved_at or barrier.answered_at or barrier.created_at,
            categories=(barrier.home_sector.name,),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@require_safe
def barriers_export(request: HttpRequest) -> HttpResponse:
    """What the reader sees of the board as CSV; its first line states the strictest level in it."""
    user, asked = request.user, Filters(request.GET)
    rows = asked.applied_to(board_of(user), user)
    rows = list(column(rows, asked.state) if asked.state else rows.order_by("created_at"))
    add_sectors(rows, user)
    strictest = Level(max((row.level for row in rows), default=Level.CLEAR))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"barriers-{strictest.css}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    table = csv.writer(answer)
    table.writerow([_("Strictest sharing level in this file"), strictest.label])
    table.writerow(str(heading) for heading, _cell in EXPORTED)
    for row in rows:
        table.writerow(harmless(cell(row)) for _heading, cell in EXPORTED)
    return answer


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


def harmless(cell) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell or "")
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
