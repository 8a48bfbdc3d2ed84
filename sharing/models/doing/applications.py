"""Applications: which organisation does what with an entry, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Standing, WrittenLine, WrittenText

from ..access.audience import view_of_hanging
from ..access.machinery import NOBODY, AccessQuerySet, Action, Guarded, standing_of
from ..access.rule_in_sql import written
from ..vocabulary import Level
from .unnamed import FEWEST_UNNAMED, is_named_to


class Step(models.IntegerChoices):
    """How far an organisation got. STOPPED is a result too, and not a step upwards."""

    CONSIDERING = 1, _("Considering")
    PILOTING = 2, _("Piloting")
    IN_USE = 3, _("In use")
    SCALED = 4, _("Scaled")
    STOPPED = 9, _("Stopped")


class Result(models.TextChoices):
    """What came of it, as the organisation sees it now."""

    WORKED = "worked", _("It worked")
    MIXED = "mixed", _("Mixed")
    FAILED = "failed", _("It did not work")
    TOO_EARLY = "too_early", _("Too early to say")


APPLIED = (Step.PILOTING, Step.IN_USE, Step.SCALED)
USED = (Step.IN_USE, Step.SCALED)

# What is said with a step, and kept on the row (as it stands now) and on the history (as it was said).
SAID = ("adapted", "in_our_terms", "came_of_it", "figures", "evidence", "reason")


class ApplicationQuerySet(AccessQuerySet):
    @staticmethod
    def view(me: Standing) -> Q:
        """As the entry, members only; of an organisation that stays unnamed its own members."""
        return view_of_hanging(me) & is_named_to(me) if me.is_member else NOBODY

    def counted_for(self, user):
        """Also those that stay unnamed: to be counted, and never shown."""
        me = standing_of(user)
        return (
            self.filter(written(self.model, view_of_hanging, me)) if me.is_member else self.none()
        )

    def applied(self):
        return self.filter(step__in=APPLIED)

    def by_others(self):
        """Of organisations other than that of the entry."""
        of_nobody = Q(entry__organisation=None)
        return self.filter(of_nobody | ~Q(organisation=F("entry__organisation")))

    def beside_entries(self, user):
        """Those no stricter than their entry: who sees the entry sees these, so it costs no asking.

        Members only; visitors are shown the entry's maturity.
        """
        if not Standing.of(user).is_member:
            return self.none()
        return self.filter(entry=OuterRef("pk"), level__lte=OuterRef("level"))

    def used_beside_entries(self, user):
        """How many pilot or use each entry, as an expression; visitors are told none.

        Those that stay unnamed count when they are three or more and all do: the stairs tell how
        many they are, and less this number they would tell of the one who only considers.
        """
        named, applied = is_named_to(standing_of(user)), Q(step__in=APPLIED)
        all_do = Q(unnamed__gte=FEWEST_UNNAMED, unnamed=F("unnamed_applied"))
        counted = (
            self.beside_entries(user)
            .order_by()
            .values("entry")
            .annotate(
                named=Count("pk", filter=named & applied),
                unnamed=Count("pk", filter=~named),
                unnamed_applied=Count("pk", filter=~named & applied),
            )
            .annotate(n=F("named") + Case(When(all_do, then=F("unnamed")), default=0))
            .values("n")
        )
        return Coalesce(Subquery(counted), 0, output_field=models.IntegerField())

    def crossings(self):
        """Applied, by an organisation that shares no sector with the entry. Counted once each."""
        from ..entry.entries import Entry

        also = Entry.also_sectors.through.objects.filter(entry=OuterRef("entry"))
        others = Organisation.also_sectors.through.objects.filter(
            organisation=OuterRef("organisation")
        )
        home_in_others = others.filter(sector=OuterRef("entry__home_sector"))
        home_in_also = also.filter(sector=OuterRef("organisation__home_sector"))
        both_also = also.filter(
            Exists(
                Organisation.also_sectors.through.objects.filter(
                    organisation=OuterRef(OuterRef("organisation")), sector=OuterRef("sector")
                )
            )
        )
        return (
            self.applied()
            .exclude(organisation__home_sector=models.F("entry__home_sector"))
            .filter(~Exists(home_in_others), ~Exists(home_in_also), ~Exists(both_also))
        )

    @transaction.atomic
    def record(self, entry, *, by, step: int, result: str = "", is_unnamed=None, **said):
        """Say where the organisation of `by` stands with `entry`, and return its application.

        `said` are texts: adapted, in_our_terms, came_of_it, figures, evidence, reason. Raises
        PermissionDenied without an organisation, ValidationError for STOPPED without a reason.
        """
        entry.begin(by, Action.APPLY)
        step, result = Step(step), Result(result).value if result else ""
        if unknown := said.keys() - set(SAID):
            raise TypeError(f"An application does not say {', '.join(sorted(unknown))}.")
        if step == Step.STOPPED and not said.get("reason", "").strip():
            raise ValidationError({"reason": _("Say in one sentence what made you stop.")})
        ours = {"entry": entry, "organisation_id": Standing.of(by).organisation_id}
        rows = self.select_for_update(no_key=True).filter(**ours)
        application = rows.first() or Application(**ours, step=0)
        before = application.step
        if not application.says_the_same(step, result, is_unnamed, said):
            application.move_to(step, result, is_unnamed, said, by=by)
            entry.derive_maturity()
            if before != step and step != Step.STOPPED:
                application.tell_writers(by=by)
        return application


class Application(Guarded):
    """Where one organisation stands with one entry. Any of its members moves it on."""

    entry = models.ForeignKey("sharing.Entry", models.CASCADE, related_name="applications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    level = models.PositiveSmallIntegerField(choices=Level)
    step = models.PositiveSmallIntegerField(_("where you stand"), choices=Step)
    result = models.CharField(_("what came of it"), max_length=9, choices=Result, blank=True)
    is_unnamed = models.BooleanField(
        _("do not name us"),
        default=False,
        help_text=_("Others see that an organisation does this, not which one."),
    )
    adapted = WrittenText(_("what you adapted"), blank=True, max_length=2_000)
    in_our_terms = WrittenText(
        _("in the terms of your sector"),
        blank=True,
        max_length=1_000,
        help_text=_("How would a colleague in your sector say this?"),
    )
    came_of_it = WrittenText(_("what came of it, in words"), blank=True, max_length=2_000)
    figures = WrittenLine(_("figures"), max_length=300, blank=True)
    evidence = models.URLField(_("evidence"), max_length=500, blank=True)
    reason = WrittenText(_("what made you stop"), blank=True, max_length=1_000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "organisation"], name="application_once_per_organisation"
            )
        ]
        indexes = [
            models.Index(fields=["entry", "step"], name="application_stairs"),
            models.Index(fields=["organisation", "-changed_at"], name="application_of_org"),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"

    @property
    def is_applied(self) -> bool:
        return self.step in APPLIED

    @property
    def is_caution(self) -> bool:
        """Something that others should know before they begin."""
        return self.step == Step.STOPPED or self.result == Result.FAILED

    def says_the_same(self, step, result, is_unnamed, said) -> bool:
        """Whether nothing would change: a double click."""
        return (
            (self.step, self.result) == (step, result)
            and is_unnamed in (None, self.is_unnamed)
            and all(getattr(self, name) == text.strip() for name, text in said.items())
        )

    def move_to(self, step, result, is_unnamed, said, *, by) -> None:
        """Take a step; for `record`, which guards it. What is not said again stays as it was."""
        self.step, self.result = step, result
        self.changed_at, self.asked_at = timezone.now(), None
        if is_unnamed is not None:
            self.is_unnamed = is_unnamed
        if step != Step.STOPPED:  # why one stopped is no word on going on
            said = said | {"reason": ""}
        for name, text in said.items():
            setattr(self, name, text.strip())
        # Words said earlier keep the level at which they were said.
        says_all = self.pk is None or said.keys() == set(SAID)
        self.level = self.entry.level if says_all else max(self.level, self.entry.level)
        self.clean_fields(exclude=["entry", "organisation"])
        self.save()
        self.steps.create(
            step=step,
            result=result,
            by=by,
            level=self.entry.level,
            **{name: said.get(name, "").strip() for name in SAID},
        )

    def tell_writers(self, *, by) -> None:
        """The author and the owner hear that another organisation takes it up.

        Of one that stays unnamed they do not hear who, nor a second time.
        """
        if self.organisation_id == self.entry.organisation_id:
            return
        if self.is_unnamed and self.steps.count() > 1:
            return
        people = {*self.entry.writer_ids(), self.entry.owner_id} - {by.pk}
        self.entry.tell(people, "travels", by=None if self.is_unnamed else by)


class ApplicationStepQuerySet(AccessQuerySet):
    @staticmethod
    def view(me: Standing) -> Q:
        """As the entry; of an organisation that stays unnamed by its own members only."""
        if not me.is_member:
            return NOBODY
        return view_of_hanging(me, "application__entry__") & is_named_to(me, "application__")


class ApplicationStep(Guarded):
    """One line of the history of an application: who said what, when."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="steps")
    step = models.PositiveSmallIntegerField(choices=Step)
    result = models.CharField(max_length=9, choices=Result, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    adapted = WrittenText(blank=True)
    in_our_terms = WrittenText(blank=True)
    came_of_it = WrittenText(blank=True)
    figures = WrittenLine(max_length=300, blank=True)
    evidence = models.URLField(max_length=500, blank=True)
    reason = WrittenText(blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ApplicationStepQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"step {self.pk} of application {self.application_id}"
