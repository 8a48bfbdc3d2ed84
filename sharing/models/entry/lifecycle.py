"""The verbs of an entry's life: review, publication, pulling back, archive, ownership."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, Standing, User, Verb

from ..access.machinery import Action
from ..telling.following import Notification
from ..vocabulary import OPEN_LEVELS, REVIEW_PERIOD, SECTION_NAMES, Level, Status
from .deciders import tell_publishers
from .reviews import Review


class Lifecycle:
    """DRAFT → IN_REVIEW → PUBLISHED → ARCHIVED, and back where DOMAIN.md allows it."""

    @transaction.atomic
    def submit(self, *, by, reviewers=()) -> None:
        """Ask for review: the same people once. Raises ValidationError while a required section is empty."""
        self.begin(by, Action.EDIT)
        people = {one.pk for one in reviewers}
        if self.status == Status.IN_REVIEW and people and self._asked() >= people:
            return  # the first of two clicks did it
        self.require(by, Action.SUBMIT)
        if missing := self.current_revision.missing_sections:
            raise ValidationError(
                {name: _("Needed before review: %s.") % SECTION_NAMES[name] for name in missing}
            )
        self.status = Status.IN_REVIEW
        self.round += 1
        self.save(update_fields=["status", "round"])
        self.audit(Verb.SUBMITTED, by=by, revision=self.current_revision.number)
        self._assign(reviewers, by=by)
        self.tell_also_editors(by=by)

    @transaction.atomic
    def assign(self, reviewers, *, by) -> None:
        """Ask these members to review the wording that is in review now.

        Raises ValidationError for somebody who may not read it: at TLP:AMBER name them first.
        """
        self.begin(by, Action.ASSIGN)
        self._assign(reviewers, by=by)

    def _assign(self, reviewers, *, by) -> None:
        """Ask them, except who is asked about this wording already."""
        asked = self._asked()
        reviewers = [reviewer for reviewer in reviewers if reviewer.pk not in asked]
        for reviewer in reviewers:
            if self.wrote(reviewer):
                raise ValidationError(_("Nobody reviews their own words."))
            if not self.is_in_audience(reviewer):
                raise ValidationError(
                    _("%(name)s may not read this at its level."),
                    params={"name": reviewer.shown_name},
                )
            Review.objects.ask(self, reviewer, by=by)
            self.audit(Verb.ASSIGNED, by=by, about=reviewer)
        self.tell([r.pk for r in reviewers], "review_asked", by=by)

    def _asked(self) -> set[int]:
        """Who is asked about this wording in this round."""
        asked = Review.objects.of_round(self).filter(is_assigned=True)
        return set(asked.filter(revision=self.current_revision).values_list("reviewer", flat=True))

    def ask_reviewers_again(self, revision, *, by) -> None:
        """A new wording voids approvals: the same reviewers are asked about it."""
        asked = Review.objects.of_round(self).filter(is_assigned=True).exclude(revision=revision)
        reviewers = {r.reviewer_id: r.reviewer for r in asked.select_related("reviewer")}
        for reviewer in reviewers.values():
            Review.objects.ask(self, reviewer, by=by)
        self.tell(list(reviewers), "review_asked", by=by)

    def void_approvals(self, cause: str, *, by) -> None:
        """What is in review is no longer what it was: the same words become a new wording.

        So no answer and no publication is about what nobody read. For verbs, which hold the lock; the
        wording that this very save made will do.
        """
        if self.status == Status.IN_REVIEW and self.worded_now != self.current_revision_id:
            self.word_anew(cause, by=by)

    def require_read(self, number: int | None) -> None:
        """Raise ValidationError unless revision `number` is what stands there now; None: it was just read."""
        if number is not None and number != self.current_revision.number:
            raise ValidationError(_("Somebody changed the text. Read the new wording first."))

    @transaction.atomic
    def take_back(self, *, by) -> None:
        """Make it a draft again."""
        self.begin(by, Action.TAKE_BACK)
        self._become_draft()
        self.audit(Verb.TAKEN_BACK, by=by)

    @transaction.atomic
    def ask_for_changes(self, *, by, comment: str, read: int | None = None) -> None:
        """Give it back to its author, saying what has to change. `read` as in `approve`."""
        self.begin(by, Action.DECIDE)
        self.require_read(read)
        if not comment.strip():
            raise ValidationError({"comment": _("Say what has to change.")})
        Review.objects.answer(self, by=by, verdict=Review.Verdict.CHANGES, comment=comment)
        self._become_draft()
        self.audit(Verb.CHANGES_ASKED, by=by)
        self.tell(self.writer_ids(), "changes_asked", by=by)

    def _become_draft(self) -> None:
        self.status = Status.DRAFT
        self.save(update_fields=["status"])

    @transaction.atomic
    def approve(self, *, by, comment: str = "", read: int | None = None) -> None:
        """Say, as an assigned reviewer or an editor, that this wording is good.

        `read` is the number of the revision that was read: raises ValidationError when it is another now.
        """
        self.begin(by, Action.DECIDE)
        self.require_read(read)
        if self.wrote(by):
            raise ValidationError(_("Nobody reviews their own words."))
        said = {"by": by, "verdict": Review.Verdict.APPROVE, "comment": comment}
        if Review.objects.was_said(self.public_id, read=self.current_revision.number, **said):
            return  # the first of two clicks did it
        Review.objects.answer(self, **said)
        self.audit(Verb.APPROVED, by=by, revision=self.current_revision.number)
        self.tell(self.writer_ids(), "approved", by=by)
        tell_publishers(self, by=by)

    @transaction.atomic
    def publish(self, revision, *, by) -> None:
        """Raise the flag: everyone in the audience reads it from now on.

        Raises ValidationError when the wording is not the one in review, or when no outside reader
        approved it (TLP:CLEAR and TLP:GREEN).
        """
        self.begin(by, Action.PUBLISH)
        if revision.entry_id != self.pk:
            raise ValueError("That revision is another entry's.")
        self.require_read(revision.number)
        if self.needs_outside_reader:
            raise ValidationError(
                _("Somebody from outside its sectors has to say first: I could use this.")
            )
        self._go_public()
        self.audit(Verb.PUBLISHED, by=by, revision=revision.number)
        self.tell(self.writer_ids(), "published", by=by)

    @property
    def needs_outside_reader(self) -> bool:
        """Whether DOMAIN asks for an outside reader whose approval is not there yet."""
        if self.level not in OPEN_LEVELS:
            return False
        return not Review.objects.approvals_of(self).from_outside().exists()

    def require_outside_reader_ever(self, sectors: set[int]) -> None:
        """Raise ValidationError unless somebody from outside `sectors`, those that it will have, approved
        it once, or it came from elsewhere.

        What was published to few is not opened to all by making it wider: that is publishing too. It
        may have been an earlier wording: what was accepted since, an editor read.
        """
        approved = Review.objects.filter(entry=self, verdict=Review.Verdict.APPROVE, lapsed_at=None)
        if not self.source_id and not approved.from_outside(sectors).exists():
            text = _("Nobody from outside its sectors approved it yet. Pull it back, and ask one.")
            raise ValidationError({"level": text})

    def _go_public(self, at=None) -> None:
        now = at or timezone.now()
        self.status = Status.PUBLISHED
        self.published_at = self.published_at or now
        self.review_due_at = now + REVIEW_PERIOD
        self.save(update_fields=["status", "published_at", "review_due_at"])

    @transaction.atomic
    def pull_back(self, *, by, reason: str = "") -> None:
        """Take it out of sight at once; it is in review again."""
        self.begin(by, Action.PULL_BACK)
        self.status = Status.IN_REVIEW
        self.round += 1
        self.save(update_fields=["status", "round"])
        self.audit(Verb.PULLED_BACK, by=by, reason=reason)
        self.tell([*self.writer_ids(), self.owner_id], "pulled_back", by=by)

    @transaction.atomic
    def renew(self, *, by) -> None:
        """Say that it is still true: another year."""
        self.begin(by, Action.RENEW)
        self.review_due_at = timezone.now() + REVIEW_PERIOD
        self.save(update_fields=["review_due_at"])
        self.audit(Verb.RENEWED, by=by)

    @transaction.atomic
    def archive(self, *, by, superseded_by=None, reason: str = "") -> None:
        """Lower the flag: withdrawn, or superseded by another entry."""
        self.begin(by, Action.ARCHIVE)
        if superseded_by is not None and (
            superseded_by.pk == self.pk or not superseded_by.is_visible_to(by)
        ):
            raise ValidationError(_("Name another entry that you can read."))
        self.status, self.archived_at = Status.ARCHIVED, timezone.now()
        self.superseded_by = superseded_by
        self.save(update_fields=["status", "archived_at", "superseded_by"])
        self.audit(Verb.ARCHIVED, by=by, reason=reason)
        self.tell([*self.writer_ids(), self.owner_id], "archived", by=by)

    @transaction.atomic
    def take_over(self, *, by) -> None:
        """Become its owner."""
        self.begin(by, Action.TAKE_OVER)
        before, self.owner = self.owner_id, by
        self.save(update_fields=["owner"])
        self.audit(Verb.TAKEN_OVER, by=by)
        self.tell([before], "taken_over", by=by)

    @transaction.atomic
    def hand_over(self, to, *, by) -> None:
        """Make a contributor of its home sector the owner; of words not yet published, co-author too.

        Raises ValidationError for somebody who may not read it or not write in that sector.
        """
        self.begin(by, Action.HAND_OVER)
        if not self.may_be_given_to(to):
            raise ValidationError(
                _("%(name)s may not read this, or writes in another sector."),
                params={"name": to.shown_name},
            )
        self._give_to(to, by=by)

    @transaction.atomic
    def assign_unread(self, to) -> None:
        """Give a draft that nobody can read to somebody of its organisation; for the sweep."""
        self.lock()
        if self.status != Status.DRAFT or to.organisation_id != self.organisation_id:
            raise ValidationError(_("A draft stays within its organisation."))
        if any(
            self.is_in_audience(writer) for writer in User.objects.filter(pk__in=self.writer_ids())
        ):
            raise ValidationError(_("Somebody reads it still."))
        self._give_to(to, by=None)

    def may_be_given_to(self, user) -> bool:
        roles = Standing.fresh(user)
        return roles.role_in(self.home_sector_id) >= Role.CONTRIBUTOR and self.is_in_audience(user)

    def _give_to(self, to, *, by) -> None:
        self.owner = to
        self.save(update_fields=["owner"])
        if self.status in (Status.DRAFT, Status.IN_REVIEW) and to.pk != self.author_id:
            self.co_authors.add(to)
        self.audit(Verb.ASSIGNED, by=by, about=to)
        self.tell([to.pk], "handed_over", by=by)

    # Who is told

    def writer_ids(self) -> list[int]:
        return [self.author_id, *self.co_authors.values_list("pk", flat=True)]

    def wrote(self, user) -> bool:
        return user.pk in {*self.writer_ids(), self.current_revision.writer_id}

    def tell(self, user_ids, kind: str, *, by) -> None:
        Notification.objects.tell(user_ids, kind, entry=self, by=by)

    def tell_also_editors(self, *, by) -> None:
        """The editors of its also sectors hear of it: they may take their sector off."""
        if self.level in (Level.STRICT, Level.RED):
            return
        also = type(self).also_sectors.through.objects.filter(entry=self).values("sector")
        editors = Membership.objects.filter(sector__in=also, role__gte=Role.EDITOR)
        self.tell(editors.values_list("user", flat=True), "sector_added", by=by)
