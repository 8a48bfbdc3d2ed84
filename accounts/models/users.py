"""Users: people who sign in."""

from __future__ import annotations

import zoneinfo

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .audit import AuditRecord, Verb
from .identifiers import public_id
from .organisations import Organisation
from .preferences import Language, Theming
from .sectors import Role, Sector
from .sessions import end_sessions
from .standing import Standing
from .user_manager import UserManager
from .written import WrittenLine


def is_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("This is not a time zone that we know."))


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Signs in with one confirmed e-mail address."""

    public_id = models.CharField(
        _("public id"), max_length=10, unique=True, default=public_id, editable=False
    )
    email = models.EmailField(_("e-mail address"), unique=True)
    name = WrittenLine(_("name"), max_length=120, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    time_zone = models.CharField(
        _("time zone"), max_length=50, default="Europe/Amsterdam", validators=[is_time_zone]
    )
    theming = models.CharField(_("light or dark"), max_length=5, choices=Theming, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="people",
        verbose_name=_("organisation"),
    )
    followed_sectors = models.ManyToManyField(
        Sector,
        blank=True,
        related_name="+",
        verbose_name=_("sectors you follow"),
        help_text=_("Following a sector gives no right; it shows you what is new there."),
    )
    is_active = models.BooleanField(_("active"), default=True, editable=False)
    admitted_at = models.DateTimeField(_("admitted at"), null=True, editable=False)
    declined_at = models.DateTimeField(_("not let in for now at"), null=True, editable=False)
    welcomed_at = models.DateTimeField(_("first visit ended at"), null=True, editable=False)
    # Of what the audit trail tells about them: the last line that they have read.
    told_until = models.PositiveBigIntegerField(default=0, editable=False)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(_("erased at"), null=True, editable=False)
    asks_because = WrittenLine(  # while they wait, for stewards
        _("why they ask to join"), max_length=280, blank=True, editable=False
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_has_lower_case_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.public_id}"  # ends up in logs: no name, no address

    @property
    def is_staff(self) -> bool:
        """Whether the admin panel is open: administrators only."""
        return self.is_superuser

    @property
    def standing(self) -> Standing:
        return Standing.of(self)

    @cached_property
    def shown_name(self) -> str:
        if self.erased_at:
            return str(_("Former member"))
        return self.name or str(_("A member"))

    @property
    def initials(self) -> str:
        words = self.shown_name.split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()

    def get_short_name(self) -> str:
        return self.shown_name.split()[0]

    # Verbs

    @transaction.atomic
    def settle(self) -> None:
        """Follow from the confirmed address what it says: organisation, invitations, admission.

        Called whenever an address is confirmed. A changed address re-evaluates the organisation.
        """
        from .invitations import Invitation

        user = User.objects.select_for_update(no_key=True).get(pk=self.pk)
        organisation = Organisation.objects.for_address(user.email, of=user)
        user._follow(organisation)
        for invitation in Invitation.objects.open().filter(email=user.email):
            invitation.redeem(user)
        self.refresh_from_db()
        Standing.forget(self)

    def join_by_address(self) -> User | None:
        """Belong to the organisation that has this address since a moment ago, and be let in by it.

        None where it is nobody's, or theirs by a domain that they verified themselves.
        """
        user = User.objects.select_for_update(no_key=True).get(pk=self.pk)
        organisation = Organisation.objects.for_address(user.email, of=user)
        if organisation is None or user.organisation_id:
            return None
        user._follow(organisation)
        return user

    def _follow(self, organisation: Organisation | None) -> None:
        from .memberships import Membership

        if organisation != self.organisation:
            self._move_to(organisation, by=None)
        if organisation and not self.admitted_at:
            for sector_id in organisation.sector_ids():
                Membership.objects.get_or_create(
                    user=self, sector_id=sector_id, defaults={"role": Role.READER}
                )
            self._let_in(by=None)

    def note_told(self, until: int) -> int:
        """Note that they have read of the trail what is told about them; returns how many were new."""
        new = AuditRecord.objects.new_to(self.pk).filter(pk__lte=until)
        read = list(new.values_list("pk", flat=True))
        if read:
            User.objects.filter(pk=self.pk, told_until__lt=max(read)).update(told_until=max(read))
        return len(read)

    def end_first_visit(self) -> None:
        """They have said what they want to hear of, or skipped it."""
        if self.welcomed_at is None:
            self.welcomed_at = timezone.now()
            self.save(update_fields=["welcomed_at"])

    @transaction.atomic
    def admit(self, *, by) -> bool:
        """Let a newcomer in: a steward of any sector, or an administrator, agrees.

        False for who is in already, also since a moment ago.
        """
        if not Standing.fresh(by).has_anywhere(Role.STEWARD) or by.pk == self.pk:
            raise PermissionDenied("Stewards admit newcomers.")
        self._as_it_is_now()
        return self._let_in(by=by)

    @transaction.atomic
    def decline(self, *, by) -> bool:
        """Take a newcomer off the list; they can ask again. False for who does not wait any more."""
        if not Standing.fresh(by).has_anywhere(Role.STEWARD) or by.pk == self.pk:
            raise PermissionDenied("Stewards answer newcomers.")
        self._as_it_is_now()
        if self.admitted_at or self.declined_at:
            return False
        self.declined_at, self.asks_because = timezone.now(), ""
        self.save(update_fields=["declined_at", "asks_because"])
        AuditRecord.objects.record(Verb.DECLINED, self, by=by, about=self)
        return True

    def ask_again(self, because: str) -> None:
        """Stand on the list of who waits once more."""
        outside = User.objects.filter(pk=self.pk, admitted_at=None)
        outside.update(declined_at=None, asks_because=because)

    def _as_it_is_now(self) -> None:
        there = User.objects.select_for_update(no_key=True).get(pk=self.pk)
        self.admitted_at, self.declined_at = there.admitted_at, there.declined_at

    def _let_in(self, *, by) -> bool:
        """Whether they were out until now."""
        if self.admitted_at:
            return False
        self.admitted_at, self.declined_at, self.asks_because = timezone.now(), None, ""
        self.save(update_fields=["admitted_at", "declined_at", "asks_because"])
        AuditRecord.objects.record(Verb.ADMITTED, self, by=by, about=self)
        return True

    @transaction.atomic
    def set_organisation(self, organisation: Organisation | None, *, by) -> None:
        """Say where somebody works: an administrator's decision, never about themselves."""
        self._require_other_administrator(by)
        User.objects.select_for_update(no_key=True).get(pk=self.pk)
        self._move_to(organisation, by=by)

    def _move_to(self, organisation, *, by) -> None:
        self.organisation = organisation
        self.save(update_fields=["organisation"])
        AuditRecord.objects.record(
            Verb.ORGANISATION_SET,
            self,
            by=by,
            about=self,
            organisation=organisation.public_id if organisation else None,
        )

    @transaction.atomic
    def deactivate(self, *, by) -> None:
        """End sessions, tokens and mails at once; in no audience from now on. Once: nobody leaves twice."""
        rows = User.objects.select_for_update(no_key=True).members().filter(is_superuser=True)
        # Locked, so that of the last two not each sends the other away at the same moment.
        there = set(rows.order_by("pk").values_list("pk", flat=True))
        if by.pk != self.pk:
            self._require_other_administrator(by)
        if self.is_superuser and not there - {self.pk}:
            raise ValidationError(
                _(
                    "You are the last administrator. Whoever runs the server makes another one "
                    "first: manage.py createsuperuser"
                )
            )
        self.is_active = False
        if User.objects.filter(pk=self.pk, is_active=True).update(is_active=False):
            end_sessions(self)
            AuditRecord.objects.record(Verb.DEACTIVATED, self, by=by, about=self)

    @transaction.atomic
    def reactivate(self, *, by) -> None:
        self._require_other_administrator(by)
        if self.erased_at:
            raise ValidationError(_("An erased member does not come back: invite them anew."))
        self.is_active = True
        self.save(update_fields=["is_active"])
        AuditRecord.objects.record(Verb.REACTIVATED, self, by=by, about=self)

    @transaction.atomic
    def erase(self, *, by) -> None:
        """Replace the name and the address; what they wrote stays, by "a former member"."""
        from .invitations import Invitation

        self.deactivate(by=by)
        addresses = {self.email, *self.emailaddress_set.values_list("email", flat=True)}
        address = f"{self.public_id}@erased.invalid"
        Invitation.objects.forget(self, addresses, address)
        for own in (self.emailaddress_set, self.socialaccount_set, self.authenticator_set):
            own.all().delete()
        self.memberships.all().delete()
        self.followed_sectors.clear()
        self.name, self.asks_because = "", ""
        self.email = address
        self.organisation, self.erased_at = None, timezone.now()
        self.set_unusable_password()
        self.save()
        self.__dict__.pop("shown_name", None)
        AuditRecord.objects.record(Verb.ERASED, self, by=by)

    def _require_other_administrator(self, by) -> None:
        if not Standing.fresh(by).is_administrator or by.pk == self.pk:
            raise PermissionDenied("Another administrator decides this.")
