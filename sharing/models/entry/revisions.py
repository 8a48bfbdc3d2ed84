"""Revisions: the words of entries, append-only and numbered."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    AppendOnly,
    AppendOnlyQuerySet,
    Role,
    Standing,
    Verb,
    WrittenLine,
    WrittenText,
)

from ...wording import count_words
from ..access.audience import is_co_author, view_of_hanging
from ..access.machinery import NOBODY, AccessQuerySet, Action, Condition, Guarded
from ..access.rules import as_fact, has_free_home_editor, is_also_editor
from ..vocabulary import REQUIRED_BEFORE_REVIEW, SECTION_NAMES, SECTIONS, Level, Status

WORDS = ("title", "summary", *SECTIONS)
MAX_SECTION = 40_000  # characters
WORDS_A_MINUTE = 220


def may_accept(me: Standing) -> Q:
    """Who decides about a pending revision: as `rules.DECIDES`, with its own writer excluded."""
    if not me.is_member:
        return NOBODY
    home = (
        ~Q(pk__in=[]) if me.is_administrator else Q(entry__home_sector__in=me.sectors(Role.EDITOR))
    )
    close = Q(entry__level__in=(Level.STRICT, Level.RED)) if me.is_contributor else NOBODY
    also = is_also_editor(me, "entry__") & ~has_free_home_editor("entry__", "writer")
    wrote = Q(entry__author=me.user_id) | Q(writer=me.user_id) | is_co_author(me, "entry__")
    return Q(entry__status=Status.PUBLISHED) & ~wrote & (home | also | close)


class RevisionQuerySet(AppendOnlyQuerySet, AccessQuerySet):
    rules = {
        Action.ACCEPT: Condition(
            lambda me: Q(state="pending") & may_accept(me), lambda row, me: row.may_be_accepted
        )
    }

    @staticmethod
    def view(me: Standing) -> Q:
        """Kept ones by level; pending and refused ones by their writer and who may accept.

        Visitors read the current wording only, which is the entry's own.
        """
        if not me.is_member:
            return NOBODY
        undecided = Q(writer=me.user_id) | may_accept(me)
        return view_of_hanging(me) & (Q(state="kept") | undecided)

    @staticmethod
    def facts(me: Standing) -> dict:
        return {"may_be_accepted": as_fact(Q(state="pending") & may_accept(me))}

    def pending(self):
        return self.filter(state=Revision.State.PENDING)

    def decided(self, state: str, *, by) -> None:
        """Write down what was decided about these, once: that is no part of their words."""
        self.pending()._set(state=state, decided_by=by, decided_at=timezone.now())

    def dated(self, moment) -> None:
        """Say that these were made at another moment: the demonstration's past is made afterwards."""
        self._set(created_at=moment)


class Revision(AppendOnly, Guarded):
    """One wording of an entry. Revisions are added, never changed."""

    class State(models.TextChoices):
        KEPT = "kept", _("Kept")
        PENDING = "pending", _("Pending")
        REFUSED = "refused", _("Not taken over")

    class Cause(models.TextChoices):
        """What made a wording of older words, where no writer says it: in the language of who reads."""

        RESTORED = "restored", _("Restored from version %(number)s")
        WIDER = "wider", _("Made wider; same words")
        FACTS = "facts", _("Other facts; same words")
        DETAIL = "detail", _("Another restricted detail; same words")

    entry = models.ForeignKey(
        "sharing.Entry", models.CASCADE, related_name="revisions", verbose_name=_("entry")
    )
    number = models.PositiveIntegerField(_("number"))
    base = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="+", verbose_name=_("based on")
    )
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="revisions",
        verbose_name=_("written by"),
    )
    level = models.PositiveSmallIntegerField(_("sharing level"), choices=Level)
    title = WrittenLine(_("title"), max_length=120)
    summary = WrittenLine(_("lesson in one sentence"), max_length=280, blank=True)
    problem = WrittenText(_("problem"), blank=True, max_length=MAX_SECTION)
    approach = WrittenText(_("approach"), blank=True, max_length=MAX_SECTION)
    results = WrittenText(_("results"), blank=True, max_length=MAX_SECTION)
    lesson = WrittenText(_("lesson"), blank=True, max_length=MAX_SECTION)
    conditions = WrittenText(_("conditions for reuse"), blank=True, max_length=MAX_SECTION)
    privacy = WrittenText(_("privacy and security"), blank=True, max_length=MAX_SECTION)
    incentives = WrittenText(_("incentives"), blank=True, max_length=MAX_SECTION)
    rendered = models.JSONField(default=dict, editable=False)
    comment = WrittenLine(_("what you changed"), max_length=200, blank=True)
    cause = models.CharField(max_length=8, choices=Cause, blank=True, editable=False)
    restored_from = models.PositiveIntegerField(null=True, editable=False)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.KEPT)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "-pk"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="revision_numbered_once")
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="revision_pending")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.number}, {self.entry_id}"

    @property
    def words(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in WORDS}

    @property
    def minutes(self) -> int:
        """How long it takes to read: whole minutes, at least one."""
        words = sum(count_words(getattr(self, name)) for name in SECTIONS)
        return max(1, round(words / WORDS_A_MINUTE))

    @property
    def remark(self) -> str:
        """What its writer says of the change, or else what made it."""
        if self.comment or not self.cause:
            return self.comment
        return self.get_cause_display() % {"number": self.restored_from}

    @property
    def sharing_level(self) -> Level:
        return Level(self.level)

    @property
    def missing_sections(self) -> list[str]:
        """Sections that must be there before review, and are not."""
        return [s for s in REQUIRED_BEFORE_REVIEW if not getattr(self, s).strip()]

    @property
    def missing_names(self) -> list[str]:
        return [str(SECTION_NAMES[name]) for name in self.missing_sections]

    @transaction.atomic
    def accept(self, *, by) -> None:
        """Make this pending wording the current one. Raises StaleBase when its base no longer is."""
        from .writing import StaleBase

        entry = self._begin_decision(by)
        if self.base_id != entry.current_revision_id:
            raise StaleBase(entry.current_revision)
        self.require_level_of(entry)
        self._decide(self.State.KEPT, by)
        entry.current_revision = self
        entry.save(update_fields=["current_revision"])
        entry.audit(Verb.ACCEPTED, by=by, revision=self.number)
        entry.tell([self.writer_id], "revision_accepted", by=by)

    @transaction.atomic
    def refuse(self, *, by) -> None:
        """Leave this pending wording out; it stays readable for its writer."""
        entry = self._begin_decision(by)
        self._decide(self.State.REFUSED, by)
        entry.audit(Verb.REFUSED, by=by, revision=self.number)
        entry.tell([self.writer_id], "revision_refused", by=by)

    def require_level_of(self, entry) -> None:
        """Raise ValidationError where the entry is read by more people than these words were for."""
        if self.level > entry.level:
            raise ValidationError(
                _(
                    "These words were written at %(theirs)s, and the entry is %(now)s. Write them anew."
                ),
                params={"theirs": self.sharing_level.label, "now": entry.sharing_level.label},
            )

    def _begin_decision(self, by):
        entry = self.entry
        entry.lock()
        self.refresh_from_db()
        if self.state != self.State.PENDING:
            raise ValidationError(_("Somebody decided about this wording already."))
        Standing.forget(by)
        if not self.can(by, Action.ACCEPT):
            raise PermissionDenied("Another editor decides about this wording.")
        return entry

    def _decide(self, state: str, by) -> None:
        Revision.objects.filter(pk=self.pk).decided(state, by=by)
        self.refresh_from_db()
