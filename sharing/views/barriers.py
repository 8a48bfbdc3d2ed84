"""Barriers in the open: the board, and one barrier."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import (
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Party, Sector, Standing
from sharing.forms.barrier_board import (
    COLUMNS,
    OTHERS,
    Filters,
    add_sectors,
    board_of,
    column,
    shared_by_sectors,
)
from sharing.models import (
    OPEN_LEVELS,
    Barrier,
    BarrierAge,
    BarrierKind,
    Entry,
    MeetsIt,
    Period,
    Standard,
    WayAround,
    links_filled,
)

IN_A_COLUMN = 12
ON_A_PAGE = 30
SHARED = 20
MEETING = 8
ASKED = 4


@login_not_required
@require_safe
def barriers(request: HttpRequest) -> HttpResponse:
    """What stands in the way, by how far it got. One column of it with `state`."""
    user, asked = request.user, Filters(request.GET)
    rows = asked.applied_to(board_of(user), user)
    context = {"asked": asked, "sectors": list(Sector.objects.by_name()), "parties": Party.choices}
    context["periods"] = [choice for choice in Period.choices if Period(choice[0]).days]
    context["standard"] = (
        Standard.objects.filter(slug=asked.standard).first() if asked.standard else None
    )
    context["ages"] = [(str(value), label) for value, label in BarrierAge.choices]
    context |= counts(user, asked)
    if asked.state:
        page = Paginator(column(rows, asked.state), ON_A_PAGE).get_page(request.GET.get("page"))
        shown = list(page.object_list)
        context |= {"page": page, "columns": [(asked.state, shown)]}
    else:
        context["columns"] = [(name, list(column(rows, name)[:IN_A_COLUMN])) for name in COLUMNS]
        shown = [row for _name, column_rows in context["columns"] for row in column_rows]
    if asked.kind == BarrierKind.INCENTIVES and not asked.state:
        context["shared"] = list(shared_by_sectors(rows.unsolved(), user)[:SHARED])
        shown = [*shown, *context["shared"]]  # not in the columns, of which it may be one
    add_sectors(shown, user)
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
    columns |= {"waiting": columns["open"] + columns["picked"], "any": sum(columns.values())}
    return {"kinds": [(kind, number) for kind, number in kinds.items()], "numbers": columns}


# One barrier


@login_not_required
@require_safe
def barrier_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One barrier. The address of a merged one leads to the one that speaks for both."""
    user = request.user
    is_member = Standing.of(user).is_member
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
        rows = rows.annotate(others=OTHERS, is_met_by_us=Exists(ours))
    barrier = get_object_or_404(rows, public_id=public_id)
    if barrier.merged_into_id:
        if barrier.merged_into.is_visible_to(user):
            if is_member:
                messages.info(request, _("What you asked for was merged into this barrier."))
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
    merged = Barrier.objects.visible_to(user).filter(merged_into=barrier)
    return {
        "merged": list(
            merged.select_related("organisation").order_by("created_at", "pk")[:MEETING]
        ),
        "meets": met[:MEETING],
        "meeting": barrier.others + bool(barrier.organisation_id),
        "last_met": met[-1].at if met else None,
        "is_shared": len(sectors) > 1,
        "ways": list(ways[:ON_A_PAGE]),
        "asked": list(
            barrier.asked().select_related("organisation").order_by("name", "pk")[:ASKED]
        ),
        "usual_wait": usual_wait(barrier, user),
    }


def usual_wait(barrier, user) -> int | None:
    """After how many days barriers of its kind were picked up: open ones of the past, for everyone."""
    waited = ExpressionWrapper(F("picked_up_at") - F("created_at"), output_field=DurationField())
    picked_up = (
        Barrier.objects.visible_to(user)
        .standing()
        .filter(kind=barrier.kind, level__in=OPEN_LEVELS, picked_up_at__isnull=False)
    )
    mean = picked_up.aggregate(mean=Avg(waited))["mean"]
    return mean.days if mean is not None else None
