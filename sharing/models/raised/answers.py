"""Answers to questions, who was asked, and who would like to know it too."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import Standing, WrittenText

from ..access.audience import view_of_hanging
from ..access.machinery import NOBODY, AccessQuerySet, Guarded
from ..entry.entries import Entry
from ..telling.following import Own, OwnQuerySet
from ..vocabulary import OPEN_LEVELS, Level, Status
from .audience import view_of_question

MOST_ASKED = 12  # people who are told of one question


class AnswerQuerySet(AccessQuerySet):
    @staticmethod
    def view(me: Standing) -> Q:
        """As the question, members only; one that points to an entry also as that entry."""
        if not me.is_member:
            return NOBODY
        return view_of_question(me, "question__") & (Q(entry=None) | view_of_hanging(me))

    def standing(self):
        """Those that answer it still: an entry that is archived or pulled back does not."""
        return self.filter(Q(entry=None) | Q(entry__status=Status.PUBLISHED))

    def open(self):
        """Those that point to nothing above TLP:GREEN: who sees the question reads them."""
        is_open = Q(entry=None) | Q(entry__level__in=OPEN_LEVELS)
        return self.filter(is_open, level__in=OPEN_LEVELS)

    def for_page(self):
        return self.select_related(
            "by__organisation__home_sector",
            "entry__home_sector",
            "entry__current_revision",
            "entry__organisation",
        )


class Answer(Guarded):
    """What somebody knows about a question: an entry, a few words, an offer to talk."""

    question = models.ForeignKey("sharing.Question", models.CASCADE, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entry = models.ForeignKey(
        "sharing.Entry", models.CASCADE, null=True, blank=True, related_name="+"
    )
    level = models.PositiveSmallIntegerField(choices=Level)
    text = WrittenText(gettext_lazy("what do you know?"), max_length=2_000, blank=True)
    offers_talk = models.BooleanField(gettext_lazy("I am glad to talk about it"), default=False)
    is_it = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-is_it", "created_at", "pk"]
        verbose_name = gettext_lazy("answer")
        verbose_name_plural = gettext_lazy("answers")

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def stands(self) -> bool:
        return self.entry is None or self.entry.is_published


class OfQuestionQuerySet(OwnQuerySet):
    def visible_to(self, user):
        """One's own, of questions that one still sees."""
        return super().visible_to(user).filter(view_of_question(Standing.of(user), "question__"))


class AskedQuerySet(OwnQuerySet):
    def visible_to(self, user):
        """One's own, of questions that one still sees and of searches that still find nothing."""
        question = view_of_question(Standing.of(user), "question__") & Q(
            question__withdrawn_at=None
        )
        return super().visible_to(user).filter(question | Q(search__is_found=False))

    def waiting(self, user):
        """Those that still ask something of `user`: not answered, not turned down, not settled, and
        by an entry that is still open to the community."""
        mine = Answer.objects.visible_to(user).standing().filter(is_it=True)
        helped = mine.filter(question=models.OuterRef("question"))
        entry = Entry.objects.open().filter(pk=models.OuterRef("entry"))
        mine = self.visible_to(user).filter(is_done=False)
        return mine.filter(~models.Exists(helped), models.Exists(entry))

    def with_why(self, user):
        """Each with `entry_title`, as far as the entry is still open, and its sector's `flag`."""
        entry = Entry.objects.visible_to(user).open().filter(pk=models.OuterRef("entry")).order_by()
        return self.annotate(
            entry_title=models.Subquery(entry.values("current_revision__title")),
            flag=models.Subquery(entry.values("home_sector__flag")),
        )


class Asked(Own):
    """Somebody who may know it, a question or a search in vain, by what they wrote or applied."""

    question = models.ForeignKey(
        "sharing.Question", models.CASCADE, null=True, related_name="asked"
    )
    search = models.ForeignKey(
        "sharing.EmptySearch", models.CASCADE, null=True, related_name="asked"
    )
    entry = models.ForeignKey("sharing.Entry", models.CASCADE, related_name="+")
    is_applied = models.BooleanField(default=False)
    is_done = models.BooleanField(default=False)  # answered, or "not me"

    objects = AskedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "question"], name="asked_once"),
            models.UniqueConstraint(fields=["user", "search"], name="asked_once_of_search"),
            models.CheckConstraint(
                condition=Q(question=None) ^ Q(search=None), name="asked_question_or_search"
            ),
        ]

    def turn_down(self) -> None:
        """I was asked and do not know it."""
        self.is_done = True
        self.save(update_fields=["is_done"])


def first_of_each(found: Iterable, *, but: int = 0) -> dict[int, object]:
    """The first reason of each person, `but` one, and of twelve people at most."""
    chosen: dict[int, object] = {}
    for one in found:
        if one.user_id != but and (one.user_id in chosen or len(chosen) < MOST_ASKED):
            chosen.setdefault(one.user_id, one)
    return chosen


class Wanting(Own):
    """A member who would like to know it too."""

    question = models.ForeignKey("sharing.Question", models.CASCADE, related_name="wants")

    objects = OfQuestionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "question"], name="wanted_once")]
