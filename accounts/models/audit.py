"""The audit trail: who did what to which thing, when and why. Ids only, never words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .append_only import AppendOnly, AppendOnlyQuerySet
from .written import WrittenText


class Verb(models.TextChoices):
    """What the trail speaks of."""

    ADMITTED = "admitted", _("admitted")
    DECLINED = "declined", _("not let in for now")
    INVITED = "invited", _("invited")
    JOINED = "joined", _("joined")
    ROLE_GIVEN = "role_given", _("role given")
    ROLE_TAKEN = "role_taken", _("role taken away")
    ORGANISATION_SET = "organisation_set", _("organisation set")
    DOMAIN_VERIFIED = "domain_verified", _("domain verified")
    DOMAIN_REFUSED = "domain_refused", _("domain no longer verified")
    DEACTIVATED = "deactivated", _("deactivated")
    REACTIVATED = "reactivated", _("made active again")
    ERASED = "erased", _("erased")
    DATA_EXPORTED = "data_exported", _("own data exported")
    SUBMITTED = "submitted", _("submitted")
    TAKEN_BACK = "taken_back", _("taken back")
    CHANGES_ASKED = "changes_asked", _("changes asked for")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    ACCEPTED = "accepted", _("revision accepted")
    REFUSED = "refused", _("revision refused")
    PULLED_BACK = "pulled_back", _("pulled back")
    ARCHIVED = "archived", _("archived")
    TAKEN_OVER = "taken_over", _("taken over")
    RENEWED = "renewed", _("still true")
    WIDENED = "widened", _("made wider")
    NARROWED = "narrowed", _("made narrower")
    NAMED = "named", _("named in an audience")
    UNNAMED = "unnamed", _("no longer named in an audience")
    ASSIGNED = "assigned", _("assigned")
    LAPSED = "lapsed", _("assignment lapsed")
    IMPORTED = "imported", _("imported")
    DELETED = "deleted", _("draft deleted")
    GLASS_BROKEN = "glass_broken", _("opened by break-glass")
    CONCERN_REPORTED = "concern_reported", _("concern reported")
    CONCERN_ANSWERED = "concern_answered", _("concern answered")
    PICKED_UP = "picked_up", _("picked up")
    ANSWERED = "answered", _("answered")
    SOLVED = "solved", _("solved")
    MERGED = "merged", _("merged")
    REWORDED = "reworded", _("said in other words")
    WITHDRAWN = "withdrawn", _("withdrawn")


# What happened to somebody's place here: who it is about is told.
OF_PLACE = (
    Verb.ADMITTED,
    Verb.ROLE_GIVEN,
    Verb.ROLE_TAKEN,
    Verb.ORGANISATION_SET,
    Verb.REACTIVATED,
)


class AuditRecordQuerySet(AppendOnlyQuerySet):
    def told_to(self, user_id: int):
        """What happened to their place here."""
        return self.filter(subject=user_id, verb__in=OF_PLACE)

    def new_to(self, user_id: int):
        """Of that, what they have not read yet and did not do themselves."""
        by_others = models.Q(actor=None) | ~models.Q(actor=user_id)
        unread = models.Q(pk__gt=models.F("subject__told_until"))
        return self.told_to(user_id).filter(by_others & unread)

    def record(self, verb: Verb, thing, *, by, about=None, reason: str = "", **facts):
        """Write one line. `thing` has a public id; `facts` are ids and codes, never words."""
        return self.create(
            verb=verb,
            kind=thing._meta.model_name,
            public_id=str(getattr(thing, "public_id", "") or thing.pk),
            actor=by if by is not None and by.is_authenticated else None,
            subject=about,
            reason=reason,
            facts=facts,
        )


class AuditRecord(AppendOnly):
    """One line of the trail. No foreign key leads to what it speaks of: the trail outlives it."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    verb = models.CharField(_("what happened"), max_length=20, choices=Verb)
    kind = models.CharField(_("kind of record"), max_length=40)
    public_id = models.CharField(_("public id"), max_length=40, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="told",
        help_text=_("The person it was done to, who is told."),
        verbose_name=_("about whom"),
    )
    reason = WrittenText(_("reason"), blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)

    objects = AuditRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit record")
        verbose_name_plural = _("lines of the audit trail")
        indexes = [models.Index(fields=["subject", "-at"], name="audit_told")]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.public_id}"
