"""Reviews: questions to named reviewers about one revision."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Standing, Verb, WrittenText

from ..access.audience import view_of_hanging
from ..access.machinery import NOBODY, AccessQuerySet, Guarded
from ..vocabulary import Level

ANSWER_WITHIN = timedelta(days=14)


class ReviewQuerySet(AccessQuerySet):
    @staticmethod
    def view(me: Standing) -> Q:
        return view_of_hanging(me) if me.is_member else NOBODY

    def of_round(self, entry):
        return self.filter(entry=entry, round=entry.round, lapsed_at=None)

    def told(self, entry, sectors):
        """What was answered in this round, and who is asked about the wording that stands there now.

        Each knows whether it `is_current` (about that wording), and whether its reviewer `is_inside`:
        has a role in one of `sectors`, ids of those of the entry.
        """
        is_current = Q(revision=entry.current_revision_id)
        told = self.of_round(entry).filter(is_current | ~Q(verdict=""))
        return told._from(sectors).annotate(is_current=is_current).order_by("asked_at", "pk")

    def _from(self, sectors):
        insider = Membership.objects.filter(user=OuterRef("reviewer"), sector__in=sectors)
        return self.select_related("reviewer__organisation", "assigned_by").annotate(
            is_inside=Exists(insider) | Q(reviewer__is_superuser=True)
        )

    def remarks_before(self, entry, sectors) -> list[Review]:
        """What each reviewer last remarked on an earlier wording or in an earlier round, newest first.

        Each knows the `number` of the wording it is about, and whether it `is_inside` as in `told`.
        """
        is_now = Q(revision=entry.current_revision_id, round=entry.round)
        said = self.filter(~is_now, ~Q(verdict=""), ~Q(comment=""), entry=entry, lapsed_at=None)
        said = said._from(sectors).annotate(number=models.F("revision__number"))
        newest: dict[int, Review] = {}
        for remark in said.order_by("-answered_at", "-pk"):
            newest.setdefault(remark.reviewer_id, remark)
        return list(newest.values())

    def who_read(self, entry):
        """Ids of those who were asked or answered in this round."""
        took_part = Q(is_assigned=True) | ~Q(verdict="")
        return self.of_round(entry).filter(took_part).values("reviewer")

    def waiting(self):
        return self.filter(
            verdict="", lapsed_at=None, round=models.F("entry__round"), entry__status="in_review"
        )

    def that_hold(self):
        """Approvals, in the round that is going on, of the wording that stands there now."""
        return self.filter(
            verdict=Review.Verdict.APPROVE,
            lapsed_at=None,
            round=models.F("entry__round"),
            revision=models.F("entry__current_revision"),
        )

    def approvals_of(self, entry):
        """Approvals of the wording that is in review now."""
        return self.that_hold().filter(entry=entry)

    def from_outside(self, sectors: set[int] | None = None):
        """Those of somebody without a role in the sectors of the entry, who wrote none of it.

        `sectors`: ids of those that it will have, where it is asked of them and not of those that it has.
        """
        from .entries import Entry

        role = Membership.objects.filter(user=OuterRef("reviewer"))
        if sectors is None:
            also = Entry.also_sectors.through.objects.filter(entry=OuterRef(OuterRef("entry")))
            at_home = Q(sector=OuterRef("entry__home_sector"))
            role = role.filter(at_home | Q(sector__in=also.values("sector")))
        else:
            role = role.filter(sector__in=sectors)
        # Somebody may have become a co-author after they approved.
        writes = Entry.co_authors.through.objects.filter(
            entry=OuterRef("entry"), user=OuterRef("reviewer")
        )
        is_another = Q(entry__author=None) | ~Q(reviewer=models.F("entry__author"))
        return self.filter(is_another, ~Exists(role), ~Exists(writes), reviewer__is_superuser=False)

    def ask(self, entry, reviewer, *, by) -> Review:
        """Assign a reviewer: one who answered unasked, or whose assignment lapsed, is asked anew."""
        asked = {"assigned_by": by, "is_assigned": True, "lapsed_at": None}
        review, created = self.get_or_create(
            entry=entry,
            revision=entry.current_revision,
            reviewer=reviewer,
            round=entry.round,
            defaults=asked | {"level": entry.level},
        )
        if not created and (review.lapsed_at or not review.is_assigned):
            for name, value in asked.items():
                setattr(review, name, value)
            review.save(update_fields=asked)
        return review

    def answer(self, entry, *, by, verdict: str, comment: str) -> Review:
        """Keep the verdict of an assigned reviewer, or of an editor who was not asked.

        An assignment that lapsed stays over: who answers after it was not asked.
        """
        which = {
            "entry": entry,
            "revision": entry.current_revision,
            "reviewer": by,
            "round": entry.round,
        }
        self.filter(**which).exclude(lapsed_at=None).update(lapsed_at=None, is_assigned=False)
        review, _created = self.update_or_create(
            **which,
            defaults={
                "verdict": verdict,
                "comment": comment,
                "answered_at": timezone.now(),
                "level": entry.level,
            },
        )
        return review

    def was_said(self, public_id: str, *, by, verdict: str, comment: str, read: int | None) -> bool:
        """Whether `by` gave this very answer on this entry in this round: their own, so that they may
        ask it of what they see no more. `read` as in `Entry.approve`."""
        mine = self.filter(entry__public_id=public_id, reviewer=by, round=models.F("entry__round"))
        wording = {} if read is None else {"revision__number": read}
        return mine.filter(verdict=verdict, comment=comment.strip(), **wording).exists()

    def was_given_back(self, public_id: str, *, by) -> bool:
        """Whether the last that `by` answered on this entry was to ask for changes: their own, as above.

        It looks at nothing that happened since, of which they may see nothing.
        """
        mine = self.filter(entry__public_id=public_id, reviewer=by).exclude(verdict="")
        last = mine.order_by("-answered_at", "-pk").values_list("verdict", flat=True).first()
        return last == Review.Verdict.CHANGES


class Review(Guarded):
    """One reviewer's answer about one revision. An assignment opens nothing but that entry."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", _("Approved")
        CHANGES = "changes", _("Asked for changes")

    entry = models.ForeignKey(
        "sharing.Entry", models.CASCADE, related_name="reviews", verbose_name=_("entry")
    )
    revision = models.ForeignKey(
        "sharing.Revision", models.CASCADE, related_name="reviews", verbose_name=_("version")
    )
    round = models.PositiveSmallIntegerField(_("round"))
    level = models.PositiveSmallIntegerField(_("sharing level"), choices=Level)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews", verbose_name=_("reviewer")
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    is_assigned = models.BooleanField(_("asked by name"), default=False)
    verdict = models.CharField(_("verdict"), max_length=7, choices=Verdict, blank=True)
    comment = WrittenText(_("comment"), blank=True, max_length=5_000)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    lapsed_at = models.DateTimeField(_("lapsed at"), null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "reviewer", "round"], name="review_once_per_reviewer"
            )
        ]
        indexes = [models.Index(fields=["reviewer", "verdict"], name="review_waiting")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def due_at(self):
        return self.asked_at + ANSWER_WITHIN

    @property
    def is_overdue(self) -> bool:
        return not self.verdict and self.due_at < timezone.now()


def lapse_reviews() -> int:
    """End the assignments of reviewers who left the audience; the authors are told. How many."""
    waiting = Review.objects.waiting().select_related("entry", "reviewer")
    return sum(
        _lapse(review) for review in waiting if not review.entry.is_in_audience(review.reviewer)
    )


@transaction.atomic
def _lapse(review: Review) -> bool:
    """Whether it still waited. The entry is locked first, as verbs do: two never wait for each other."""
    entry = review.entry
    with suppress(type(entry).DoesNotExist):  # thrown away meanwhile
        entry.lock()
        if entry.is_in_audience(review.reviewer):
            return False
        if Review.objects.waiting().filter(pk=review.pk).update(lapsed_at=timezone.now()):
            entry.audit(Verb.LAPSED, by=None, about=review.reviewer)
            entry.tell(entry.writer_ids(), "review_lapsed", by=None)
            return True
    return False
