"""Who waits to be let in: what a steward answers. All stewards share one list."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.stewards import RoleForm
from accounts.mails import send_admitted, send_declined
from accounts.models import AuditRecord, User, Verb

from .stewards import for_stewards, page_of, sector_asked_for


@for_stewards
@require_POST
def admit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a newcomer in, with a role in one of the steward's sectors, or none."""
    back = page_of("accounts:invitations", sector_asked_for(request))
    form = RoleForm(request.POST, by=request.user)
    newcomer = newcomer_asked_for(public_id)
    if not form.is_valid():
        raise PermissionDenied("That sector or role is not yours to give.")
    with transaction.atomic():
        was_waiting = not newcomer.declined_at and newcomer.admit(by=request.user)
        if was_waiting:
            form.save(newcomer)
    if not was_waiting:
        return already_answered(request, newcomer)
    went = _("%s may come in, and gets an e-mail that says so.")
    stuck = _("%s may come in. The e-mail that says so could not be sent: tell them yourself.")
    messages.success(request, mailed(newcomer, send_admitted, went, stuck))
    return redirect(back)


@for_stewards
@require_POST
def decline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not now: take a newcomer off the list, and tell them so."""
    newcomer = newcomer_asked_for(public_id)
    if not newcomer.decline(by=request.user):
        return already_answered(request, newcomer)
    went = _("%s is off the list, and gets an e-mail that says so. They can ask again.")
    stuck = _("%s is off the list. The e-mail that says so could not be sent.")
    messages.success(request, mailed(newcomer, send_declined, went, stuck))
    return redirect(page_of("accounts:invitations", sector_asked_for(request)))


def mailed(newcomer: User, send: Callable[[User], None], went: str, stuck: str) -> str:
    """Tell them by mail; returns what to say of them to the steward, who hears where it did not go."""
    try:
        send(newcomer)
    except OSError:
        return stuck % newcomer.shown_name
    return went % newcomer.shown_name


def already_answered(request: HttpRequest, newcomer: User) -> HttpResponse:
    """Back to the list, with what another answered a moment ago."""
    if newcomer.admitted_at:
        said = already_in(newcomer, request.user)
    else:
        said = _("%s is off the list already: a steward answered “not now”.") % newcomer.shown_name
    messages.info(request, said)
    return redirect(page_of("accounts:invitations", sector_asked_for(request)))


def newcomer_asked_for(public_id: str) -> User:
    """Who waits, or did until another steward, or another window, answered. 404 for anybody else."""
    for those in (User.objects.waiting(), User.objects.members(), User.objects.declined()):
        if found := those.filter(public_id=public_id).first():
            return found
    raise Http404


def already_in(member: User, reader: User) -> str:
    """That somebody is a member by now; who let them in from this list, where they are still here.

    Who invited somebody is for the stewards of that sector to know.
    """
    told = AuditRecord.objects.filter(subject=member)
    let_in = told.filter(verb=Verb.ADMITTED).values("actor")[:1]
    from_list = not told.filter(verb=Verb.JOINED).exists()
    who = User.objects.members().filter(pk__in=let_in).first() if from_list else None
    said = {"name": member.shown_name, "who": who and who.shown_name}
    if who is None:
        return _("%(name)s is let in already.") % said
    if who == reader:
        return _("You let %(name)s in already.") % said
    return _("%(name)s is let in already, by %(who)s.") % said
