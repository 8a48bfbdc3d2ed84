"""Memberships: who holds which role in which sector."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .audit import AuditRecord, Verb
from .sectors import Role, Sector
from .standing import Standing


def require_giver(by, *, user, sector, role) -> None:
    """Stewards give roles up to EDITOR in their own sectors, administrators all; nobody their own."""
    standing = Standing.fresh(by)
    may_give = standing.is_administrator or (
        standing.role_in(sector.pk) >= Role.STEWARD and role <= Role.EDITOR
    )
    if not may_give or by.pk == user.pk:
        raise PermissionDenied("That role is not yours to give or take.")


class MembershipQuerySet(models.QuerySet):
    @transaction.atomic
    def give(self, user, sector, role: int, *, by) -> Membership:
        """Give `user` a role in `sector`, or another one than they have: they are told, of each once."""
        role = Role(role)
        require_giver(by, user=user, sector=sector, role=role)
        current = self.select_for_update().filter(user=user, sector=sector).first()
        if current:
            require_giver(by, user=user, sector=sector, role=current.role)
            if current.role == role:
                return current
        membership, _created = self.update_or_create(
            user=user, sector=sector, defaults={"role": role, "given_by": by}
        )
        AuditRecord.objects.record(
            Verb.ROLE_GIVEN, user, by=by, about=user, sector=sector.slug, role=int(role)
        )
        return membership


class Membership(models.Model):
    """A user's role in a sector."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("member"),
    )
    sector = models.ForeignKey(
        Sector, models.PROTECT, related_name="memberships", verbose_name=_("sector")
    )
    role = models.PositiveSmallIntegerField(_("role"), choices=Role)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("given by"),
    )
    given_at = models.DateTimeField(_("given at"), default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["sector__slug", "pk"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "sector"], name="membership_once_per_sector")
        ]
        indexes = [models.Index(fields=["sector", "role"], name="membership_by_role")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @transaction.atomic
    def take_away(self, *, by) -> None:
        """End this membership. The person is told."""
        there = Membership.objects.select_for_update().filter(pk=self.pk).first()
        if there is None:
            return  # another took it a moment ago
        self.role = there.role  # it may have been raised meanwhile
        require_giver(by, user=self.user, sector=self.sector, role=self.role)
        AuditRecord.objects.record(
            Verb.ROLE_TAKEN, self.user, by=by, about=self.user, sector=self.sector.slug
        )
        self.delete()
