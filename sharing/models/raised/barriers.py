"""Barriers: what stands in the way, who must act, and what came of it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, Organisation, Party, Role, Sector, Standing
from accounts.models.identifiers import public_id
from accounts.models.written import WrittenLine, WrittenText

from ..access.machinery import (
    NOBODY,
    AccessQuerySet,
    Action,
    Condition,
    Guarded,
    being,
    relation,
    standing,
)
from ..access.presence import HasRow
from ..access.rules import HAS_ORGANISATION, MEMBER, as_fact, fact, home
from ..taxonomy import Standard
from ..vocabulary import Level
from .ages import age_at
from .audience import require_level, view_of_barrier
from .barrier_life import BarrierLife
from .rewording import Rewording
from .words import rendered


class BarrierKind(models.TextChoices):
    """What sort of thing stands in the way."""

    LEGAL = "legal", _("Legal")
    STANDARDS = "standards", _("Standards")
    INCENTIVES = "incentives", _("Incentives")
    TECHNICAL = "technical", _("Technical")
    CULTURE = "culture", _("Culture")
    FUNDING = "funding", _("Funding")


class BarrierState(models.TextChoices):
    """OPEN → PICKED_UP → ANSWERED or SOLVED."""

    OPEN = "open", _("Open")
    PICKED_UP = "picked_up", _("Picked up")
    ANSWERED = "answered", _("Answered")
    SOLVED = "solved", _("Solved")


class Change(models.TextChoices):
    """What a solution changed."""

    LAW = "law", _("A law or rule")
    STANDARD = "standard", _("A standard")
    AGREEMENT = "agreement", _("An agreement")
    OTHER = "other", _("Something else")


def is_our_party(me: Standing) -> Q:
    """It needs the Party of my organisation."""
    if me.organisation_id is None:
        return NOBODY
    return Q(HasRow(Organisation, party=F("party"), id=me.organisation_id))


STANDS = Condition(
    lambda me: Q(merged_into=None, withdrawn_at=None),
    lambda row, me: row.merged_into_id is None and row.withdrawn_at is None,
)
EDITS_SOMEWHERE = standing(lambda me: me.has_anywhere(Role.EDITOR))
OUR_PARTY = fact("is_our_party", is_our_party)
ADDRESSED = relation("addressed_to_id", "organisation_id")
PICKED_UP_BY_US = relation("picked_up_for_id", "organisation_id")
REPORTER = relation("reporter_id")
REPORTED_BY_US = relation("organisation_id", "organisation_id")
UNSOLVED = ~being("state", BarrierState.SOLVED)
ACTS = STANDS & EDITS_SOMEWHERE & HAS_ORGANISATION


class BarrierQuerySet(AccessQuerySet):
    rules = {
        Action.PICK_UP: ACTS & being("state", BarrierState.OPEN) & (OUR_PARTY | ADDRESSED),
        Action.ANSWER: ACTS
        & being("state", BarrierState.PICKED_UP, BarrierState.ANSWERED)
        & PICKED_UP_BY_US,
        Action.MEET: STANDS & UNSOLVED & HAS_ORGANISATION & ~REPORTED_BY_US,
        Action.SUGGEST: STANDS & MEMBER,  # a way around
        Action.MERGE: STANDS & home(Role.STEWARD),
        Action.EDIT: STANDS & (REPORTER | home(Role.STEWARD)),
        Action.ARCHIVE: STANDS
        & ((REPORTER & being("state", BarrierState.OPEN)) | home(Role.STEWARD)),
    }
    view = staticmethod(view_of_barrier)

    @staticmethod
    def facts(me: Standing) -> dict:
        return {"is_our_party": as_fact(is_our_party(me))}

    def standing(self):
        """Those that were neither merged into another nor withdrawn."""
        return self.filter(merged_into=None, withdrawn_at=None)

    def unsolved(self):
        """In the way: open or picked up."""
        return self.standing().filter(state__in=(BarrierState.OPEN, BarrierState.PICKED_UP))

    def waiting_since(self, now: datetime):
        """Those in the way, each with its `age` at that moment: a BarrierAge."""
        return self.unsolved().annotate(age=age_at(now))

    def overdue(self, today: date | None = None):
        """Picked up, and the date that was promised has passed."""
        today = today or timezone.localdate()
        return self.standing().filter(state=BarrierState.PICKED_UP, answer_due__lt=today)

    def for_cards(self):
        """With what a list shows."""
        return self.select_related(
            "home_sector", "organisation", "addressed_to", "picked_up_for"
        ).defer("text", "rendered")

    @transaction.atomic
    def report(self, *, by, title: str, text: str, kind: str, party: str, **about) -> Barrier:
        """Say what stands in the way. Who could take it away is told, and its clock starts.

        `about`: level, home_sector, addressed_to, entry, language, who_pays, who_gains, standards,
        and the public_id of the form, so that sending it twice makes one. Raises ValidationError
        for a level that it cannot have.
        """
        me = Standing.alone(by)
        if not me.is_member:
            raise PermissionDenied("Members report barriers.")
        if again := self.filter(public_id=about.get("public_id", ""), reporter=by).first():
            return again
        standards = about.pop("standards", ())
        if entry := about.get("entry"):
            entry.require(by, Action.REPORT)
            about.setdefault("home_sector", entry.home_sector)
        barrier = self.model(
            title=title.strip(),
            text=text.strip(),
            kind=kind,
            party=party,
            reporter=by,
            organisation_id=me.organisation_id,
            **about,
        )
        barrier.require_possible()
        barrier.rendered = rendered(barrier)
        barrier.full_clean(validate_unique=False)
        barrier.save()
        barrier.standards.set(standards)
        barrier.tell_asked(by=by)
        return barrier


class Barrier(BarrierLife, Rewording, Guarded):
    """Something that stands in the way. Its clock runs in the open."""

    public_id = models.CharField(
        _("public id"), max_length=10, unique=True, default=public_id, editable=False
    )
    title = WrittenLine(_("what stands in the way?"), max_length=140)
    text = WrittenText(_("what goes wrong because of it?"), max_length=10_000)
    rendered = models.TextField(editable=False)
    kind = models.CharField(_("what kind is it?"), max_length=10, choices=BarrierKind)
    party = models.CharField(_("who could take it away?"), max_length=13, choices=Party)
    addressed_to = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("addressed to"),
    )  # fmt: skip
    level = models.PositiveSmallIntegerField(_("sharing level"), choices=Level, default=Level.GREEN)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    home_sector = models.ForeignKey(
        Sector, models.PROTECT, related_name="barriers", verbose_name=_("home sector")
    )
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="barriers",
        verbose_name=_("organisation"),
    )  # fmt: skip
    entry = models.ForeignKey(
        "sharing.Entry", models.SET_NULL, null=True, blank=True, related_name="barriers"
    )
    standards = models.ManyToManyField(Standard, blank=True, related_name="barriers")
    who_pays = WrittenText(_("who pays?"), max_length=1_000, blank=True)
    who_gains = WrittenText(_("who gains?"), max_length=1_000, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=BarrierState, default=BarrierState.OPEN, editable=False
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    picked_up_for = models.ForeignKey(
        Organisation, models.PROTECT, null=True, editable=False, related_name="picked_up_barriers",
        verbose_name=_("picked up for"),
    )  # fmt: skip
    picked_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    picked_up_at = models.DateTimeField(null=True, editable=False)
    first_answer = WrittenText(_("first answer"), max_length=5_000, blank=True)
    answer_due = models.DateField(_("answer before"), null=True, blank=True)
    answer = WrittenText(_("answer"), max_length=5_000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    solved_with = WrittenText(_("what changed?"), max_length=5_000, blank=True)
    change = models.CharField(_("what is it?"), max_length=9, choices=Change, blank=True)
    change_url = models.URLField(_("where it stands"), max_length=500, blank=True)
    solved_at = models.DateTimeField(_("solved"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged",
        verbose_name=_("merged into"),
    )  # fmt: skip

    objects = BarrierQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("barrier")
        verbose_name_plural = _("barriers")
        indexes = [
            models.Index(fields=["state", "created_at"], name="barrier_board"),
            models.Index(fields=["home_sector", "state"], name="barrier_of_sector"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__lte=Level.AMBER), name="barrier_level_to_amber"
            ),
            models.CheckConstraint(
                condition=~Q(level=Level.AMBER) | Q(addressed_to__isnull=False),
                name="barrier_amber_addresses_one",
            ),
        ]

    def __str__(self) -> str:
        return f"barrier {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("sharing:barrier_detail", args=[self.public_id])

    @property
    def plank(self) -> str:
        """How its plank is drawn."""
        return "picked" if self.state == BarrierState.PICKED_UP else self.state

    @property
    def is_overdue(self) -> bool:
        return (
            self.state == BarrierState.PICKED_UP
            and self.answer_due is not None
            and self.answer_due < timezone.localdate()
        )

    @property
    def closed_at(self):
        """When it was answered or solved first: its clock stops."""
        return min(filter(None, (self.answered_at, self.solved_at)), default=None)

    @property
    def days(self) -> int:
        """What its clock says: from the report, or while picked up from then, to the answer."""
        if self.state == BarrierState.PICKED_UP:
            return (timezone.now() - self.picked_up_at).days
        return ((self.closed_at or timezone.now()) - self.created_at).days

    def require_possible(self) -> None:
        """Raise ValidationError for words, a level, sector or address that it cannot have."""
        self.require_words()
        require_level(self.level, home_sector=self.home_sector_id, entry=self.entry)
        if self.level == Level.AMBER and self.addressed_to_id is None:
            raise ValidationError(
                {"addressed_to": _("At TLP:AMBER name the organisation that could act.")}
            )

    def require_words(self) -> None:
        """Raise ValidationError for an incentive of which nobody is said to pay or gain."""
        if self.kind == BarrierKind.INCENTIVES:
            asked = {"who_pays": _("Say who pays."), "who_gains": _("Say who gains.")}
            if missing := {name: text for name, text in asked.items() if not getattr(self, name)}:
                raise ValidationError(missing)
