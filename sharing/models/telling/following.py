"""What one member keeps, watches, answers and is told. For that member alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access.audience import view_of_hanging
from ..access.machinery import NOBODY, AccessQuerySet, Action, standing_of
from ..raised.audience import view_of_barrier, view_of_question
from ..taxonomy import Theme
from ..vocabulary import Level


class OwnQuerySet(models.QuerySet):
    """Rows that belong to one member; administrators are refused too."""

    def of(self, user):
        return self.filter(user=user.pk) if user.is_authenticated else self.none()

    def visible_to(self, user):
        me = standing_of(user)
        return self.filter(user=me.user_id) if me.is_member else self.none()


class KeptQuerySet(OwnQuerySet):
    @transaction.atomic
    def keep(self, entry, *, by, on: bool = True) -> None:
        """Keep this entry, or no longer. Saying the same twice changes nothing."""
        if not on:
            self.filter(user=by.pk, entry=entry.pk).delete()
            return
        entry.require(by, Action.SAVE)
        self.get_or_create(user=by, entry=entry)


class FeedbackQuerySet(OwnQuerySet):
    @transaction.atomic
    def give(self, entry, *, by, answer: str) -> None:
        """Answer a suggestion, or take the answer back ("")."""
        if not answer:
            self.filter(user=by.pk, entry=entry.pk).delete()
            return
        entry.require(by, Action.SAVE)
        self.update_or_create(
            user=by, entry=entry, defaults={"answer": Feedback.Answer(answer).value}
        )


class Own(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = OwnQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


class FollowedTheme(Own):
    """A theme that a member wants to hear about. It gives no right."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "theme"], name="theme_followed_once")
        ]


class Saved(Own):
    """An entry that a member keeps at hand."""

    entry = models.ForeignKey("sharing.Entry", models.CASCADE, related_name="+")

    objects = KeptQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="saved_once")]


class Watch(Own):
    """An entry about which a member wants to hear."""

    entry = models.ForeignKey("sharing.Entry", models.CASCADE, related_name="watches")

    objects = KeptQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="watched_once")]


class Feedback(Own):
    """A member's answer to a recommendation: kept, and honoured at once."""

    class Answer(models.TextChoices):
        USEFUL = "useful", _("Useful")
        KNEW = "knew", _("Knew it")
        NOT_FOR_US = "not_for_us", _("Not for us")

    entry = models.ForeignKey("sharing.Entry", models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "entry"], name="answered_once")]


class NotificationQuerySet(AccessQuerySet):
    @staticmethod
    def view(me) -> Q:
        """My own, about what I may still read, and might when it was written; not of what was withdrawn."""
        if not me.is_member:
            return NOBODY
        about = Q(entry=None) | view_of_hanging(me)
        barrier = Q(barrier=None) | (
            view_of_barrier(me, "barrier__") & Q(barrier__withdrawn_at=None)
        )
        search = Q(search=None) | Q(search__is_found=False)
        question = Q(question=None) | (
            view_of_question(me, "question__") & Q(question__withdrawn_at=None)
        )
        talk = (
            Q(introduction=None)
            | Q(introduction__asker=me.user_id)
            | Q(introduction__person=me.user_id)
        )
        return Q(user=me.user_id) & about & barrier & question & search & talk

    def unread(self):
        return self.filter(read_at=None)

    def mark_read(self) -> int:
        """Note that their member has read these; returns how many were new."""
        return self.unread().update(read_at=timezone.now())

    def tell(self, user_ids, kind: str, *, by=None, **about) -> None:
        """One row for each of these people, except the one who did it. Ids only."""
        people = {pk for pk in user_ids if pk and pk != getattr(by, "pk", None)}
        level = max((thing.level for thing in about.values() if thing), default=Level.CLEAR)
        self.bulk_create(
            Notification(user_id=pk, kind=kind, actor=by, level=level, **about)
            for pk in sorted(people)
        )


