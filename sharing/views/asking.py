"""Asking for review: whom, and what happens then."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Membership, Role, User
from sharing.forms.numbers import whole
from sharing.forms.reach import members
from sharing.forms.reviewing import ReviewersForm
from sharing.forms.writing import add_errors
from sharing.found import entry_or_404
from sharing.models import (
    OPEN_LEVELS,
    SECTION_NAMES,
    Entry,
    Review,
    Status,
    about,
    audience_members,
    titles_without_entry,
    who_will_read_it,
)

MOST_SUGGESTED = 6
PRIME = 999_983  # more than there are members


@dataclass(frozen=True)
class Candidate:
    """Somebody who could review: where from, and what they wrote about."""

    person: User
    sector: object | None
    themes: list[str] = field(default_factory=list)


def who_read_it(entry: Entry, user) -> list[User]:
    """Who was asked or answered in the last round, and may be asked again."""
    read = Review.objects.visible_to(user).who_read(entry)
    people = members().filter(pk__in=read).exclude(pk__in=entry.writer_ids())
    return [person for person in people if entry.is_in_audience(person)]


def chosen(form: ReviewersForm) -> set[int]:
    """Ids of those whom the form asks: as sent, or else as it opens."""
    if form.is_bound:
        return {whole(pk, digits=18) for pk in form.data.getlist("reviewers")}
    return {person.pk for person in form.initial.get("reviewers", ())}


def writers_of_others(sectors):
    """Members who contribute somewhere and have no role in these sectors: outside readers."""
    roles = Membership.objects.filter(user=OuterRef("pk"))
    return (
        User.objects.members()
        .filter(Exists(roles.filter(role__gte=Role.CONTRIBUTOR)), is_superuser=False)
        .exclude(Exists(roles.filter(sector__in=sectors)))
    )


def candidates(entry: Entry, around, user) -> list[Candidate]:
    """Who could review: outside readers of an open entry, else members of its audience."""
    sectors = {entry.home_sector_id, *(s.pk for s in around.also_sectors)}
    if entry.level in OPEN_LEVELS:
        people = writers_of_others(sectors)
    else:
        organisations = {o.pk for o in around.named_organisations} | {entry.organisation_id}
        people = audience_members(
            entry.level,
            sectors=sectors,
            organisations=organisations - {None},
            people={p.pk for p in around.named_people} | {entry.author_id} - {None},
        ).filter(Exists(Membership.objects.filter(user=OuterRef("pk"), role__gte=Role.CONTRIBUTOR)))
    on_theme = Q(entries__status=Status.PUBLISHED, entries__level__in=OPEN_LEVELS) & Q(
        entries__themes__in=[theme.pk for theme in around.themes]
    )
    people = (
        people.exclude(pk__in=entry.writer_ids())
        .annotate(lessons=Count("entries", filter=on_theme, distinct=True), waits=waiting(user))
        .select_related("organisation")
        .prefetch_related("memberships__sector")
        .order_by("-lessons", "waits", turn_of(entry), "pk")[:MOST_SUGGESTED]
    )
    themes = themes_of(people, around.themes, user)
    return [Candidate(p, sector_of(p), themes.get(p.pk, [])) for p in people]


def waiting(user):
    """How many reviews wait for each of them, of those that `user` may see: others tell of what is hidden."""
    seen = Review.objects.visible_to(user).waiting().filter(reviewer=OuterRef("pk")).order_by()
    return Coalesce(Subquery(seen.values("reviewer").annotate(n=Count("pk")).values("n")), 0)


def turn_of(entry: Entry):
    """A number for each person, as good as random and the same each time, of which each entry has its own.

    Multiplied modulo a prime: both databases know it, and no two members get the same number.
    """
    digest = sha256(entry.public_id.encode()).digest()
    return F("pk") * (1 + int.from_bytes(digest[:8]) % (PRIME - 1)) % PRIME


def themes_of(people, themes, user) -> dict[int, list[str]]:
    """Which of these themes each of them wrote about, in entries that `user` may read."""
    names = {theme.pk: theme.name for theme in themes}
    rows = (
        Entry.objects.visible_to(user)
        .open()
        .filter(author__in=[p.pk for p in people], themes__in=names)
        .order_by("author_id", "themes__pk")  # not by date, or a theme comes twice
        .values_list("author", "themes")
        .distinct()
    )
    found: dict[int, list[str]] = {}
    for author, theme in rows:
        if theme in names:
            found.setdefault(author, []).append(names[theme])
    return found


def sector_of(person):
    """The sector in which they do most."""
    memberships = sorted(person.memberships.all(), key=lambda m: -m.role)
    return memberships[0].sector if memberships else None


@require_http_methods(["GET", "HEAD", "POST"])
def entry_submit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for review, and whom; in review already: ask somebody else as well."""
    entry = entry_or_404(request, public_id)
    asks_more = entry.status == Status.IN_REVIEW
    if not (entry.can_assign if asks_more else entry.can_submit):
        raise PermissionDenied
    around = about(entry)
    found = candidates(entry, around, request.user)
    form = ReviewersForm(
        request.POST if request.method == "POST" else None,
        entry=entry,
        has_outsiders=bool(found),
        asks_more=asks_more,
        initial={} if asks_more else {"reviewers": who_read_it(entry, request.user)},
    )
    form.fields["reviewers"].widget.elsewhere = {one.person.pk for one in found}
    if request.method == "POST" and form.is_valid():
        try:
            ask(entry, form, by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Your reviewers are asked. We tell you what they say."))
            return redirect(entry)
    context = {
        "entry": entry,
        "form": form,
        "candidates": found,
        "chosen": chosen(form),
        "asks_more": asks_more,
        "has_themes": bool(around.themes),
        "is_open": entry.level in OPEN_LEVELS,
        "missing": [(key, SECTION_NAMES[key]) for key in entry.current_revision.missing_sections],
        "readers": who_will_read_it(entry, around),
        "nowhere": titles_without_entry(entry.current_revision.words.values(), request.user),
        "narrower": entry.links_with_narrower_audience(seen_by=request.user),
    }
    return render(request, "sharing/entry_submit.html", context)


@transaction.atomic
def ask(entry: Entry, form: ReviewersForm, *, by) -> None:
    if form.to_name:
        entry.name_people(form.to_name, by=by)
    reviewers = form.cleaned_data["reviewers"]
    if form.asks_more:
        entry.assign(reviewers, by=by)
    else:
        entry.submit(by=by, reviewers=reviewers)


@require_POST
def entry_take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make it a draft again."""
    entry = entry_or_404(request, public_id)
    if entry.status != Status.DRAFT:
        entry.take_back(by=request.user)
        messages.success(request, _("It is a draft again."))
    return redirect(entry)
