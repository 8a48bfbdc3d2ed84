"""The pages of a sector and a theme: what it gives and takes, and what is new there."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Organisation, Sector, Standing, User
from sharing.insights import figures_of, named
from sharing.knowing import SHOWN, lessons, newest, stewards, wanted
from sharing.members_only import require_member
from sharing.models import (
    Entry,
    FollowedTheme,
    Question,
    Theme,
)

RANKED = SHOWN
MOST_WRITING = 3  # sectors whose stewards a theme names


@login_not_required
@require_safe
def sector_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One sector: what it gives and takes, its lessons, questions, barriers and stewards."""
    sector = get_object_or_404(Sector, slug=slug)
    user = request.user
    also = Entry.also_sectors.through.objects.filter(entry=OuterRef("pk"), sector=sector)
    entries = Entry.objects.findable_by(user).published().filter(home_sector=sector)
    meant = Entry.objects.findable_by(user).published().filter(Exists(also))
    context = lessons(entries, user) | {"sector": sector, "meant": list(newest(meant)[:SHOWN])}
    context |= wanted(user, Q(home_sector=sector))
    if Standing.of(user).is_member:
        context |= {
            "is_followed": user.followed_sectors.filter(pk=sector.pk).exists(),
            "stewards": stewards(sector),
            "people": User.objects.members().filter(memberships__sector=sector).count(),
            "organisations": Organisation.objects.filter(home_sector=sector).count(),
        } | exchange(sector)
    return render(request, "sharing/sector_detail.html", context)


def exchange(sector: Sector) -> dict:
    """What a sector gives and takes, from the figures of a year."""
    numbers = figures_of()
    if numbers is None:
        return {"gives": [], "takes": []}
    gives, takes = numbers.flows(giver=sector), numbers.flows(taker=sector)
    return {
        "gives": gives[:RANKED],
        "takes": takes[:RANKED],
        "given": sum(flow.number for flow in gives),
        "taken": sum(flow.number for flow in takes),
        "intro": said(gives, takes),
    }


def said(gives, takes) -> str:
    """The finding about one sector, in words."""
    to = [flow.taker for flow in gives if flow.number == gives[0].number]
    of = [flow.giver for flow in takes if flow.number == takes[0].number]
    if to == of and len(to) == 1:
        return _("Gives most to %(sector)s. Learns most from %(sector)s too.") % {
            "sector": to[0].name
        }
    parts = []
    if to:
        parts.append(named(to, _("Gives most to %(names)s.")))
    if of:
        parts.append(named(of, _("Learns most from %(names)s.")))
    return " ".join(filter(None, parts))


@require_POST
def sector_follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Hear about a sector in suggestions and mails, or no longer."""
    require_member(request.user)
    sector = get_object_or_404(Sector, slug=slug)
    if request.POST.get("on"):
        request.user.followed_sectors.add(sector)
        messages.success(request, _("You follow %(name)s.") % {"name": sector.name})
    else:
        request.user.followed_sectors.remove(sector)
        messages.success(request, _("You no longer follow %(name)s.") % {"name": sector.name})
    return redirect("sharing:sector_detail", sector.slug)


# Themes


@login_not_required
@require_safe
def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One theme: which sectors write about it, and what is asked."""
    theme = get_object_or_404(Theme, slug=slug)
    user = request.user
    links = Entry.themes.through.objects.filter(theme=theme)
    about = Exists(links.filter(entry=OuterRef("pk")))
    entries = Entry.objects.findable_by(user).published().filter(about)
    visible = Entry.objects.visible_to(user).filter(pk__in=links.values("entry"))
    asked = Question.themes.through.objects.filter(theme=theme, question=OuterRef("pk"))
    context = lessons(entries, user) | {"theme": theme, "sectors": by_sector(entries)}
    context |= wanted(user, Q(Exists(asked)), Q(entry__in=visible.values("pk")))
    if Standing.of(user).is_member:
        numbers = figures_of()
        context |= {
            "is_followed": FollowedTheme.objects.of(user).filter(theme=theme).exists(),
            "flows": numbers.flows_about(theme) if numbers else [],
            "stewards": stewards(*context["sectors"][:MOST_WRITING]),
        }
    return render(request, "sharing/theme_detail.html", context)


def by_sector(entries) -> list[Sector]:
    """The home sectors of these entries, each with its `number`, most first."""
    number = (
        entries.filter(home_sector=OuterRef("pk"))
        .order_by()
        .values("home_sector")
        .annotate(n=Count("pk"))
        .values("n")
    )
    sectors = Sector.objects.annotate(number=Coalesce(Subquery(number), 0))
    return list(sectors.filter(number__gt=0).order_by("-number", "slug"))


@require_POST
def theme_follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Hear about a theme in suggestions and mails, or no longer."""
    require_member(request.user)
    theme = get_object_or_404(Theme, slug=slug)
    if request.POST.get("on"):
        FollowedTheme.objects.get_or_create(user=request.user, theme=theme)
        messages.success(request, _("You follow %(name)s.") % {"name": theme.name})
    else:
        FollowedTheme.objects.of(request.user).filter(theme=theme).delete()
        messages.success(request, _("You no longer follow %(name)s.") % {"name": theme.name})
    return redirect("sharing:theme_detail", theme.slug)
