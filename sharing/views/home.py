"""The front page of a visitor, and what a member comes in by."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import (
    Membership,
    Organisation,
    Role,
    Sector,
    Standing,
    User,
    prepared,
)
from sharing.knowing import asked_of
from sharing.models import Barrier, Entry, Notification, Profile, Review, Status, is_done
from sharing.recommendations import Suggestion, for_you

LESSONS_OF_VISITORS = 5
SUGGESTIONS = 6
NEWEST = 4
WAITING = 5
MAY_KNOW = 3
PEOPLE = 4
BARRIERS = 3
DRAFTS = 3
AT_WORK = 60  # of which the page shows the first of each kind


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Four lessons from other sectors; for who is not a member yet, where to go from here."""
    user = request.user
    if not user.is_authenticated:
        return landing(request)
    if not user.standing.is_member:
        return redirect(first_built("accounts:waiting", "sharing:about"))
    welcome = first_built("sharing:welcome")
    if user.welcomed_at is None and welcome:
        return redirect(welcome)
    return render(request, *for_member(user))


def first_built(*names: str) -> str:
    """The address of the first of these pages that there is."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def landing(request: HttpRequest) -> HttpResponse:
    """What is open to all, that in the language of the page first."""
    open_entries = Entry.objects.visible_to(request.user).published()
    is_foreign = Case(When(language=get_language(), then=0), default=1)
    context = {
        "entries": open_entries.for_cards().order_by(is_foreign, "-published_at", "-pk")[
            :LESSONS_OF_VISITORS
        ],
        "total": open_entries.count(),
        "closed": settings.CLOSED_SITE,
    }
    return render(request, "sharing/landing.html", context)


def for_member(user) -> tuple[str, dict]:
    """The template and what it shows: suggestions, or a beginning for who has none yet."""
    sectors, home_sector = my_sectors(user)
    found = for_you(user, SUGGESTIONS, sectors, may_name=True)
    suggestions = crossing_to(home_sector, found)
    context = {
        "greeting": greeting(),
        "suggestions": suggestions,
        "sectors": sectors,
        **at_work(user.standing),
        "asked": asked_of(user, MAY_KNOW),
    }
    is_off = not suggestions and Profile.objects.visible_to(user).filter(is_on=False).exists()
    if suggestions or is_off:
        return "sharing/home.html", context | {
            "is_off": is_off,
            "fresh": fresh(user, sectors),
            "barriers": barriers_for(user.standing),
        }
    return "sharing/home_new.html", context | beginning(user, sectors)


def greeting() -> str:
    hour = timezone.localtime().hour
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")


def crossing_to(home_sector: Sector | None, suggestions: list[Suggestion]) -> list[Suggestion]:
    """The same, of which those to no sector cross to that of my organisation, where I have one."""
    if home_sector is None:
        return suggestions
    return [
        each
        if each.sector or each.entry.home_sector_id == home_sector.pk
        else replace(each, sector=home_sector)
        for each in suggestions
    ]


def my_sectors(user) -> tuple[list[Sector], Sector | None]:
    """The sectors of my roles and those that I follow, by name; and that of my organisation."""
    followed = user.followed_sectors.through.objects.filter(user=user, sector=OuterRef("pk"))
    home = Organisation.objects.filter(pk=user.organisation_id, home_sector=OuterRef("pk"))
    known = Sector.objects.annotate(
        is_mine=Q(pk__in=list(user.standing.roles)) | Exists(followed),
        is_home=Exists(home),
    )
    rows = list(known.filter(Q(is_mine=True) | Q(is_home=True)).by_name())
    return [r for r in rows if r.is_mine], next((r for r in rows if r.is_home), None)


def at_work(me: Standing) -> dict:
    """What I was asked to read and have not answered, what I may publish, and what I began."""
    entries = _at_work(me)
    reviews = [Review(entry=e, asked_at=e.asked_at) for e in entries if e.asked_at]
    return {
        "reviews": reviews[:WAITING],
        "to_publish": [e for e in entries if e.is_to_publish and not e.asked_at][:WAITING],
        "drafts": [e for e in entries if e.status == Status.DRAFT][:DRAFTS],
    }


@prepared
def _at_work(me: Standing):
    """All three in one query: reviews the longest asked first, drafts the last written first."""
    asked = Review.objects.visible_to(me).waiting().filter(entry=OuterRef("pk"))
    mine = asked.filter(reviewer=me.user_id, revision=F("entry__current_revision"))
    told = Notification.objects.visible_to(me).filter(
        kind=Notification.Kind.TO_PUBLISH, entry=OuterRef("pk")
    )
    waiting = told.annotate(is_done=is_done(me)).filter(is_done=False)
    entries = Entry.objects.visible_to(me).filter(status__in=(Status.DRAFT, Status.IN_REVIEW))
    entries = entries.annotate(
        asked_at=Subquery(mine.values("asked_at")[:1]), is_to_publish=Exists(waiting)
    )
    is_mine = Q(status=Status.DRAFT, author=me.user_id)
    return (
        entries.filter(is_mine | Q(asked_at__isnull=False) | Q(is_to_publish=True))
        .for_cards()
        .order_by(F("asked_at").asc(nulls_last=True), "-current_revision__created_at")[:AT_WORK]
    )


def newest_first(user):
    """What `user` may read of what circulates."""
    return Entry.objects.visible_to(user).in_circulation().order_by("-published_at")


def first_of(entries):
    """The first of these, as rows show them."""
    return entries[:NEWEST].read_apart().for_rows().order_by("-published_at")


def fresh(user, sectors: list[Sector]) -> list[Entry]:
    """The newest in these sectors that somebody else wrote."""
    return _fresh(user.standing, tuple(sector.pk for sector in sectors))


@prepared
def _fresh(me: Standing, sectors: tuple[int, ...]):
    return first_of(newest_first(me).filter(home_sector__in=sectors).exclude(author=me.user_id))


@prepared
def barriers_for(me: Standing):
    """What waits for a party such as that of my organisation, oldest first."""
    waiting = Barrier.objects.with_abilities(me).unsolved().for_cards()
    return waiting.filter(is_our_party=True).order_by("created_at", "pk")[:BARRIERS]


def beginning(user, sectors: list[Sector]) -> dict:
    """What somebody sees for whom there are no suggestions yet: nothing is made up."""
    mine = {sector.pk: sector for sector in sectors if sector.pk in user.standing.roles}
    people = people_near(user, mine)
    return {
        "needer": next(iter(mine.values()), None),
        "elsewhere": list(first_of(newest_first(user).exclude(home_sector__in=list(mine)))),
        "colleagues": [p for p in people if p.is_colleague][:PEOPLE],
        "stewards": [(p, mine[p.steward_of]) for p in people if p.steward_of][:PEOPLE],
    }


def people_near(user, sectors: dict[int, Sector]) -> list[User]:
    """The stewards of my sectors, then the colleagues at my organisation."""
    stewardships = Membership.objects.filter(
        user=OuterRef("pk"), sector__in=list(sectors), role=Role.STEWARD
    )
    near = Q(organisation=user.organisation_id, organisation__isnull=False)
    return list(
        User.objects.members()
        .exclude(pk=user.pk)
        .annotate(steward_of=Subquery(stewardships.values("sector")[:1]), is_colleague=near)
        .filter(Q(is_colleague=True) | Q(steward_of__isnull=False))
        .order_by(F("steward_of").asc(nulls_last=True), "name")[: 2 * PEOPLE]
    )
