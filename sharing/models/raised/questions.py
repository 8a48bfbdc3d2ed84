"""Questions: lessons wanted, asked across sectors, answered with entries or by an offer to talk."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import (
    Language,
    Organisation,
    Role,
    Sector,
    Standing,
    User,
    WrittenLine,
    WrittenText,
)
from accounts.models.identifiers import public_id

from ..access.machinery import AccessQuerySet, Action, Condition, Guarded, relation
from ..access.rules import MEMBER, home
from ..taxonomy import Theme
from ..telling.following import Notification
from ..vocabulary import OPEN_LEVELS, Level
from .answers import Answer, Asked, first_of_each
from .audience import require_level, view_of_question
from .rewording import Rewording
from .words import rendered

MOST_SECTORS = 5

ASKER = relation("asker_id")
CURRENT = Condition(
    lambda me: Q(withdrawn_at=None),
    lambda row, me: row.withdrawn_at is None,
)


class QuestionQuerySet(AccessQuerySet):
    rules = {
        Action.ANSWER: CURRENT & MEMBER & ~ASKER,
        Action.SAVE: CURRENT & MEMBER & ~ASKER,
        Action.ACCEPT: ASKER,
        Action.EDIT: ASKER | home(Role.STEWARD),
        Action.ARCHIVE: ASKER | home(Role.STEWARD),
    }
    view = staticmethod(view_of_question)

    def current(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def unanswered_for(self, user):
        """Without an answer that stands and that `user` may read."""
        return self.filter(~Exists(self._answers(user)))

    def answered_for(self, user):
        return self.filter(Exists(self._answers(user)))

    def with_open_answers(self):
        """Each with `is_answered`: whether an answer stands there that every member can read."""
        answers = Answer.objects.standing().open().filter(question=OuterRef("pk"))
        return self.annotate(is_answered=Exists(answers))

    @staticmethod
    def _answers(user):
        return Answer.objects.visible_to(user).standing().filter(question=OuterRef("pk"))

    def with_answers(self, user):
        """Each with the number of standing answers that `user` may read, as `answer_count`."""
        counted = (
            self._answers(user)
            .order_by()
            .values("question")
            .annotate(n=models.Count("pk"))
            .values("n")
        )
        number = models.functions.Coalesce(models.Subquery(counted), 0)
        return self.annotate(answer_count=number)

    def for_cards(self):
        """With what a list shows."""
        return self.select_related("home_sector", "organisation").defer("text", "rendered")

    @transaction.atomic
    def ask(self, *, by, title: str, text: str, home_sector: Sector, **about) -> Question:
        """Ask what somebody else may know. `about`: level, language, entry, themes, public_id.

        The public_id of the form makes that sending it twice asks once. Raises ValidationError for
        a level that it cannot have.
        """
        me = Standing.alone(by)
        if not me.is_member:
            raise PermissionDenied("Members ask questions.")
        if again := self.filter(public_id=about.get("public_id", ""), asker=by).first():
            return again
        themes = about.pop("themes", ())
        if entry := about.get("entry"):
            entry.require(by, Action.REPORT)
        question = self.model(
            title=title.strip(),
            text=text.strip(),
            home_sector=home_sector,
            asker=by,
            organisation_id=me.organisation_id,
            **about,
        )
        question.require_possible()
        question.rendered = rendered(question)
        question.full_clean(validate_unique=False)
        question.save()
        question.themes.set(themes)
        return question


class Question(Rewording, Guarded):
    """A lesson wanted. Who may know it is told; whoever knows it answers."""

    public_id = models.CharField(
        _("public id"), max_length=10, unique=True, default=public_id, editable=False
    )
    title = WrittenLine(gettext_lazy("what would you like to know?"), max_length=140)
    text = WrittenText(gettext_lazy("what is it for?"), max_length=5_000)
    rendered = models.TextField(editable=False)
    level = models.PositiveSmallIntegerField(
        gettext_lazy("sharing level"), choices=Level, default=Level.GREEN
    )
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    home_sector = models.ForeignKey(
        Sector, models.PROTECT, related_name="questions", verbose_name=gettext_lazy("sector")
    )
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="questions",
        verbose_name=_("organisation"),
    )  # fmt: skip
    entry = models.ForeignKey(
        "sharing.Entry", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="questions", verbose_name=_("themes")
    )
    asked_sectors = models.ManyToManyField(Sector, blank=True, related_name="+", editable=False)
    created_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    routed_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = gettext_lazy("question")
        verbose_name_plural = gettext_lazy("questions")
        indexes = [
            models.Index(fields=["home_sector", "-created_at"], name="question_of_sector"),
            models.Index(fields=["-created_at", "-id"], name="question_recent"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__lte=Level.AMBER), name="question_level_to_amber"
            )
        ]

    def __str__(self) -> str:
        return f"question {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("sharing:question_detail", args=[self.public_id])

    def require_possible(self) -> None:
        """Raise ValidationError for a level or sector that it cannot have."""
        require_level(self.level, home_sector=self.home_sector_id, entry=self.entry)

    @transaction.atomic
    def route(self, found: Iterable) -> int:
        """Tell those who may know it, once: `found` has `user_id`, `entry_id`, `is_applied`,
        `sector_id`, the best first. How many were told."""
        self.lock()
        if self.routed_at is not None:
            return 0
        found = list(found)
        chosen = first_of_each(found, but=self.asker_id)
        elsewhere = (one.sector_id for one in found if one.sector_id != self.home_sector_id)
        sectors = list(dict.fromkeys(elsewhere))[:MOST_SECTORS]
        knew = set(self.answers.values_list("by", flat=True))
        told = [pk for pk in chosen if pk not in knew and self._is_seen_by(pk)]
        self.asked_sectors.set(sectors)
        Asked.objects.bulk_create(
            Asked(
                question=self,
                user_id=pk,
                entry_id=chosen[pk].entry_id,
                is_applied=chosen[pk].is_applied,
            )
            for pk in told
        )
        Notification.objects.tell(told, Notification.Kind.QUESTION_FOR_YOU, question=self)
        self.routed_at = timezone.now()
        self.save(update_fields=["routed_at"])
        return len(told)

    def _is_seen_by(self, user_id: int) -> bool:
        """Whether this member sees it: all do, unless it is TLP:AMBER."""
        if self.level in OPEN_LEVELS:
            return True
        person = User.objects.members().filter(pk=user_id).first()
        return person is not None and self.is_visible_to(person)

    @transaction.atomic
    def answer_with(self, *, by, entry=None, text: str = "", offers_talk: bool = False) -> Answer:
        """Answer with an entry, in words, or by an offer to talk. The asker, and who waits, hear."""
        self.begin(by, Action.ANSWER)
        if entry is not None:
            entry.require(by, Action.SAVE)
        elif not text.strip() and not offers_talk:
            raise ValidationError(_("Choose an entry, write what you know, or offer to talk."))
        answer = self.answers.filter(by=by, entry=entry, text=text.strip()).first()
        if answer is not None:
            return answer  # a double click
        if entry is not None and self.answers.filter(by=by, entry=entry).exists():
            raise ValidationError(
                {
                    "entry": _(
                        "You answered with this already. Leave it out, and say the rest in words."
                    )
                }
            )
        answer = self.answers.create(
            by=by,
            entry=entry,
            text=text.strip(),
            offers_talk=offers_talk,
            level=max(self.level, entry.level) if entry else self.level,
        )
        self.asked.filter(user=by).update(is_done=True)
        self._tell_of(answer, by=by)
        return answer

    def _tell_of(self, answer: Answer, *, by) -> None:
        """The asker and those who want it too, as far as they may read the answer."""
        waiting = User.objects.members().filter(
            Q(pk=self.asker_id) | Exists(self.wants.filter(user=OuterRef("pk")))
        )
        is_open = (
            Answer.objects.open().filter(pk=answer.pk, question__level__in=OPEN_LEVELS).exists()
        )
        hear = [person.pk for person in waiting if is_open or answer.is_visible_to(person)]
        Notification.objects.tell(hear, Notification.Kind.QUESTION_ANSWERED, question=self, by=by)

    @transaction.atomic
    def settle(self, answer, *, by, on: bool = True) -> None:
        """Say which answer helped, or that it did not after all. Saying the same twice changes nothing."""
        self.begin(by, Action.ACCEPT)
        answer = Answer.objects.visible_to(by).get(pk=answer.pk, question=self)
        answer.is_it = on
        answer.save(update_fields=["is_it"])

    @transaction.atomic
    def want(self, *, by, on: bool = True) -> None:
        """Hear of answers too, or no longer. Saying the same twice changes nothing."""
        if not on:
            self.wants.filter(user=by.pk).delete()
            return
        self.require(by, Action.SAVE)
        self.wants.get_or_create(user=by)

    @transaction.atomic
    def not_me(self, *, by) -> None:
        """I was asked and do not know it."""
        self.asked.filter(user=by.pk).update(is_done=True)
