"""Who may take part: invitations, newcomers and roles, for stewards."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.stewards import InvitationForm, RoleForm, roles_within_reach
from accounts.mails import UNSENT, send_invitation
from accounts.models import Invitation, Membership, OrganisationDomain, Role, Sector, User

PER_PAGE = 50


def for_stewards(view):
    """403 for everybody else."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.standing.is_steward:
            raise PermissionDenied("This is for stewards.")
        return view(request, *args, **kwargs)

    return guarded


def sectors_of(user):
    return Sector.objects.where(user.standing, at_least=Role.STEWARD).by_name()


def sector_asked_for(request: HttpRequest) -> Sector:
    """The sector that ?sector= names among those the reader is steward of, or the first."""
    sectors = sectors_of(request.user)
    slug = request.GET.get("sector")
    if not slug:
        return sectors.filter(pk__in=request.user.standing.sectors(Role.STEWARD)).first() or (
            get_object_or_404(sectors[:1])
        )
    return get_object_or_404(sectors, slug=slug)


def page_of(name: str, sector: Sector) -> str:
    return f"{reverse(name)}?sector={sector.slug}"


@for_stewards
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Invite somebody to a sector; what is open; who waits."""
    sector = sector_asked_for(request)
    form = InvitationForm(request.POST or None, by=request.user, sector=sector)
    if request.method == "POST" and form.is_valid():
        invitation, token = form.save()
        mail(request, invitation, token)
        return redirect(page_of("accounts:invitations", sector))
    return render(request, "accounts/invitations.html", invitations_context(request, sector, form))


def invitations_context(request: HttpRequest, sector: Sector, form: InvitationForm) -> dict:
    mine = Invitation.objects.visible_to(request.user).filter(sector=sector)
    unanswered = mine.filter(accepted_at=None, withdrawn_at=None).select_related("invited_by")
    counts = mine.aggregate(
        open=Count("pk", Q(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())),
        accepted=Count("pk", Q(accepted_at__gte=timezone.now() - timedelta(days=30))),
    )
    members = Membership.objects.filter(sector=sector, user__in=User.objects.members())
    domains = OrganisationDomain.objects.filter(verified_at__isnull=False)
    sectors = list(sectors_of(request.user))
    return {
        "sector": sector,
        "sectors": sectors,
        "form": form,
        "page": Paginator(unanswered, PER_PAGE).get_page(request.GET.get("page")),
        "counts": counts,
        "member_count": members.count(),
        "newcomers": newcomers_for(sectors, sector),
        "roles": roles_within_reach(request.user),
        "organisation_count": domains.values("organisation").distinct().count(),
    }


def newcomers_for(sectors: list[Sector], shown: Sector) -> list[User]:
    """Who waits, each with the sector and the role that a steward of `sectors` is offered to give.

    A role is offered in the sector that they said, where the steward may give it; else none in `shown`.
    """
    waiting = User.objects.waiting().prefetch_related("followed_sectors")
    newcomers = list(waiting.order_by("joined_at", "pk")[:PER_PAGE])
    for newcomer in newcomers:
        said = {sector.pk for sector in newcomer.followed_sectors.all()}
        mine = next((sector for sector in sectors if sector.pk in said), None)
        newcomer.offered = mine or shown, Role.READER if mine else None
    return newcomers


def mail(request: HttpRequest, invitation: Invitation, token: str | None) -> None:
    """Send the link, unless the first of two clicks does (no token), and say whether it went."""
    try:
        if token:
            send_invitation(invitation, token)
    except OSError:
        messages.error(request, UNSENT % invitation.email)
    else:
        messages.success(request, _("The invitation is on its way to %s.") % invitation.email)


@for_stewards
@require_POST
def invitation_send(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send it again, with a new link; the old one no longer works."""
    mine = Invitation.objects.visible_to(request.user).select_related("sector", "invited_by")
    invitation = get_object_or_404(mine, public_id=public_id, accepted_at=None)
    try:
        token = invitation.renew(by=request.user)
    except ValidationError as error:  # it was accepted just now
        messages.error(request, " ".join(error.messages))
    else:
        mail(request, invitation, token)
    return redirect(page_of("accounts:invitations", invitation.sector))


@for_stewards
@require_POST
def invitation_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    mine = Invitation.objects.visible_to(request.user).select_related("sector")
    invitation = get_object_or_404(mine, public_id=public_id, accepted_at=None)
    invitation.withdraw(by=request.user)
    messages.success(request, _("The invitation of %s no longer works.") % invitation.email)
    return redirect(page_of("accounts:invitations", invitation.sector))


@for_stewards
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Members with a role in one sector of the steward's."""
    sector = sector_asked_for(request)
    found = (
        Membership.objects.filter(sector=sector, user__in=User.objects.members())
        .select_related("user__organisation", "given_by")
        .order_by("-role", "user__name", "pk")
    )
    if name := request.GET.get("name", "").strip()[:120]:
        found = found.filter(Q(user__name__holds=name) | Q(user__organisation__name__holds=name))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    roles = roles_within_reach(request.user)
    reach = {role for role, _label in roles}
    for membership in page:
        membership.can_change = membership.role in reach and membership.user_id != request.user.pk
    context = {
        "sector": sector,
        "sectors": sectors_of(request.user),
        "page": page,
        "roles": roles,
        "name": name,
    }
    return render(request, "accounts/members.html", context)


@for_stewards
@require_POST
def member_role(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a member another role in a sector of the steward's, or take it away."""
    member = get_object_or_404(User.objects.members(), public_id=public_id)
    form = RoleForm(request.POST, by=request.user)
    if not form.is_valid():
        raise PermissionDenied("That sector or role is not yours to give.")
    form.save(member)
    messages.success(request, _("The role of %s is changed. They are told.") % member.shown_name)
    return redirect(page_of("accounts:members", form.cleaned_data["sector"]))
