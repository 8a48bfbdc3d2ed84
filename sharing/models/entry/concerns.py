"""Concerns: somebody worries about an entry, and a steward answers."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Standing, User, Verb, WrittenText

from ..access.audience import view_of_hanging
from ..access.machinery import ANYBODY, NOBODY, AccessQuerySet, Action, Condition, Guarded
from ..telling.following import Notification
from ..vocabulary import Level


def is_home_steward(me: Standing) -> Q:
    if me.is_administrator:
        return ANYBODY
    return Q(entry__home_sector__in=me.sectors(Role.STEWARD))


class ConcernQuerySet(AccessQuerySet):
    rules = {
        Action.ANSWER: Condition(
            lambda me: Q(answered_at=None) & is_home_steward(me),
            lambda row, me: (
                row.answered_at is None and me.role_in(row.entry.home_sector_id) >= Role.STEWARD
            ),
        )
    }

    @staticmethod
    def view(me: Standing) -> Q:
        """By who reported it and by the stewards of the home sector, while they may read the entry."""
        if not me.is_member:
            return NOBODY
        return view_of_hanging(me) & (Q(reporter=me.user_id) | is_home_steward(me))

    def open(self):
        return self.filter(answered_at=None)

    @transaction.atomic
    def report(self, entry, *, by, text: str) -> Concern:
        """Report a concern about a published entry; the home sector's stewards are told.

        The same words a second time, while nobody answered them, are the same concern.
        """
        entry.begin(by, Action.REPORT)
        if not text.strip():
            raise ValidationError({"text": _("Say what worries you.")})
        if again := self.filter(entry=entry, reporter=by, text=text, answered_at=None).first():
            return again
        concern = self.create(entry=entry, reporter=by, text=text, level=entry.level)
        stewards = User.objects.stewards_of(entry.home_sector_id, but=by)
        stewards = stewards.values_list("pk", flat=True)
        Notification.objects.tell(stewards, "concern", entry=entry, by=by)
        entry.audit(Verb.CONCERN_REPORTED, by=by)
        return concern


class Concern(Guarded):
    """What somebody worries about in an entry, and what a steward answered."""

    entry = models.ForeignKey(
        "sharing.Entry", models.CASCADE, related_name="concerns", verbose_name=_("entry")
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    level = models.PositiveSmallIntegerField(_("sharing level"), choices=Level)
    text = WrittenText(_("what worries you"), max_length=5_000)
    answer = WrittenText(_("answer"), blank=True, max_length=5_000)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    created_at = models.DateTimeField(_("reported at"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @transaction.atomic
    def answer_with(self, text: str, *, by) -> None:
        """Answer as a steward of the home sector; who reported it is told."""
        self.begin(by, Action.ANSWER)
        if not text.strip():
            raise ValidationError({"answer": _("Write an answer.")})
        self.answer, self.answered_by, self.answered_at = text, by, timezone.now()
        self.save(update_fields=["answer", "answered_by", "answered_at"])
        Notification.objects.tell([self.reporter_id], "concern_answered", entry=self.entry, by=by)
        self.entry.audit(Verb.CONCERN_ANSWERED, by=by)
