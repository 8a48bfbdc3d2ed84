"""The front page of a visitor, and what a member comes in by."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
from sharing.models import Action, Barrier, Concern, Entry, Profile, Review, Status, at_work
from sharing.recommendations import Suggestion, for_you, note_shown

LESSONS_OF_VISITORS = 5
SUGGESTIONS = 6
NEWEST = 4
WAITING = 5
MAY_KNOW = 3
PEOPLE = 4
BARRIERS = 3
DRAFTS = 3
FEW = 3  # fewer suggestions than this leave room for the help of the first week
FIRST_WEEK = timedelta(days=7)
NOTHING = Value(0)
AT_WORK = 60  # of which the page shows the first of each kind


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Four lessons from other sectors; for who is not a member yet, where to go from here."""
    user = request.user
    if not user.is_authenticated:
        return landing(request)
    if not user.standing.is_member:
        return redirect("accounts:waiting")
    if user.welcomed_at is None:
        return redirect("sharing:welcome")
    return render(request, *for_member(user))


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
    """The template and what it shows: suggestions, or a beginning for who has few of them yet."""
    sectors, home_sector, waits = my_sectors(user)
    found = for_you(user, SUGGESTIONS, sectors, may_name=True)
    note_shown(found, user, on="home")
    suggestions = crossing_to(home_sector, found)
    context = {
        "greeting": greeting(),
        "suggestions": suggestions,
        "sectors": sectors,
        **work_of(user.standing),
        **waits,
        "asked": asked_of(user, MAY_KNOW),
    }
    is_off = not suggestions and Profile.objects.visible_to(user).filter(is_on=False).exists()
    if is_off or (suggestions and not begins(user, suggestions)):
        return "sharing/home.html", context | {
            "is_off": is_off,
            "fresh": fresh(user, sectors),
            "barriers": barriers_for(user.standing),
        }
    return "sharing/home_new.html", context | beginning(user, sectors, suggestions)


def begins(user, suggestions: list[Suggestion]) -> bool:
    """Whether somebody is in their first week, and few suggestions fill the page."""
    since = timezone.now() - FIRST_WEEK
    return len(suggestions) < FEW and user.welcomed_at is not None and user.welcomed_at > since


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


def my_sectors(user) -> tuple[list[Sector], Sector | None, dict[str, int]]:
    """The sectors of my roles and those that I follow, by name; that of my organisation; and what
    waits for a steward such as I am: how many newcomers and concerns."""
    rows = _my_sectors(user.standing, get_language())
    waits = {"newcomers": rows[0].newcomers or 0, "concerns": rows[0].concerns or 0} if rows else {}
    mine = [row for row in rows if row.is_mine]
    return mine, next((row for row in rows if row.is_home), None), waits


@prepared
def _my_sectors(me: Standing, language: str):
    """For a steward all sectors, so that there is a row for what waits."""
    members = User.followed_sectors.through.objects.filter(sector=OuterRef("pk"))
    home = Organisation.objects.filter(pk=me.organisation_id, home_sector=OuterRef("pk"))
    known = Sector.objects.annotate(
        is_mine=Q(pk__in=list(me.roles)) | Exists(members.filter(user=me.user_id)),
        is_home=Exists(home),
        newcomers=number_of(User.objects.waiting()) if me.is_steward else NOTHING,
        concerns=number_of(Concern.objects.allowing(me, Action.ANSWER))
        if me.is_steward
        else NOTHING,
    )
    return (known if me.is_steward else known.filter(Q(is_mine=True) | Q(is_home=True))).by_name()


def number_of(rows) -> Subquery:
    """How many rows these are, asked once within another statement."""
    alone = rows.order_by().values(all=Value(1)).annotate(n=Count("pk", distinct=True))
    return Subquery(alone.values("n"))


def work_of(me: Standing) -> dict:
    """What I was asked to read and have not answered, what I may publish, and what I began."""
    entries = _work_of(me)
    reviews = [Review(entry=e, asked_at=e.asked_at) for e in entries if e.asked_at]
    in_review = [e for e in entries if e.status == Status.IN_REVIEW]
    return {
        "reviews": reviews[:WAITING],
        "to_publish": [e for e in in_review if not e.asked_at][:WAITING],
        "drafts": [e for e in entries if e.status == Status.DRAFT][:DRAFTS],
    }


@prepared
def _work_of(me: Standing):
    return at_work(me).for_cards()[:AT_WORK]


def newest_first(user):
    """What `user` may read of what circulates."""
    return Entry.objects.visible_to(user).in_circulation().order_by("-published_at", "-pk")


def first_of(entries):
    """The first of these, as rows show them."""
    return entries[:NEWEST].read_apart().for_rows().order_by("-published_at", "-pk")


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


def beginning(user, sectors: list[Sector], suggestions: list[Suggestion]) -> dict:
    """What somebody sees for whom there are few suggestions yet, or none: nothing is made up."""
    mine = {sector.pk: sector for sector in sectors if sector.pk in user.standing.roles}
    people = people_near(user, mine)
    others = newest_first(user).exclude(pk__in=[each.entry.pk for each in suggestions])
    return {
        "needer": next(iter(mine.values()), None),
        "elsewhere": list(first_of(others.exclude(home_sector__in=list(mine)))),
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
        .order_by(F("steward_of").asc(nulls_last=True), "name", "pk")[: 2 * PEOPLE]
    )
