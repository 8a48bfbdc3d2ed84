"""Who waits to be let in: what a steward answers. All stewards share one list."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.stewards import RoleForm
from accounts.mails import send_admitted
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
        was_waiting = newcomer.admit(by=request.user)
        if was_waiting:
            form.save(newcomer)
    if not was_waiting:
        messages.info(request, already_in(newcomer, request.user))
        return redirect(back)
    try:
        send_admitted(newcomer)
    except OSError:
        said = _("%s may come in. The e-mail that says so could not be sent: tell them yourself.")
    else:
        said = _("%s may come in, and gets an e-mail that says so.")
    messages.success(request, said % newcomer.shown_name)
    return redirect(back)


def newcomer_asked_for(public_id: str) -> User:
    """Who waits, or did until another steward, or another window, answered. 404 for anybody else."""
    for those in (User.objects.waiting(), User.objects.members()):
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
