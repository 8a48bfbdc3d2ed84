"""Which users are meant: members, stewards, who waits; and how one is made."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.db import models, transaction
from django.utils import timezone

from .audit import AuditRecord, Verb
from .organisations import Organisation
from .sectors import Role
from .standing import has_confirmed_address


class UserQuerySet(models.QuerySet):
    def members(self):
        """Active, address confirmed, admitted: everyone else is a visitor."""
        return self.filter(has_confirmed_address(), is_active=True, admitted_at__isnull=False)

    def to_join_by(self, domain: str):
        """Who has a confirmed address there and no organisation, unless an administrator said so."""
        decided = AuditRecord.objects.filter(
            subject=models.OuterRef("pk"), verb=Verb.ORGANISATION_SET, actor__isnull=False
        )
        there = self.filter(email__endswith=f"@{domain}", is_active=True, organisation=None)
        return there.filter(has_confirmed_address(), ~models.Exists(decided))

    def stewards_of(self, sector, *, but=None):
        """Its stewards besides `but`; without any, administrators, who are stewards everywhere."""
        others = self.members().exclude(pk=but and but.pk)
        stewards = others.filter(memberships__sector=sector, memberships__role=Role.STEWARD)
        return stewards if stewards.exists() else others.filter(is_superuser=True)

    def waiting(self):
        """Newcomers whose address is confirmed and whom a steward has yet to answer."""
        return self._outside().filter(declined_at=None)

    def declined(self):
        """Whom a steward did not let in, and who has not asked again."""
        return self._outside().filter(declined_at__isnull=False)

    def _outside(self):
        known = {"is_active": True, "emailaddress__verified": True}
        return self.filter(admitted_at=None, **known).distinct()

    def begun(self):
        """Accounts that somebody asked for and nobody has confirmed yet."""
        return self.filter(is_active=True, admitted_at=None, last_login=None).exclude(
            emailaddress__verified=True
        )

    def may_join(self, address: str) -> bool:
        """Whether this address gets an account: invited, of an organisation here, or open to all."""
        from .invitations import Invitation

        address = address.lower()
        organisation = Organisation.objects.for_address(address)
        is_invited = Invitation.objects.open().filter(email=address).exists()
        return is_invited or organisation is not None or settings.OPEN_SIGNUP

    def has_account(self, address: str) -> bool:
        """Whether somebody uses this address: confirmed it once, and has not left."""
        return self.filter(
            email=address.lower(), is_active=True, emailaddress__verified=True
        ).exists()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())

    def create_user(self, email: str, password: str | None = None, **fields):
        """A newcomer: neither confirmed nor admitted."""
        if not email:
            raise ValueError("A user has an e-mail address.")
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_member(self, email: str, password: str | None = None, **fields):
        """A user whose address is confirmed and who is admitted."""
        fields.setdefault("admitted_at", timezone.now())
        with transaction.atomic():
            user = self.create_user(email, password, **fields)
            user.emailaddress_set.create(email=user.email, verified=True, primary=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        return self.create_member(email, password, is_superuser=True, **fields)
