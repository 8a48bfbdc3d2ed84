"""Who reads an entry: wider after a look at whom it newly reaches, narrower at once. Break-glass."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation, Role, Sector, User
from sharing.forms.opened import caught_up
from sharing.forms.reach import GlassForm, LevelForm
from sharing.forms.writing import add_errors
from sharing.found import entry_or_404
from sharing.models import (
    About,
    Entry,
    Level,
    Reach,
    RestrictedDetail,
    Revision,
    StaleReach,
    Status,
    is_opened,
    members_reached,
    who_reads_it,
)


@dataclass(frozen=True)
class Readers:
    """Whom a reach shows an entry to: in words, in a number, and as flags raised or not."""

    level: Level
    lines: list[str]
    count: int
    flags: list[tuple[Sector, bool]]

    @property
    def is_everyone(self) -> bool:
        """Whether it is for visitors too: they have no number."""
        return self.level == Level.CLEAR and not settings.CLOSED_SITE


def readers(entry: Entry, reach: Reach, sectors: list[Sector]) -> Readers:
    """As it will be once it is published."""
    then = copy.copy(entry)
    then.level, then.status = reach.level, Status.PUBLISHED
    then.home_sector = next(s for s in sectors if s.pk == reach.home_sector)
    around = About(
        also_sectors=[s for s in sectors if s.pk in reach.also_sectors],
        named_people=list(User.objects.filter(pk__in=reach.named_people)),
        named_organisations=list(Organisation.objects.filter(pk__in=reach.named_organisations)),
    )
    is_open, is_sectors = reach.level <= Level.GREEN, reach.level == Level.AMBER
    its_own = {reach.home_sector, *reach.also_sectors}
    return Readers(
        Level(reach.level),
        who_reads_it(then, around),
        members_reached(entry, reach).count(),
        [(s, is_open or (is_sectors and s.pk in its_own)) for s in sectors],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def entry_level(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change level, sectors and names. Wider asks first; narrower holds at once."""
    entry = entry_or_404(request, public_id)
    may_share = entry.can_widen or entry.can_narrow
    if not (may_share or (entry.can_leave_sector and request.method != "POST")):
        raise PermissionDenied
    if request.method != "POST":
        form = level_form(request, entry, initial=LevelForm.initial_of(entry))
        context = {
            "entry": entry,
            "form": form if may_share else None,
            "to_leave": sectors_to_leave(entry, request.user),
        }
        return render(request, "sharing/entry_level.html", context)
    form = level_form(request, entry, data=request.POST)
    if form.is_valid():
        seen = entry.reach
        if form.reach != seen and not form.showed(seen):
            return overtaken(request, entry, form)
        if "again" not in request.POST:
            return sent(request, entry, form, seen)
    return render(request, "sharing/entry_level.html", {"entry": entry, "form": form})


def sent(request: HttpRequest, entry: Entry, form: LevelForm, seen: Reach) -> HttpResponse:
    if entry.makes_wider(form.reach) and "confirmed" not in request.POST:
        return asked_first(request, entry, form)
    try:
        share(request, entry, form, seen)
    except StaleReach:
        return overtaken(request, entry, form)
    except ValidationError as error:
        add_errors(form, error)
        return render(request, "sharing/entry_level.html", {"entry": entry, "form": form})
    return gone_from(request, entry)


def overtaken(request: HttpRequest, entry: Entry, form: LevelForm) -> HttpResponse:
    """The form anew: somebody else changed who reads it since it was shown."""
    data, said = caught_up(form, vars(entry.reach))
    form = level_form(request, entry, data=data)
    for name, text in said.items():
        form.add_error(name, text)
    context = {"entry": entry, "form": form}
    return render(request, "sharing/entry_level.html", context, status=409)


def level_form(request: HttpRequest, entry: Entry, **options) -> LevelForm:
    form = LevelForm(user=request.user, entry=entry, **options)
    form.offer(levels_for(entry))
    return form


def levels_for(entry: Entry) -> list[Level]:
    """What this reader may choose: not to open up what few read, where that is an editor's."""
    is_close = entry.level >= Level.STRICT and not entry.can_open_up
    return [level for level in Level if level >= Level.STRICT or not is_close]


def sectors_to_leave(entry: Entry, user) -> list[Sector]:
    """The also sectors that this editor may take off."""
    if not entry.can_leave_sector:
        return []
    standing = user.standing
    return [s for s in entry.also_sectors.by_name() if standing.role_in(s.pk) >= Role.EDITOR]


def asked_first(request: HttpRequest, entry: Entry, form: LevelForm) -> HttpResponse:
    """The page that says whom it newly reaches."""
    before, after = entry.reach, form.reach
    newly = members_reached(entry, after).exclude(
        pk__in=members_reached(entry, before).values("pk")
    )
    sectors = list(Sector.objects.by_name())
    context = {
        "entry": entry,
        "form": form,
        "now": readers(entry, before, sectors),
        "after": readers(entry, after, sectors),
        "newly": newly.count(),
        "organisations": newly.exclude(organisation=None).values("organisation").distinct().count(),
        **along(entry, before, after, request.user),
        "carried": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name in (*form.fields, "named_people_add", "named_organisations_add")
            and name != "reason"
        ],
        "is_missing_tick": "asked" in request.POST,
    }
    return render(request, "sharing/entry_confirm_wider.html", context)


def along(entry: Entry, before: Reach, after: Reach, user) -> dict:
    """What of that which hangs on it somebody newly reads too, as far as this reader sees it."""
    detail = RestrictedDetail.objects.visible_to(user).filter(entry=entry).first()
    earlier = Revision.objects.visible_to(user).filter(entry=entry)
    earlier = earlier.exclude(pk=entry.current_revision_id).order_by()
    levels = earlier.values_list("level", flat=True).distinct()
    return {
        "has_detail": detail is not None,
        "opens_detail": bool(detail) and is_opened(entry, detail.level, before, after),
        "opens_earlier": any(is_opened(entry, level, before, after) for level in levels),
    }


def share(request: HttpRequest, entry: Entry, form: LevelForm, seen: Reach) -> None:
    reason = form.cleaned_data["reason"][:500]
    entry.share(form.reach, by=request.user, reason=reason, seen=seen)
    if form.reach == seen:
        messages.info(request, _("Nothing changed."))
    elif form.reach.is_narrower_than(seen):
        messages.success(request, _("Done. Copies that others already made do not come back."))
    else:
        messages.success(request, _("Done."))


def gone_from(request: HttpRequest, entry: Entry) -> HttpResponse:
    if entry.is_visible_to(request.user):
        return redirect(entry)
    messages.info(request, _("You no longer read it yourself."))
    return redirect("sharing:home")


@require_POST
def entry_leave_sector(request: HttpRequest, public_id: str, sector: str) -> HttpResponse:
    """Take one's own sector off an entry of another."""
    entry = entry_or_404(request, public_id)
    try:
        entry.leave_sector(get_object_or_404(Sector, slug=sector), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is no longer meant for your sector."))
    return gone_from(request, entry)


@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: HttpRequest) -> HttpResponse:
    """For administrators. It answers alike whether such an entry exists or not."""
    if not request.user.standing.is_administrator:
        raise PermissionDenied
    form = GlassForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        public_id = form.cleaned_data["public_id"]
        Entry.break_glass(public_id, by=request.user, reason=form.cleaned_data["reason"])
        return render(request, "sharing/break_glass.html", {"opened": public_id})
    return render(request, "sharing/break_glass.html", {"form": form})
