"""Digests: who wants one and how often, and the ledger of what was sent.

The moment a digest is due is the name of its period. One ledger row per member and period is made
before anything is built; whoever makes or takes over that row has the lease on it. A row goes
BUILDING → SENDING → SENT, or EMPTY. A worker that dies while BUILDING has sent nothing: the next one
takes over when the lease ends. One that dies while SENDING may or may not have handed the mail over:
that row becomes UNCERTAIN when its lease ends, whatever its member chose meanwhile, no second mail goes
out for its period, and since `covered_until` has not moved, what it told is told again in the next
digest. So nothing is sent twice and nothing is lost.

The member's own row is locked first, by the member who chooses and by the worker who claims, begins
or ends: so a choice holds until the very moment of sending, and nobody waits crosswise.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

LEASE = timedelta(minutes=10)
FIRST_LOOKS_BACK = timedelta(days=28)


class Frequency(models.TextChoices):
    OFF = "off", _("Off")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")


PERIODS = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}


def moment_after(period, now, frequency: str):
    """A whole number of periods after `period`, the first that is after `now` too."""
    length = PERIODS.get(Frequency(frequency), PERIODS[Frequency.WEEKLY])
    return period + length * (max(now - period, timedelta(0)) // length + 1)


class DigestSubscriptionQuerySet(models.QuerySet):
    def of(self, user) -> DigestSubscription:
        """The subscription of `user`, made when it is not there: off until they say so."""
        planned = DigestSubscription.planned(user)
        defaults = {"due_at": planned.due_at, "covered_until": planned.covered_until}
        subscription, _created = self.get_or_create(user=user, defaults=defaults)
        return subscription

    def due(self, now):
        """Wanted, due, the member's account in order, and not in another worker's hands."""
        leased = DigestDelivery.objects.filter(
            user=OuterRef("user"), period=OuterRef("due_at"), leased_until__gt=now
        )
        return (
            self.exclude(frequency=Frequency.OFF)
            .filter(~Exists(leased), due_at__lte=now, user__in=User.objects.members())
            .order_by("due_at", "pk")
        )


class DigestSubscription(models.Model):
    """How often a member wants a digest. For that member alone."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="digest_subscription",
        verbose_name=_("member"),
    )
    frequency = models.CharField(
        _("how often"), max_length=6, choices=Frequency, default=Frequency.OFF
    )
    due_at = models.DateTimeField(_("due at"))
    covered_until = models.DateTimeField(_("told until"))

    objects = DigestSubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("digest subscription")
        verbose_name_plural = _("digest subscriptions")
        indexes = [models.Index(fields=["frequency", "due_at"], name="digest_due")]

    def __str__(self) -> str:
        return f"digest subscription {self.pk}"

    @classmethod
    def planned(cls, user) -> DigestSubscription:
        """What a member has before they chose, not saved: off, and looking back four weeks."""
        now = timezone.now()
        return cls(user=user, due_at=now, covered_until=now - FIRST_LOOKS_BACK)

    def lock(self) -> None:
        """Lock the row and read it again, inside a transaction.

        On SQLite the transaction itself is the lock (IMMEDIATE).
        """
        rows = DigestSubscription.objects.select_for_update()
        fields = ["frequency", "due_at", "covered_until"]
        self.refresh_from_db(fields=fields, from_queryset=rows)

    @transaction.atomic
    def choose(self, frequency: str) -> None:
        """Say how often. Switched on, the first digest is due at once and looks back four weeks.

        Where the period gets shorter, the next comes a shorter period after the last.
        """
        frequency, now = Frequency(frequency), timezone.now()
        self.lock()
        # The moments belong to the workers, but for switching on and what none of them has in hand.
        if self.frequency == Frequency.OFF and frequency != Frequency.OFF:
            self.due_at = now
            self.covered_until = max(self.covered_until, now - FIRST_LOOKS_BACK)
        elif self.due_at > now and frequency != Frequency.OFF:
            last = DigestDelivery.objects.filter(user=self.user_id).order_by("period").last()
            due_at = moment_after(last.period, last.until, frequency) if last else self.due_at
            self.due_at = max(min(self.due_at, due_at), now)
        self.frequency = frequency
        self.save(update_fields=["frequency", "due_at", "covered_until"])

    @transaction.atomic
    def claim(self, now) -> DigestDelivery | None:
        """The ledger row of this period, leased to the caller; None when it is not to be had.

        Asked of the row as it is now: since it was listed as due its member may have chosen otherwise,
        and another worker may have sent it.
        """
        self.lock()
        if self.frequency == Frequency.OFF or self.due_at > now:
            return None
        new = {"since": self.covered_until, "until": now, "leased_until": now + LEASE}
        rows = DigestDelivery.objects.select_for_update()
        delivery, made = rows.get_or_create(user_id=self.user_id, period=self.due_at, defaults=new)
        return delivery if made or self._take_over(delivery, now) else None

    def _take_over(self, delivery: DigestDelivery, now) -> bool:
        """Whether the row that this period has already is now leased to the caller."""
        states = DigestDelivery.State
        unfinished = delivery.state in (states.BUILDING, states.SENDING)
        if unfinished and delivery.leased_until > now:
            return False
        if delivery.state == states.BUILDING:
            delivery.leased_until = now + LEASE
            delivery.save(update_fields=["leased_until"])
            return True
        if delivery.state == states.SENDING:
            delivery.state = states.UNCERTAIN
            delivery.save(update_fields=["state"])
        # Over, and still due: nobody could ever claim it again, so the next one is made due.
        told = delivery.until if delivery.state != states.UNCERTAIN else None
        self.move_on(delivery.period, covered_until=told, now=now)
        return False

    def still_asks_for(self, delivery: DigestDelivery) -> bool:
        """Lock, and ask again: the period is due yet, and wanted as often as when it was claimed."""
        claimed = self.frequency
        self.lock()
        return self.frequency == claimed and self.due_at == delivery.period

    def move_on(self, period, *, covered_until, now) -> None:
        """Make the next period due; a whole number of periods later, and after now."""
        changes = {"due_at": moment_after(period, now, self.frequency)}
        if covered_until is not None:
            changes["covered_until"] = covered_until
        DigestSubscription.objects.filter(pk=self.pk, due_at=period).update(**changes)


