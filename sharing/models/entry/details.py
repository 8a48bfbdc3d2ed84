"""Restricted details: the lesson travels, the detail stays."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AppendOnly, AppendOnlyQuerySet, Standing, WrittenText

from ...markup import linked_titles, render
from ..access.audience import view_of_hanging
from ..access.machinery import NOBODY, AccessQuerySet, Action, Guarded
from ..vocabulary import Level, Status
from .revisions import Revision


class RestrictedDetailQuerySet(AccessQuerySet):
    @staticmethod
    def view(me: Standing) -> Q:
        return view_of_hanging(me) if me.is_member else NOBODY

    @transaction.atomic
    def set(self, entry, *, by, level: int, text: str) -> RestrictedDetail:
        """Write the detail of an entry that `by` may edit, at a level stricter than the entry's.

        A co-author changes one that they read; the first is its author's, so that nobody learns
        by trying that there is one. In review it is not made wider: editors would read it unasked.
        """
        entry.begin(by, Action.EDIT)
        if level <= entry.level:
            raise ValidationError(
                {"detail_level": _("Choose a level stricter than the entry's own.")}
            )
        entry.require_possible_level(level, has_reader=False)
        detail = RestrictedDetail.objects.filter(entry=entry).first()
        if detail and by.pk == entry.author_id and not detail.is_visible_to(by):
            raise ValidationError(_("There is a detail that you may not read."))
        if not may_write_detail(entry, detail, by):
            raise ValidationError(_("Its author writes the restricted detail first."))
        if detail and level < detail.level and entry.status == Status.IN_REVIEW:
            raise ValidationError(
                {
                    "detail_level": _(
                        "Not in review: take the entry back first, then make this wider."
                    )
                }
            )
        if detail is None:
            detail = self.create(entry=entry, level=level)
        detail.level = level
        detail.save(update_fields=["level"])
        detail.add_revision(writer=by, text=text)
        entry.void_approvals(Revision.Cause.DETAIL, by=by)
        return detail

    def render_anew(self, entry) -> None:
        """The same words as a new wording, in the language that `entry` has now. For verbs."""
        detail = RestrictedDetail.objects.filter(entry=entry).first()
        if detail and (current := detail.current):
            detail.entry = entry
            detail.add_revision(writer=current.writer, text=current.text)


def may_write_detail(entry, detail: RestrictedDetail | None, by) -> bool:
    if detail is None:
        return by.pk == entry.author_id
    return detail.is_visible_to(by)


def shows_typed_detail(entry, user) -> bool:
    """Whether what `user` typed about a restricted detail is shown to them again.

    It follows from what they see, so that nobody learns by typing that there is one; its author knows.
    """
    if RestrictedDetail.objects.visible_to(user).filter(entry=entry).exists():
        return True
    return entry.author_id == user.pk and not RestrictedDetail.objects.filter(entry=entry).exists()


class RestrictedDetail(Guarded):
    """A part of an entry with its own stricter level. Never indexed, encoded, mailed, exported."""

    entry = models.OneToOneField("sharing.Entry", models.CASCADE, related_name="detail")
    level = models.PositiveSmallIntegerField(_("sharing level"), choices=Level)

    objects = RestrictedDetailQuerySet.as_manager()

    class Meta:
        verbose_name = _("restricted detail")
        verbose_name_plural = _("restricted details")

    def __str__(self) -> str:
        return f"detail {self.pk}"

    @property
    def current(self) -> DetailRevision | None:
        return self.revisions.first()

    def add_revision(self, *, writer, text: str) -> DetailRevision:
        """Append a wording; its links resolve among what `writer` may see, as those of an entry do."""
        number = self.revisions.count() + 1
        targets = type(self.entry).objects.titled(linked_titles(text), seen_by=writer)
        rendered = render(
            text,
            document_id=f"detail-{self.pk}-{number}",
            targets=targets,
            language=self.entry.language,
        )
        return self.revisions.create(
            number=number, writer=writer, level=self.level, text=text, rendered=rendered
        )


class DetailRevisionQuerySet(AppendOnlyQuerySet, AccessQuerySet):
    @staticmethod
    def view(me: Standing) -> Q:
        """Read as the detail is, and at the level at which it was written."""
        if not me.is_member:
            return NOBODY
        return view_of_hanging(me, "detail__entry__", "level") & view_of_hanging(
            me, "detail__entry__", "detail__level"
        )

    def newest_of(self, entry) -> DetailRevision | None:
        """How the detail of `entry` reads now, of these."""
        return self.filter(detail__entry=entry).first()


class DetailRevision(AppendOnly, Guarded):
    """One wording of a restricted detail. Added, never changed."""

    detail = models.ForeignKey(RestrictedDetail, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level)
    text = WrittenText(_("restricted detail"), max_length=40_000)
    rendered = models.TextField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DetailRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["detail", "number"], name="detail_numbered_once")
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of detail {self.detail_id}"
