"""The verbs that decide who may read an entry: level, sectors, names, break-glass."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, Role, Sector, Standing, User, Verb

from ..access.audience import audience
from ..access.machinery import Action
from ..telling.following import Notification
from ..vocabulary import OPEN_LEVELS, Level, Status
from .hanging import opens_what_is_unread
from .revisions import Revision


@dataclass(frozen=True)
class Reach:
    """Who an entry is meant for: its level, its sectors, and the names in its audience."""

    level: int
    home_sector: int
    also_sectors: frozenset[int] = field(default_factory=frozenset)
    named_organisations: frozenset[int] = field(default_factory=frozenset)
    named_people: frozenset[int] = field(default_factory=frozenset)

    def is_wider_than(self, other: Reach) -> bool:
        return (
            self.level < other.level
            or self.home_sector != other.home_sector
            or bool(self.also_sectors - other.also_sectors)
            or bool(self.named_organisations - other.named_organisations)
            or bool(self.named_people - other.named_people)
            or self.is_opened_to_those_named(other)
        )

    def is_opened_to_those_named(self, other: Reach) -> bool:
        """At TLP:AMBER+STRICT people are named in vain; at TLP:RED they read it."""
        to_red = self.level == Level.RED and other.level == Level.STRICT
        return to_red and bool(self.named_people)

    def is_narrower_than(self, other: Reach) -> bool:
        """Whether somebody loses it; one reach can be both wider and narrower than another."""
        return other.is_wider_than(self)


class StaleReach(ValidationError):
    """Somebody else changed who may read it since it was looked at. Nothing was changed."""

    def __init__(self):
        super().__init__(_("Somebody else changed who may read this meanwhile."))


class SharingOut:
    """How an entry's audience is made wider and narrower."""

    @property
    def reach(self) -> Reach:
        ids = {
            name: frozenset(getattr(self, name).values_list("pk", flat=True))
            for name in ("also_sectors", "named_organisations", "named_people")
        }
        return Reach(self.level, self.home_sector_id, **ids)

    def makes_wider(self, reach: Reach) -> bool:
        """Whether somebody newly reads it: that is confirmed first.

        At TLP:RED its author reads it, also one who left the organisation and was out at
        TLP:AMBER+STRICT.
        """
        lets_author_in = (
            self.level == Level.STRICT
            and reach.level == Level.RED
            and self.author is not None
            and not self.is_in_audience(self.author)
        )
        return lets_author_in or reach.is_wider_than(self.reach)

    def is_in_audience(self, user) -> bool:
        """Whether `user` is a member in AUDIENCE, whatever the state."""
        me = Standing.fresh(user)
        return me.is_member and type(self).objects.filter(audience(me), pk=self.pk).exists()

    @transaction.atomic
    def share(self, reach: Reach, *, by, reason: str = "", seen: Reach | None = None) -> None:
        """Give the entry another reach. `seen`: the one that was looked at, where somebody looked before
        it was locked; raises StaleReach when it is another by now.

        Wider asks for WIDEN, or OPEN_UP where it leaves TLP:AMBER+STRICT and TLP:RED behind, and
        voids approvals; narrower asks for NARROW and holds at once. An
        editor of an also sector may take that sector off. Confirming with whom it newly reaches is
        the caller's: `audience_members` counts them. Raises ValidationError for a name that would open
        what `by` does not read.
        """
        self.lock()
        before = self.reach
        if reach == before:
            return
        is_wider = self.makes_wider(reach)
        for action in self._needed(reach, before, is_wider=is_wider):
            self.require(by, action)
        if seen is not None and seen != before:
            raise StaleReach
        self._refuse_own_name(reach, before, by=by)
        self._refuse_opening_unread(reach, before, by=by)
        self._refuse_unwritable_home(reach, before, by=by)
        self.require_possible_level(reach.level, has_reader=bool(reach.named_people))
        if self.is_shown and reach.level in OPEN_LEVELS and before.level not in OPEN_LEVELS:
            self.require_outside_reader_ever({reach.home_sector, *reach.also_sectors})
        self._set_reach(reach)
        self._record(reach, before, by=by, reason=reason, is_wider=is_wider)

    @staticmethod
    def _needed(reach: Reach, before: Reach, *, is_wider: bool):
        if is_wider:
            opens_up = reach.level < Level.STRICT <= before.level
            yield Action.OPEN_UP if opens_up else Action.WIDEN
        if reach.is_narrower_than(before):
            yield Action.NARROW

    def _refuse_own_name(self, reach: Reach, before: Reach, *, by) -> None:
        """No administrator changes their own name in audiences, nor their organisation's."""
        me = Standing.of(by)
        if not me.is_administrator or self.author_id == me.user_id:
            return
        people = reach.named_people ^ before.named_people
        organisations = reach.named_organisations ^ before.named_organisations
        if me.user_id in people or me.organisation_id in organisations:
            raise PermissionDenied("A second administrator decides about your own name.")

    def _refuse_opening_unread(self, reach: Reach, before: Reach, *, by) -> None:
        """A name opens what was written for fewer, too: only who reads that gives one (docs/adr, 7)."""
        people = bool(reach.named_people - before.named_people)
        organisations = bool(reach.named_organisations - before.named_organisations)
        me = Standing.of(by)
        if opens_what_is_unread(self, me, people=people, organisations=organisations):
            raise ValidationError(
                _("A part of this is kept for a few people. Only one of them can name others.")
            )

    def _refuse_unwritable_home(self, reach: Reach, before: Reach, *, by) -> None:
        if reach.home_sector == before.home_sector:
            return
        if Standing.of(by).role_in(reach.home_sector) < Role.CONTRIBUTOR:
            raise PermissionDenied("Contributors of the home sector write its entries.")

    def _set_reach(self, reach: Reach) -> None:
        self.level, self.home_sector_id = reach.level, reach.home_sector
        self.save(update_fields=["level", "home_sector"])
        self.also_sectors.set(Sector.objects.filter(pk__in=reach.also_sectors))
        self.named_organisations.set(Organisation.objects.filter(pk__in=reach.named_organisations))
        self.named_people.set(User.objects.members().filter(pk__in=reach.named_people))

    def _record(self, reach: Reach, before: Reach, *, by, reason: str, is_wider: bool) -> None:
        levels = {"before": before.level, "after": reach.level}
        if reach.is_narrower_than(before):
            self.audit(Verb.NARROWED, by=by, reason=reason, **levels)
        if is_wider:
            self.audit(Verb.WIDENED, by=by, reason=reason, **levels)
            self._restate(reach, by=by)
            self.tell_also_editors(by=by)
        for person in reach.named_people - before.named_people:
            self.audit(Verb.NAMED, by=by, about=User(pk=person))
        for person in before.named_people - reach.named_people:
            self.audit(Verb.UNNAMED, by=by, about=User(pk=person))
        if self.status in (Status.PUBLISHED, Status.IN_REVIEW):
            self.tell(reach.named_people - before.named_people, "named", by=by)

    def _restate(self, reach: Reach, *, by) -> None:
        """The same words at the new level, as a new revision: older ones keep theirs.

        In review this is also what voids the approvals of the older one.
        """
        if reach.level < self.current_revision.level or self.status == Status.IN_REVIEW:
            self.word_anew(Revision.Cause.WIDER, by=by)

    @transaction.atomic
    def leave_sector(self, sector: Sector, *, by) -> None:
        """Take an also sector off, as one of its editors."""
        self.begin(by, Action.LEAVE_SECTOR)
        me = Standing.of(by)
        if me.role_in(sector.pk) < Role.EDITOR:
            raise PermissionDenied("Editors of that sector take it off.")
        before = self.reach
        if sector.pk not in before.also_sectors:
            raise ValidationError(_("It is not meant for that sector."))
        self.also_sectors.remove(sector)
        self.audit(Verb.NARROWED, by=by, sector=sector.slug)

    @transaction.atomic
    def name_people(self, people, *, by) -> None:
        """Name people in the audience of a TLP:AMBER entry, to review it. Stricter ones are for who reads
        them already: raises ValidationError.
        """
        self.lock()  # the rest of its reach stays as it is by now
        if self.level != Level.AMBER:
            names = ", ".join(person.shown_name for person in people)
            text = _("%(names)s may not read this at its level. Choose somebody who may.")
            raise ValidationError({"reviewers": text % {"names": names}})
        named = self.reach.named_people | {p.pk for p in people}
        self.share(replace(self.reach, named_people=named), by=by)

    def tell_of_glass(self, *, by) -> None:
        """Its author and its owner hear at once; who reads it no more hears of no entry by name."""
        for person in User.objects.filter(pk__in=[self.author_id, self.owner_id]):
            entry = self if self.is_visible_to(person) else None
            Notification.objects.tell([person.pk], "glass_broken", entry=entry, by=by)

    @classmethod
    def break_glass(cls, public_id: str, *, by, reason: str):
        """Open the current wording of an entry for 24 hours, as an administrator.

        Returns the grant, or None where no such entry is; a form answers alike in both cases.
        """
        from ..access.grants import BreakGlassGrant

        me = Standing.fresh(by)
        if not me.is_administrator:
            raise PermissionDenied("Administrators break the glass.")
        if not reason.strip():
            raise ValidationError({"reason": _("Say why.")})
        with transaction.atomic():
            entry = cls.objects.filter(public_id=public_id).first()
            if entry is None:
                return None
            grant = BreakGlassGrant.objects.create(entry=entry, administrator=by, reason=reason)
            entry.audit(Verb.GLASS_BROKEN, by=by, reason=reason)
            entry.tell_of_glass(by=by)
        return grant