class Notification(models.Model):
    """Something a member is told. It holds ids; the words are fetched when it is read."""

    class Kind(models.TextChoices):
        REVIEW_ASKED = "review_asked", _("asks you to review")
        REVIEW_LAPSED = "review_lapsed", _("a reviewer may no longer read it")
        CHANGES_ASKED = "changes_asked", _("asks for changes")
        APPROVED = "approved", _("approved")
        TO_PUBLISH = "to_publish", _("waits for you to publish it")
        PUBLISHED = "published", _("published")
        PULLED_BACK = "pulled_back", _("pulled back")
        ARCHIVED = "archived", _("archived")
        TAKEN_OVER = "taken_over", _("took over")
        REVISION_PENDING = "revision_pending", _("suggests another wording")
        REVISION_ACCEPTED = "revision_accepted", _("took over your wording")
        REVISION_REFUSED = "revision_refused", _("did not take over your wording")
        SECTOR_ADDED = "sector_added", _("also meant for your sector")
        NAMED = "named", _("named you in the audience")
        CONCERN = "concern", _("reported a concern")
        CONCERN_ANSWERED = "concern_answered", _("answered your concern")
        OVERDUE = "overdue", _("is it still true?")
        OWNER_WANTED = "owner_wanted", _("asks for an owner")
        HANDED_OVER = "handed_over", _("handed it over to you")
        GLASS_BROKEN = "glass_broken", _("opened by an administrator")
        TRAVELS = "travels", _("your practice travels")
        HOW_IS_IT = "how_is_it", _("how is it going?")
        BARRIER_FOR_YOU = "barrier_for_you", _("a barrier waits for your organisation")
        BARRIER_MOVED = "barrier_moved", _("a barrier moved")
        BARRIER_OVERDUE = "barrier_overdue", _("a barrier is overdue")
        QUESTION_FOR_YOU = "question_for_you", _("a question that you may know about")
        SEARCH_FOR_YOU = "search_for_you", _("searched in vain, and you may know about it")
        QUESTION_ANSWERED = "question_answered", _("answered your question")
        INTRODUCTION = "introduction", _("asks for a talk")
        INTRODUCTION_PASSED = "introduction_passed", _("passed on your request for a talk")
        INTRODUCTION_ANSWERED = "introduction_answered", _("answered your request for a talk")

    # Who did it is not told: an organisation may stay unnamed, or it does not matter who.
    NAMELESS = frozenset(
        (
            *(Kind.REVIEW_LAPSED, Kind.OVERDUE, Kind.OWNER_WANTED, Kind.TRAVELS, Kind.HOW_IS_IT),
            *(Kind.BARRIER_FOR_YOU, Kind.BARRIER_MOVED, Kind.BARRIER_OVERDUE),
            *(Kind.QUESTION_FOR_YOU, Kind.SEARCH_FOR_YOU, Kind.TO_PUBLISH),
        )
    )

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=24, choices=Kind)
    entry = models.ForeignKey("sharing.Entry", models.CASCADE, null=True, related_name="+")
    barrier = models.ForeignKey("sharing.Barrier", models.CASCADE, null=True, related_name="+")
    question = models.ForeignKey("sharing.Question", models.CASCADE, null=True, related_name="+")
    search = models.ForeignKey("sharing.EmptySearch", models.CASCADE, null=True, related_name="+")
    introduction = models.ForeignKey(
        "sharing.Introduction", models.CASCADE, null=True, related_name="+"
    )
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.CLEAR)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    concern_id = None  # of the concern that it leads to; `with_concerns` says which

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [models.Index(fields=["user", "read_at", "-created_at"], name="inbox")]

    def __str__(self) -> str:
        return f"notification {self.pk}"

    @property
    def names_who(self) -> bool:
        return self.kind not in self.NAMELESS

    @property
    def about(self):
        """What it is about: a talk, a barrier, a question, a search, or an entry; or nothing."""
        for name in ("introduction", "barrier", "question", "search", "entry"):
            if getattr(self, f"{name}_id"):
                return getattr(self, name)
        return None
