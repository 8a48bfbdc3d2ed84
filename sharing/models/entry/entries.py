"""Entries: lessons learned and best practices."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditRecord, Language, Organisation, Sector, Standing, Verb
from accounts.models.identifiers import public_id

from ..access.machinery import Guarded
from ..taxonomy import Standard, Theme
from ..vocabulary import OPEN_LEVELS, REVIEW_PERIOD, Kind, Level, Maturity, Outcome, Status
from .lifecycle import Lifecycle
from .queryset import EntryQuerySet
from .sharing_out import SharingOut
from .writing import Writing


class Entry(Writing, Lifecycle, SharingOut, Guarded):
    """A lesson learned or a best practice. Its words live in its revisions.

    The verbs stand in three parts: writing, lifecycle, and sharing out (who may read it).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    public_id = models.CharField(
        _("public id"), max_length=10, unique=True, default=public_id, editable=False
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.LESSON)
    home_sector = models.ForeignKey(
        Sector, models.PROTECT, related_name="entries", verbose_name=_("home sector")
    )
    also_sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("also for")
    )
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="entries", verbose_name=_("themes")
    )
    standards = models.ManyToManyField(
        Standard, blank=True, related_name="entries", verbose_name=_("standards")
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ENGLISH
    )
    level = models.PositiveSmallIntegerField(_("sharing level"), choices=Level, default=Level.GREEN)
    status = models.CharField(
        _("state"), max_length=9, choices=Status, default=Status.DRAFT, editable=False
    )
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="entries"
    )
    co_authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("co-authors")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="owned_entries"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        related_name="entries",
        verbose_name=_("organisation"),
    )
    named_organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("organisations you name")
    )
    named_people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("people you name")
    )
    source = models.URLField(_("source"), max_length=500, blank=True)
    source_id = models.CharField(max_length=200, blank=True)
    current_revision = models.ForeignKey(
        "sharing.Revision", models.PROTECT, null=True, editable=False, related_name="+"
    )
    round = models.PositiveSmallIntegerField(_("round of review"), default=0, editable=False)
    maturity = models.PositiveSmallIntegerField(
        _("maturity"), choices=Maturity, default=Maturity.OBSERVED, editable=False
    )
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    review_due_at = models.DateTimeField(_("checked again before"), null=True, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["status", "level", "-published_at"], name="entry_newest"),
            models.Index(fields=["-status", "-published_at", "-id"], name="entry_recent"),
            models.Index(
                fields=["home_sector", "status", "-maturity", "-published_at", "level"],
                name="entry_of_sector",
            ),
            models.Index(fields=["review_due_at"], name="entry_review_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=(Status.PUBLISHED, Status.ARCHIVED))
                | Q(current_revision__isnull=False, published_at__isnull=False),
                name="entry_published_has_revision",
            ),
            models.CheckConstraint(
                condition=~Q(level=Level.STRICT) | Q(organisation__isnull=False),
                name="entry_strict_has_organisation",
            ),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | ~Q(source_id=""),
                name="entry_has_author_or_source",
            ),
            models.UniqueConstraint(
                fields=["source_id"], condition=~Q(source_id=""), name="entry_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.public_id}"

    def get_absolute_url(self) -> str:
        """The address, with words up to TLP:GREEN. Only the id is looked up."""
        if self.level in OPEN_LEVELS and self.current_revision:
            words = slugify(self.current_revision.title)[:60].strip("-")
            if words:
                return reverse("sharing:entry_detail", args=[self.public_id, words])
        return reverse("sharing:entry_detail", args=[self.public_id])

    @property
    def title(self) -> str:
        return self.current_revision.title if self.current_revision else ""

    @property
    def sharing_level(self) -> Level:
        return Level(self.level)

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_shown(self) -> bool:
        """Published or archived: it is read by its audience."""
        return self.status in (Status.PUBLISHED, Status.ARCHIVED)

    @property
    def is_overdue(self) -> bool:
        due_at = self.review_due_at
        return self.is_published and due_at is not None and due_at < timezone.now()

    def lacks_organisation(self, me: Standing) -> bool:
        """Whether an organisation is all that keeps this reader from recording an application."""
        return self.is_published and me.is_member and me.organisation_id is None

    @property
    def checked_at(self):
        """When somebody last said that it is true."""
        return self.review_due_at and self.review_due_at - REVIEW_PERIOD

    def sector_ids(self) -> set[int]:
        """Home and also sectors: one query."""
        also = Entry.also_sectors.through.objects.filter(entry=self)
        return {self.home_sector_id, *also.values_list("sector_id", flat=True)}

    def require_possible_level(self, level: int, *, has_reader: bool) -> None:
        """Raise ValidationError for a level at which nobody could read this entry."""
        if level == Level.STRICT and self.organisation_id is None:
            raise ValidationError(
                {"level": _("TLP:AMBER+STRICT needs an organisation. Choose another level.")}
            )
        if level == Level.RED and not (self.author_id or has_reader):
            raise ValidationError({"level": _("TLP:RED needs at least one person named.")})

    def derive_maturity(self) -> None:
        """Say again how mature it is, from the applications of others."""
        from ..doing.maturity import maturity_of

        self.maturity = maturity_of(self)
        self.save(update_fields=["maturity"])

    def audit(self, verb: Verb, *, by, about=None, reason: str = "", **facts) -> None:
        AuditRecord.objects.record(verb, self, by=by, about=about, reason=reason, **facts)
