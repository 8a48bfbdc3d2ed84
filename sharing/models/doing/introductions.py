"""Introductions: somebody asks for a talk. No address is shown before it is accepted."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Standing, User, WrittenText
from accounts.models.identifiers import public_id

from ..access.machinery import NOBODY, AccessQuerySet, Action, Guarded, being, relation
from ..telling.following import Notification
from ..vocabulary import Level


class IntroductionState(models.TextChoices):
    """ASKED → ACCEPTED or DECLINED. Passed on, it is asked of somebody else."""

    ASKED = "asked", gettext_lazy("Asked")
    ACCEPTED = "accepted", gettext_lazy("Accepted")
    DECLINED = "declined", gettext_lazy("Declined")


def view_of_introduction(me: Standing, at: str = "") -> Q:
    """The one who asks and the one who is asked: nobody else, administrators neither."""
    if not me.is_member:
        return NOBODY
    return Q(**{f"{at}asker": me.user_id}) | Q(**{f"{at}person": me.user_id})


class IntroductionQuerySet(AccessQuerySet):
    rules = {Action.ANSWER: relation("person_id") & being("state", IntroductionState.ASKED)}
    view = staticmethod(view_of_introduction)

    def for_page(self):
        return self.select_related(
            "asker__organisation", "person__organisation", "passed_by", "entry__current_revision"
        )

    def answered_by(self, user):
        """Those that `user` accepted, declined, or passed on to who is asked now."""
        return self.filter(Q(person=user, answered_at__isnull=False) | Q(passed_by=user))

    @transaction.atomic
    def ask(self, person, *, by, text: str, entry=None) -> Introduction:
        """Ask `person` for a talk, perhaps about an entry that both may read. Once at a time."""
        me = Standing.alone(by)
        if not me.is_member or by.pk == person.pk:
            raise PermissionDenied("Members ask other members.")
        if not User.objects.members().filter(pk=person.pk).exists():
            raise ValidationError(_("This person is no longer here."))
        if entry is not None:
            entry.require(by, Action.SAVE)
            if not entry.is_visible_to(person):
                raise PermissionDenied("The entry is not theirs to read.")
        if not text.strip():
            raise ValidationError({"text": _("Say what you would like to talk about.")})
        waiting = self.filter(asker=by, person=person, state=IntroductionState.ASKED).first()
        if waiting is not None:
            if (waiting.text, waiting.entry_id) == (text.strip(), entry and entry.pk):
                return waiting  # sent twice
            raise ValidationError(
                {"text": _("You asked for a talk already, and wait for an answer. Ask again then.")}
            )
        talk = self.create(
            asker=by,
            person=person,
            entry=entry,
            text=text.strip(),
            level=max(entry.level, Level.GREEN) if entry else Level.GREEN,
        )
        talk.tell([person.pk], "introduction", by=by)
        return talk


class Introduction(Guarded):
    """A request for a talk."""

    public_id = models.CharField(
        gettext_lazy("public id"), max_length=10, unique=True, default=public_id, editable=False
    )
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    passed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    passed_with = WrittenText(max_length=1_000, blank=True, editable=False)
    entry = models.ForeignKey(
        "sharing.Entry", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.GREEN)
    text = WrittenText(gettext_lazy("what would you like to talk about?"), max_length=1_000)
    answer = WrittenText(gettext_lazy("your answer"), max_length=1_000, blank=True)
    state = models.CharField(
        max_length=8, choices=IntroductionState, default=IntroductionState.ASKED, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = gettext_lazy("introduction")
        verbose_name_plural = gettext_lazy("introductions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(asker=models.F("person")), name="introduction_to_another"
            )
        ]

    def __str__(self) -> str:
        return f"introduction {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("sharing:introduction_detail", args=[self.public_id])

    @property
    def title(self) -> str:
        """What a list calls it: it shows no words of what it is about."""
        return _("a talk")

    @property
    def is_accepted(self) -> bool:
        return self.state == IntroductionState.ACCEPTED

    @transaction.atomic
    def accept(self, *, by, answer: str = "") -> None:
        """Both see the other's address from now on."""
        self._answer(IntroductionState.ACCEPTED, answer, by=by)

    @transaction.atomic
    def decline(self, *, by, answer: str = "") -> None:
        self._answer(IntroductionState.DECLINED, answer, by=by)

    def _answer(self, state: str, answer: str, *, by) -> None:
        self.begin(by, Action.ANSWER)
        self.state, self.answer, self.answered_at = state, answer.strip(), timezone.now()
        self.save()
        self.tell([self.asker_id], "introduction_answered", by=by)

    @transaction.atomic
    def pass_on(self, person, *, by, text: str = "") -> None:
        """Somebody else knows more: they are asked instead, if they may read what it is about.

        `text` is for them and for who asked, who is told.
        """
        self.begin(by, Action.ANSWER)
        if not User.objects.members().filter(pk=person.pk).exists() or person.pk in (
            by.pk,
            self.asker_id,
        ):
            raise ValidationError({"person": _("Choose another member.")})
        if self.entry_id and not self.entry.is_visible_to(person):
            raise ValidationError({"person": _("They may not read what this is about.")})
        self.person, self.passed_by, self.passed_with = person, by, text.strip()
        self.save(update_fields=["person", "passed_by", "passed_with"])
        self.tell([person.pk], "introduction", by=self.asker)
        self.tell([self.asker_id], "introduction_passed", by=by)

    def tell(self, people, kind: str, *, by) -> None:
        Notification.objects.tell(people, kind, introduction=self, by=by)
