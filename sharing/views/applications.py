"""From knowing to doing: an organisation records where it stands, and members read who stands where."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from sharing.forms.applications import ApplicationForm
from sharing.forms.kept import kept_step
from sharing.forms.writing import add_errors
from sharing.found import entry_or_404
from sharing.going_back import say_beside
from sharing.models import Application, ApplicationStep, stairs_of

ON_A_PAGE = 30
ASKED = 4


def ours(entry, user):
    """How the reader's organisation stands with an entry, if it said so."""
    organisation = user.standing.organisation_id
    if organisation is None:
        return None
    rows = Application.objects.visible_to(user).filter(entry=entry, organisation=organisation)
    return rows.select_related("organisation__home_sector").first()


@require_http_methods(["GET", "HEAD", "POST"])
def application_record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record a step for one's organisation. The short form of the entry's page comes here too."""
    entry, user = entry_or_404(request, public_id), request.user
    if not entry.can_apply:
        return refused(request, entry)
    application = ours(entry, user)
    kept, short = kept_step(request, public_id), "whole" not in request.POST
    form = ApplicationForm(
        request.POST or None, application=application, initial=kept.typed_in(ApplicationForm)
    )
    if request.method == "POST" and form.is_valid():
        try:
            Application.objects.record(entry, by=user, **form.recorded)
        except ValidationError as error:
            add_errors(form, error)
        else:
            kept_step(request, public_id, short=True).forget()
            if not short:
                kept.forget()
            say_beside(request, _("Recorded. Others learn from it."), "doing")
            return redirect(f"{entry.get_absolute_url()}#doing")
    if request.method == "POST":
        kept_step(request, public_id, short=short).keep()
    context = {"entry": entry, "form": form, "application": application, "kept": kept}
    return render(request, "sharing/application_record.html", context)


def refused(request: HttpRequest, entry) -> HttpResponse:
    """Why not: who is at no organisation here reads what is needed, and whom to ask."""
    if not entry.lacks_organisation(request.user.standing):
        raise PermissionDenied
    administrators = User.objects.members().filter(is_superuser=True)
    administrators = administrators.exclude(pk=request.user.pk).order_by("name", "pk")
    context = {"entry": entry, "administrators": administrators[:ASKED]}
    return render(request, "sharing/application_not.html", context, status=403)


def who_told(user):
    """The public id of who last told about an application, where they can be asked for a talk."""
    others = User.objects.members().exclude(pk=user.pk)
    told = ApplicationStep.objects.visible_to(user).filter(application=OuterRef("pk"))
    still_there = told.filter(by__organisation=OuterRef("organisation"))
    return still_there.filter(by__in=others.values("pk")).values("by__public_id")[:1]


@require_safe
def application_list(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who stands where with an entry, what they adapted, what came of it; and one's own history."""
    entry, user = entry_or_404(request, public_id), request.user
    rows = (
        Application.objects.visible_to(user)
        .filter(entry=entry)
        .select_related("organisation__home_sector")
        .annotate(talker=Subquery(who_told(user)))
    )
    application = ours(entry, user)
    steps = ApplicationStep.objects.visible_to(user).filter(application=application)
    context = {
        "entry": entry,
        "stairs": stairs_of(entry, user),
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "application": application,
        "steps": list(steps.select_related("by")[:ON_A_PAGE]) if application else [],
    }
    return render(request, "sharing/application_list.html", context)
