"""What the community learned from each other, in figures. Reading them counts nothing."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Sector
from sharing.insights import (
    LIVE,
    STAIRS,
    TABLES,
    WHY_STOPPED,
    begun_in,
    empty_searches,
    figures_of,
    reached_in,
    stopped_in,
    table_of,
    wanted_lessons,
)
from sharing.members_only import require_member
from sharing.models import (
    Application,
    Entry,
    Level,
    Period,
    Step,
    Theme,
)
from sharing.spreadsheets import csv_file

ON_A_PAGE = 20
LINES = 6


def chosen_period(request: HttpRequest) -> Period:
    asked = request.GET.get("period", Period.YEAR.value)
    return Period(asked) if asked in Period.values else Period.YEAR


@require_safe
def insights(request: HttpRequest) -> HttpResponse:
    """The figures of a period: the same for every member."""
    require_member(request.user)
    period = chosen_period(request)
    numbers = figures_of(period)
    context = {
        "numbers": numbers,
        "period": period,
        "periods": list(Period),
        "searches": empty_searches(period)[:LINES],
        "wanted": wanted_lessons(request.user, period)[:LINES],
    } | addresses(numbers)
    return render(request, "sharing/insights.html", context)


def addresses(numbers) -> dict:
    """The bars of a page, each with the address of what it counts."""
    if numbers is None:
        return {}
    period = f"?period={numbers.period.value}"
    board = f"{reverse('sharing:barriers')}?counted=1&raised={numbers.period.value}"
    asked = f"{reverse('sharing:questions_asked')}{period}&counted=1"
    answers = {
        "barriers": (f"{board}&state=any", f"{board}&state=done"),
        "questions": (asked, f"{asked}&answer=yes"),
    }
    return {
        "stops": [
            (bar, reverse("sharing:insights_stopped", args=[bar.code]) + period)
            for bar in numbers.stop_bars
        ],
        "ages": [(bar, f"{board}&state=waiting&age={bar.code}") for bar in numbers.age_bars],
        "kinds": [
            (
                bar,
                f"{board}&kind={bar.code}&state=waiting",
                done,
                f"{board}&kind={bar.code}&state=done",
            )
            for bar, done in numbers.barrier_bars
        ],
        "answers": [
            {"what": what, "number": number, "done": done, "share": share}
            | dict(zip(("raised", "answered"), answers[what], strict=True))
            for what, number, done, share in numbers.answers
        ],
        "unanswered": f"{asked}&answer=no",
    }


@require_safe
def insights_method(request: HttpRequest) -> HttpResponse:
    """How we count."""
    require_member(request.user)
    return render(request, "sharing/insights_method.html", {"numbers": figures_of()})


@require_safe
def insights_entries(request: HttpRequest) -> HttpResponse:
    """The entries that count, newest first."""
    require_member(request.user)
    rows = Entry.objects.visible_to(request.user).open().for_cards()
    page = Paginator(rows.order_by("-published_at", "-pk"), ON_A_PAGE)
    context = {"page": page.get_page(request.GET.get("page"))}
    return render(request, "sharing/insights_entries.html", context)


@require_safe
def insights_file(request: HttpRequest, name: str) -> HttpResponse:
    """One figure as CSV. Its first line: its level, its period, and of which day it is."""
    require_member(request.user)
    period = chosen_period(request)
    numbers = figures_of(period)
    if name not in TABLES or numbers is None:
        raise Http404
    day = timezone.localdate(None if name in LIVE else numbers.computed_at).isoformat()
    head = [Level.GREEN.label, str(period.label), day]
    file = f"oversteek-{slugify(name)}-{period.value}.csv"
    return csv_file(file, [head, *table_of(name, numbers, request.user)])


# The applications behind a number, those that the reader may see, each by name


@require_safe
def insights_crossing(request: HttpRequest, giver: str, taker: str) -> HttpResponse:
    """The crossings from one sector to another, perhaps of lessons about one theme (`?theme=…`)."""
    giver, taker = get_object_or_404(Sector, slug=giver), get_object_or_404(Sector, slug=taker)
    about = _("From %(giver)s to %(taker)s") % {"giver": giver.name, "taker": taker.name}
    return crossings(request, about, giver=giver, taker=taker)


@require_safe
def insights_gives(request: HttpRequest, slug: str) -> HttpResponse:
    """The crossings from one sector to all others."""
    giver = get_object_or_404(Sector, slug=slug)
    return crossings(request, _("From %(giver)s") % {"giver": giver.name}, giver=giver)


@require_safe
def insights_takes(request: HttpRequest, slug: str) -> HttpResponse:
    """The crossings from all others to one sector."""
    taker = get_object_or_404(Sector, slug=slug)
    return crossings(request, _("To %(taker)s") % {"taker": taker.name}, taker=taker)


@require_safe
def insights_crossings(request: HttpRequest) -> HttpResponse:
    """Every crossing."""
    return crossings(request, _("Crossings between sectors"))


def crossings(request: HttpRequest, about: str, giver=None, taker=None) -> HttpResponse:
    """A page of crossings, of all or of a sector that gives or takes."""
    theme = None
    if slug := request.GET.get("theme", ""):
        theme = get_object_or_404(Theme, slug=slug)
        about = f"{about}: {theme.name}"

    def crossed(rows, numbers):
        if giver:
            rows = rows.filter(entry__home_sector=giver)
        if taker:
            rows = rows.filter(organisation__home_sector=taker)
        if theme:
            links = Entry.themes.through.objects.filter(theme=theme)
            rows = rows.filter(entry__in=links.values("entry"))
        return begun_in(rows, numbers)

    def counted(numbers):
        return 0 if theme else numbers.crossings_of(giver, taker)

    return applications(request, about, crossed, counted)


@require_safe
def insights_stair(request: HttpRequest, stair: int) -> HttpResponse:
    """Who came as far as a stair, or further."""
    if stair not in STAIRS:
        raise Http404
    is_last = stair == STAIRS[-1]
    about = (
        _("Came as far as “%(step)s”") if is_last else _("Came as far as “%(step)s”, or further")
    )
    return applications(
        request,
        about % {"step": Step(stair).label},
        lambda rows, numbers: reached_in(rows, numbers, stair),
        lambda numbers: numbers["stairs"][STAIRS.index(stair)],
    )


@require_safe
def insights_all_stopped(request: HttpRequest) -> HttpResponse:
    """Who stopped, for whatever reason."""
    return applications(request, _("Stopped"), stopped_in, lambda numbers: numbers.stopped_total)


@require_safe
def insights_stopped(request: HttpRequest, reason: str) -> HttpResponse:
    """Who stopped, for one of the reasons that are counted."""
    if reason not in WHY_STOPPED:
        raise Http404
    about = _("Stopped: %(reason)s") % {"reason": WHY_STOPPED[reason]}
    return applications(
        request,
        about,
        lambda rows, numbers: stopped_in(rows, numbers, reason),
        lambda numbers: numbers["stopped"][reason],
    )


def applications(request: HttpRequest, about: str, chosen, counted) -> HttpResponse:
    """A page of those that `chosen(rows, numbers)` picks from what every member may see.

    `counted(numbers)` is the figure that led here: what it counts besides stays unnamed, also to its
    own organisation here, so that the list is the same for all. How many those are now is not counted
    here: one that counts in no cell would be seen to come and go.
    """
    require_member(request.user)
    period = chosen_period(request)
    numbers = figures_of(period)
    named = Application.objects.visible_to(request.user).filter(is_unnamed=False)
    rows = named.select_related(
        "organisation__home_sector",
        "entry__home_sector",
        "entry__current_revision",
        "entry__organisation",
    )
    rows = chosen(rows, numbers).order_by("-changed_at", "-pk") if numbers else rows.none()
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "about": about,
        "page": page,
        "period": period,
        "counted": counted(numbers) if numbers else 0,
    }
    return render(request, "sharing/insights_applications.html", context)
