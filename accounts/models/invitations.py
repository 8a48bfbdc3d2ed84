"""Invitations: how a person gets in."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from .audit import AuditRecord, Verb
from .identifiers import public_id
from .memberships import Membership
from .preferences import Language
from .sectors import Role, Sector
from .standing import Standing
from .written import WrittenLine

VALID_FOR = timedelta(days=14)
SENT_TWICE = timedelta(seconds=30)  # the same again within this time is the second of two clicks
# Longer than a mail server is waited for: who was sending it is gone.
SENT_WITHIN = timedelta(minutes=2)


def digest(token: str) -> str:
    """What is kept of a token, so that reading the database gives nobody a way in."""
    return hashlib.sha256(token.encode()).hexdigest()


def expiry():
    return timezone.now() + VALID_FOR


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither used, withdrawn nor expired."""
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())

    def visible_to(self, user):
        """Stewards see those of their sectors, administrators all."""
        standing = user.standing if user.is_authenticated else Standing()
        if not standing.is_member:
            return self.none()
        return self.filter(sector__in=Sector.objects.where(standing, at_least=Role.STEWARD))

    def for_address_of(self, user):
        """Open ones for the address that `user` has confirmed."""
        confirmed = user.emailaddress_set.filter(verified=True).values("email")
        return self.open().filter(email=user.email).filter(email__in=confirmed)

    def about(self, user, addresses):
        """Those that `user` accepted, and all to these addresses, whatever became of them."""
        lowered = {address.lower() for address in addresses}
        to_them = models.Q(lowered__in=lowered) | models.Q(accepted_by=user)
        return self.alias(lowered=Lower("email")).filter(to_them)

    def just_sent(self, email: str, sector: Sector, role: int, *, by):
        """Open ones that `by` made a moment ago, the same in all, unless their mail did not go."""
        since = timezone.now() - SENT_TWICE
        same = self.open().filter(email=email, sector=sector, role=role, invited_by=by)
        return same.filter(created_at__gt=since, is_refused=False)

    def forget(self, user, addresses, address: str) -> None:
        """Put `address` for all `addresses` of `user`, who is erased; what was said to them is gone too."""
        mine = self.about(user, addresses)
        mine.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
        mine.update(email=address, language=Language.ENGLISH, sentence="")

    def with_token(self, token: str):
        return self.open().filter(token_digest=digest(token))

    @transaction.atomic
    def invite(
        self, email: str, sector: Sector, role: int, *, by, **told
    ) -> tuple[Invitation, str]:
        """Invite an address as `role` in `sector`; returns the invitation and its secret token.

        `told`: the language of its mail, and a sentence for who is invited. It never sets an organisation. Raises PermissionDenied beyond the inviter's reach.
        """
        role = Role(role)
        require_inviter(by, sector=sector, role=role)
        if email.strip().lower() == by.email:
            raise PermissionDenied("Nobody invites themselves: a second one decides.")
        token = get_random_string(40)
        invitation = self.create(
            email=email.strip().lower(),
            sector=sector,
            role=role,
            invited_by=by,
            token_digest=digest(token),
            **told,
        )
        AuditRecord.objects.record(
            Verb.INVITED, invitation, by=by, sector=sector.slug, role=int(role)
        )
        return invitation, token


def require_inviter(by, *, sector, role) -> None:
    standing = Standing.fresh(by)
    reach = standing.is_administrator or (
        standing.role_in(sector.pk) >= Role.STEWARD and role <= Role.EDITOR
    )
    if not reach:
        raise PermissionDenied("Stewards invite for their own sectors, up to editor.")


class Invitation(models.Model):
    """An address that may join as a role in a sector."""

    public_id = models.CharField(
        _("public id"), max_length=10, unique=True, default=public_id, editable=False
    )
    email = models.EmailField(_("e-mail address"), db_index=True)
    sector = models.ForeignKey(Sector, models.PROTECT, related_name="+", verbose_name=_("sector"))
    role = models.PositiveSmallIntegerField(_("role"), choices=Role, default=Role.CONTRIBUTOR)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    # Of its mail, however often it is sent.
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    sentence = WrittenLine(_("why this person"), max_length=240, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"), default=expiry)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    # Of the mail with the link: since when it is being sent, and whether no server took it.
    sending_since = models.DateTimeField(null=True, default=timezone.now, editable=False)
    is_refused = models.BooleanField(default=False, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.public_id}"

    @property
    def is_open(self) -> bool:
        return not (self.accepted_at or self.withdrawn_at) and self.expires_at > timezone.now()

    @property
    def is_unsent(self) -> bool:
        """Whether its mail did not go: refused, or whoever was sending it stopped halfway."""
        is_late = self.sending_since and self.sending_since < timezone.now() - SENT_WITHIN
        return self.is_refused or bool(is_late)

    @transaction.atomic
    def redeem(self, user) -> bool:
        """Let `user` in as invited; False when it is not theirs, or no longer open.

        It is for who has confirmed the address it was sent to: a link can be passed on. An inviter
        who has since lost the right to invite gives nothing: their word no longer holds.
        """
        try:
            require_inviter(self.invited_by, sector=self.sector, role=self.role)
        except PermissionDenied:
            return False
        mine = Invitation.objects.for_address_of(user).filter(pk=self.pk).exclude(invited_by=user)
        if not mine.update(accepted_at=timezone.now(), accepted_by=user):
            return False
        membership, created = Membership.objects.get_or_create(
            user=user,
            sector=self.sector,
            defaults={"role": self.role, "given_by": self.invited_by},
        )
        if not created and membership.role < self.role:
            membership.role, membership.given_by = self.role, self.invited_by
            membership.save(update_fields=["role", "given_by"])
        AuditRecord.objects.record(Verb.JOINED, self, by=user, about=user)
        user._let_in(by=self.invited_by)
        return True

    @transaction.atomic
    def renew(self, *, by) -> str:
        """Make it valid anew and return its new secret token; the old link no longer works."""
        require_inviter(by, sector=self.sector, role=self.role)
        Invitation.objects.select_for_update().get(pk=self.pk)
        self.refresh_from_db(fields=["accepted_at"])  # the old link may be followed just now
        if self.accepted_at:
            raise ValidationError(_("This invitation was accepted already."))
        token = get_random_string(40)
        self.token_digest, self.expires_at, self.withdrawn_at = digest(token), expiry(), None
        self.sending_since = timezone.now()
        self.save(update_fields=["token_digest", "expires_at", "withdrawn_at", "sending_since"])
        AuditRecord.objects.record(Verb.INVITED, self, by=by, again=True)
        return token

    def note_mail(self, *, went: bool) -> None:
        """Keep whether the mail server took the link."""
        self.sending_since, self.is_refused = None, not went
        self.save(update_fields=["sending_since", "is_refused"])

    @transaction.atomic
    def withdraw(self, *, by) -> None:
        require_inviter(by, sector=self.sector, role=self.role)
        self.withdrawn_at = timezone.now()
        self.save(update_fields=["withdrawn_at"])
