"""Lists of entries, and beginning one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Role, Sector, Standing

from ..access.audience import has_grant, is_co_author, is_named, view, view_in_circulation
from ..access.machinery import AccessQuerySet, standing_of
from ..access.rule_in_sql import written
from ..access.rules import ENTRY_RULES, entry_facts
from ..vocabulary import OPEN_LEVELS, SECTIONS, Level, Status
from .importing import BringingIn

if TYPE_CHECKING:
    from .entries import Entry


class EntryQuerySet(BringingIn, AccessQuerySet):
    rules = ENTRY_RULES
    view = staticmethod(view)
    facts = staticmethod(entry_facts)

    def opened_by(self, user):
        """Rows that `user` may see or has broken the glass of: for the entry's own page alone."""
        me = standing_of(user)
        return self.filter(view(me) | has_grant(me))

    def published(self):
        return self.filter(status=Status.PUBLISHED)

    def shown(self):
        """Published and archived: what a list for readers may hold."""
        return self.filter(status__in=(Status.PUBLISHED, Status.ARCHIVED))

    def findable_by(self, user):
        """What `user` may see of what is published or archived, TLP:RED apart: for search."""
        return self.filter(written(self.model, view_in_circulation, standing_of(user)))

    def in_circulation(self):
        """Published and not TLP:RED, which is in no index, suggestion, count or mail."""
        return self.published().exclude(level=Level.RED)

    def open(self):
        """Published CLEAR and GREEN entries: what statistics and figures are made of."""
        return self.published().filter(level__in=OPEN_LEVELS)

    def shared_closely_with(self, user):
        """TLP:RED entries of which `user` is author or named: "Shared with you"."""
        me = standing_of(user)
        if not me.is_member:
            return self.none()
        return self.visible_to(user).filter(is_named(me) | Q(author=me.user_id), level=Level.RED)

    def own_of(self, user):
        """What `user` wrote, alone or with others, or owns."""
        return self.filter(Q(author=user) | Q(owner=user) | is_co_author(standing_of(user)))

    def overdue(self, now=None):
        return self.published().filter(review_due_at__lt=now or timezone.now())

    def titled(self, titles, *, seen_by) -> dict[str, str]:
        """Public ids by title, of those among `titles` that `seen_by` may see: one query."""
        if not titles:
            return {}
        rows = self.visible_to(seen_by).filter(current_revision__title__in=titles).order_by("pk")
        return dict(rows.values_list("current_revision__title", "public_id"))

    def with_outside_reading(self):
        """Annotated with `lacks_outsider`: whether `needs_outside_reader`, of many at once."""
        from .reviews import Review

        approved = Review.objects.that_hold().from_outside().filter(entry=OuterRef("pk"))
        return self.annotate(lacks_outsider=Q(level__in=OPEN_LEVELS) & ~Q(Exists(approved)))

    def for_cards(self):
        """With what a line in a list shows."""
        return self.select_related("home_sector", "current_revision", "organisation")

    def for_rows(self):
        """The same with title and summary alone: a row of many shows no section."""
        heavy = (*SECTIONS, "rendered", "comment")
        return self.for_cards().defer(*(f"current_revision__{name}" for name in heavy))

    def for_page(self):
        return self.for_cards().select_related("author", "owner")

    def with_page_facts(self, user):
        """Annotated with what `user` keeps and watches, and whether suggestions wait for them."""
        from .around import page_facts

        me = standing_of(user)
        return self.annotate(**page_facts(me)) if me.is_member else self

    @transaction.atomic
    def write(self, *, by, home_sector: Sector, kind: str, words: dict, **decided) -> Entry:
        """Begin a draft. `words` are the fields of its first revision; `decided` those of the entry.

        Raises PermissionDenied without role(home) ≥ CONTRIBUTOR, ValidationError for a level that
        the writer cannot give.
        """
        me = Standing.fresh(by)
        if not me.is_member or me.role_in(home_sector.pk) < Role.CONTRIBUTOR:
            raise PermissionDenied("Contributors of the home sector write its entries.")
        related = {name: decided.pop(name, ()) for name in RELATED}
        entry = self.model(
            home_sector=home_sector,
            kind=kind,
            author=by,
            owner=by,
            organisation_id=me.organisation_id,
            **decided,
        )
        entry.require_possible_level(entry.level, has_reader=True)
        entry.save()
        for name, values in related.items():
            getattr(entry, name).set(values)
        entry.add_revision(writer=by, words=words)
        return entry


RELATED = (
    "also_sectors", "themes", "standards", "co_authors", "named_organisations", "named_people",
)  # fmt: skip