class DigestDeliveryQuerySet(models.QuerySet):
    def went_out(self):
        """Those that their member has, or may have: those broken off while sending too."""
        states = self.model.State
        return self.filter(state__in=(states.SENDING, states.SENT, states.UNCERTAIN))

    def broken_off(self, now):
        """Those whose worker died, or did not hear what became of it, while it handed them over."""
        return self.filter(state=self.model.State.SENDING, leased_until__lte=now)


class DigestDelivery(models.Model):
    """One line of the ledger: what became of one member's digest of one period."""

    class State(models.TextChoices):
        BUILDING = "building", _("Being made")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        EMPTY = "empty", _("Nothing to tell")
        UNCERTAIN = "uncertain", _("Broken off while sending")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="digest_deliveries",
        verbose_name=_("member"),
    )
    period = models.DateTimeField(_("period"))
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.BUILDING)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    leased_until = models.DateTimeField(_("claimed until"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    entries = models.ManyToManyField(
        "sharing.Entry", related_name="digest_deliveries", verbose_name=_("entries")
    )

    objects = DigestDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-until", "-pk"]
        verbose_name = _("digest sent")
        verbose_name_plural = _("digests sent")
        constraints = [
            models.UniqueConstraint(fields=["user", "period"], name="digest_once_per_period"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="digest_sent_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"digest delivery {self.pk}"

    @property
    def message_id(self) -> str:
        """The same for every try, so that a relay can drop a repetition."""
        return f"<digest-{self.pk}-{int(self.period.timestamp())}@oversteek>"

    def _mine(self, state: str) -> models.QuerySet[DigestDelivery]:
        """This row, while it is in `state` and leased to the caller."""
        return DigestDelivery.objects.filter(
            pk=self.pk, state=state, leased_until=self.leased_until
        )

    def _move(self, before: str, after: str, **changes) -> bool:
        return bool(self._mine(before).update(state=after, **changes))

    def begin_sending(self, subscription: DigestSubscription, entry_ids) -> bool:
        """Note what is going to be told, just before it goes.

        False when the lease was lost, or when the member chose otherwise since the claim.
        """
        with transaction.atomic():
            if not subscription.still_asks_for(self):
                self.let_go()
                return False
            if not self._move(self.State.BUILDING, self.State.SENDING):
                return False
            self.entries.set(entry_ids)
        return True

    @transaction.atomic
    def give_up(self, now) -> None:
        """It was broken off: nobody knows whether it went, and its period is over, if it is due yet."""
        rows = DigestSubscription.objects.select_for_update()
        subscription = rows.filter(user=self.user_id).first()  # an erased member has none
        mine = DigestDelivery.objects.filter(pk=self.pk)
        if mine.broken_off(now).update(state=self.State.UNCERTAIN) and subscription:
            subscription.move_on(self.period, covered_until=None, now=now)

    def let_go(self) -> None:
        """Nothing was sent: the lease ends now, so that the next run may try, if it is still wanted."""
        self._mine(self.State.BUILDING).update(leased_until=timezone.now())

    def _end(self, subscription: DigestSubscription, before: str, after: str, **changes) -> None:
        """Cover the period and make the next one due; nothing of it when the lease was lost."""
        with transaction.atomic():
            subscription.lock()
            if self._move(before, after, **changes):
                subscription.move_on(self.period, covered_until=self.until, now=self.until)

    def finish(self, subscription: DigestSubscription) -> None:
        """Sent: the period is covered and the next one is due."""
        self._end(subscription, self.State.SENDING, self.State.SENT, sent_at=timezone.now())

    def give_back(self) -> None:
        """The mail server refused it: nothing went out, so that another try may be made later."""
        self._move(self.State.SENDING, self.State.BUILDING)

    def leave_empty(self, subscription: DigestSubscription, reason: str) -> None:
        """Nothing to tell, and why: the period is covered all the same."""
        self._end(subscription, self.State.BUILDING, self.State.EMPTY, reason=reason)
