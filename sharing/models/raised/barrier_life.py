"""The verbs of a barrier's life: met, picked up, answered, solved, merged; and who is told."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditRecord, Membership, Role, Standing, User, Verb

from ..access.machinery import Action
from ..telling.following import Notification
from ..vocabulary import OPEN_LEVELS, Level

LATEST_ANSWER = timedelta(days=730)


def wanted(name: str, text: str, words: str) -> str:
    """The text, or a ValidationError beside its field."""
    if not text.strip():
        raise ValidationError({name: words})
    return text.strip()


class BarrierLife:
    """OPEN → PICKED_UP → ANSWERED or SOLVED."""

    @transaction.atomic
    def meet(self, *, by, on: bool = True) -> None:
        """Say that the organisation of `by` meets this too, or no longer. Twice changes nothing."""
        self.begin(by, Action.MEET)
        organisation_id = Standing.of(by).organisation_id
        if on:
            self.meets.get_or_create(organisation_id=organisation_id, defaults={"by": by})
        else:
            self.meets.filter(organisation=organisation_id).delete()

    @transaction.atomic
    def pick_up(self, *, by, first_answer: str, answer_due: date | None) -> None:
        """Take it on in the name of the organisation of `by`, with a first answer and a date."""
        self.begin(by, Action.PICK_UP)
        self.first_answer = wanted("first_answer", first_answer, _("Write a first answer."))
        today = timezone.localdate()
        if answer_due is None or not today < answer_due <= today + LATEST_ANSWER:
            raise ValidationError(
                {"answer_due": _("Give a date after today, within the next two years.")}
            )
        self.answer_due, self.picked_up_by, self.picked_up_at = answer_due, by, timezone.now()
        self.picked_up_for_id = Standing.of(by).organisation_id
        self._move("picked_up", Verb.PICKED_UP, by=by)

    @transaction.atomic
    def answer_with(self, answer: str, *, by) -> None:
        """Answer it, for the organisation that picked it up. It stays, but everyone knows why."""
        self.begin(by, Action.ANSWER)
        self.answer = wanted("answer", answer, _("Write the answer."))
        self.answered_at = timezone.now()
        self._move("answered", Verb.ANSWERED, by=by)

    @transaction.atomic
    def solve(self, *, by, solved_with: str, change: str, change_url: str = "") -> None:
        """Say that it is gone, and what changed: a law, a standard, an agreement."""
        self.begin(by, Action.ANSWER)
        self.solved_with = wanted("solved_with", solved_with, _("Say what changed."))
        self.change = wanted("change", change, _("Choose what changed."))
        self.change_url, self.solved_at = change_url, timezone.now()
        self.clean_fields(exclude=["entry", "addressed_to"])
        self._move("solved", Verb.SOLVED, by=by)

    def _move(self, state: str, verb: Verb, *, by) -> None:
        self.state = state
        self.save()
        AuditRecord.objects.record(verb, self, by=by)
        people = [self.reporter_id, *self.meets.values_list("by", flat=True)]
        Notification.objects.tell(people, Notification.Kind.BARRIER_MOVED, barrier=self, by=by)

    @transaction.atomic
    def add_way_around(self, entry, *, by):
        """Link an entry that helps while it stands; `by` sees both."""
        self.begin(by, Action.SUGGEST)
        entry.require(by, Action.SAVE)
        if entry.pk == self.entry_id:
            raise ValidationError(_("This barrier was reported from that entry."))
        way, _new = self.ways.get_or_create(entry=entry, defaults={"by": by, "level": entry.level})
        return way

    @transaction.atomic
    def merge_into(self, other, *, by) -> None:
        """Let `other` speak for both: this address shows that one from now on.

        Raises ValidationError where somebody who sees this one would not see the other.
        """
        # Both, and those that go along, in one order: two may merge at once.
        moved = Q(pk__in=(self.pk, other.pk)) | Q(merged_into=self.pk)
        rows = type(self).objects.filter(moved).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))
        self.begin(by, Action.MERGE)
        other = type(self).objects.visible_to(by).standing().filter(pk=other.pk).first()
        if other is None or other.pk == self.pk:
            raise ValidationError({"other": _("Choose another barrier.")})
        if other.closed_at and not self.closed_at:
            raise ValidationError(
                {"other": _("That one is answered or solved, and this one is not. Keep this one.")}
            )
        if not self._is_seen_as_widely(other):
            raise ValidationError({"other": _("Not everyone who sees this barrier sees that one.")})
        people = [self.reporter_id, *self.meets.values_list("by", flat=True)]
        if self.level in OPEN_LEVELS:  # who met it in a small circle said so there only
            self._take_along(other)
        self.merged_into = other
        self.save(update_fields=["merged_into"])
        self.merged.update(merged_into=other)
        AuditRecord.objects.record(Verb.MERGED, self, by=by, into=other.public_id)
        Notification.objects.tell(people, Notification.Kind.BARRIER_MOVED, barrier=other, by=by)

    def _is_seen_as_widely(self, other) -> bool:
        if other.level != Level.AMBER:
            return other.level <= self.level
        same = ("level", "home_sector_id", "addressed_to_id", "organisation_id")
        if any(getattr(self, name) != getattr(other, name) for name in same):
            return False
        # Each who reported one reads it, wherever they belong now: this one, and those merged into it.
        reported = Q(pk=self.reporter_id) | Q(pk__in=self.merged.values("reporter"))
        return all(map(other.is_visible_to, User.objects.members().filter(reported)))

    def _take_along(self, other) -> None:
        """The organisations that meet this one meet the other; so does who reported it."""
        met = dict(self.meets.values_list("organisation", "by"))
        if self.organisation_id:
            met.setdefault(self.organisation_id, self.reporter_id)
        met.pop(other.organisation_id, None)
        for organisation_id, by_id in met.items():
            other.meets.get_or_create(organisation_id=organisation_id, defaults={"by_id": by_id})
        for way in self.ways.exclude(entry=other.entry_id):
            other.ways.get_or_create(
                entry_id=way.entry_id, defaults={"by_id": way.by_id, "level": way.level}
            )

    # Who is told

    def asked(self, *, but=None):
        """Who could take it away, besides `but`: editors and stewards of the organisation it names, else
        of its Party; and the stewards of its home sector, who know whom to ask."""
        editors = Membership.objects.filter(role__gte=Role.EDITOR)
        if self.addressed_to_id:
            editors = editors.filter(user__organisation=self.addressed_to_id)
        else:
            editors = editors.filter(user__organisation__party=self.party)
        stewards = User.objects.stewards_of(self.home_sector_id, but=but)
        people = Q(pk__in=stewards.values("pk")) | Q(memberships__in=editors)
        return User.objects.members().filter(people).distinct()

    def tell_asked(self, *, by=None, kind: str = Notification.Kind.BARRIER_FOR_YOU) -> None:
        self.told_at = timezone.now()
        self.save(update_fields=["told_at"])
        people = self.asked(but=by).values_list("pk", flat=True)
        Notification.objects.tell(people, kind, barrier=self, by=by)
