"""Who may do what: the machinery, which knows no table.

Seeing is a `Q`, built from the reader's `Standing` as literals. Every other action is one row of a
table: a `Condition`, from which come both the `Q` of a list and the Python answer for a button.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q

from accounts.models import VISITOR, Standing

from .apart import chosen_first
from .rule_in_sql import in_sql, written

NOBODY = Q(pk__in=[])
ANYBODY = ~NOBODY


class Action(models.TextChoices):
    """What somebody may do with a guarded thing."""

    EDIT = "edit"
    DELETE = "delete"
    SUGGEST = "suggest"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    ASSIGN = "assign"
    DECIDE = "decide"
    PUBLISH = "publish"
    ACCEPT = "accept"
    WIDEN = "widen"
    OPEN_UP = "open_up"
    NARROW = "narrow"
    LEAVE_SECTOR = "leave_sector"
    PULL_BACK = "pull_back"
    RENEW = "renew"
    ARCHIVE = "archive"
    TAKE_OVER = "take_over"
    HAND_OVER = "hand_over"
    COMMENT = "comment"
    SAVE = "save"
    APPLY = "apply"
    REPORT = "report"
    PICK_UP = "pick_up"
    ANSWER = "answer"
    MEET = "meet"
    MERGE = "merge"


@dataclass(frozen=True)
class Condition:
    """What holds of a row for somebody: in SQL (`q`) and in Python (`holds`), defined together.

    `holds` reads the row's own columns and the facts that its queryset annotates.
    """

    q: Callable[[Standing], Q]
    holds: Callable[[models.Model, Standing], bool]

    def __or__(self, other: Condition) -> Condition:
        return Condition(
            lambda me: self.q(me) | other.q(me),
            lambda row, me: self.holds(row, me) or other.holds(row, me),
        )

    def __and__(self, other: Condition) -> Condition:
        return Condition(
            lambda me: self.q(me) & other.q(me),
            lambda row, me: self.holds(row, me) and other.holds(row, me),
        )

    def __invert__(self) -> Condition:
        return Condition(lambda me: ~self.q(me), lambda row, me: not self.holds(row, me))


def relation(field: str, mine: str = "user_id") -> Condition:
    """`field` of the row is mine: my user id, or another id of my standing."""

    def q(me: Standing) -> Q:
        value = getattr(me, mine)
        return NOBODY if value is None else Q(**{field: value})

    def holds(row, me: Standing) -> bool:
        value = getattr(me, mine)
        return value is not None and getattr(row, field) == value

    return Condition(q, holds)


def being(field: str, *values) -> Condition:
    """`field` of the row is one of these values."""
    return Condition(
        lambda me: Q(**{f"{field}__in": values}),
        lambda row, me: getattr(row, field) in values,
    )


def standing(test: Callable[[Standing], bool]) -> Condition:
    """Something of the person alone, whatever the row."""
    return Condition(
        lambda me: ANYBODY if test(me) else NOBODY,
        lambda row, me: test(me),
    )


def standing_of(user) -> Standing:
    return VISITOR if user is None else Standing.of(user)


class AccessQuerySet(models.QuerySet):
    """A list that knows who may see and do what.

    A subclass gives `view`, the `Q` of those who may see a row, `rules`, a `Condition` for each
    action, and `facts`, the annotations that the conditions read.
    """

    rules: Mapping[Action, Condition] = {}
    _reader: Standing | None = None

    @staticmethod
    def view(me: Standing) -> Q:
        raise NotImplementedError

    @staticmethod
    def facts(me: Standing) -> dict:
        return {}

    def visible_to(self, user):
        """Rows that `user` may see, a visitor too."""
        return self.filter(self.view_in_sql(standing_of(user)))

    def view_in_sql(self, me: Standing):
        """VIEW as one expression; a member's is kept, for it follows from their standing alone."""
        return written(self.model, self.view, me)

    def allowing(self, user, action: Action):
        """Rows with which `user` may do `action`: always a member, and always seen."""
        me = standing_of(user)
        if not me.is_member or action not in self.rules:
            return self.none()
        return self.filter(self.view_in_sql(me), in_sql(self.rules[action].q(me), self.model))

    def with_abilities(self, user):
        """Visible rows, each with `can_edit`, `can_publish` …, so that templates ask nothing."""
        me = standing_of(user)
        rows = self.filter(self.view_in_sql(me))
        if me.is_member:
            rows = rows.annotate(**self.facts(me))
        rows._reader = me
        return rows

    def read_apart(self):
        """The rows of this slice, to be read whole: what is compared and sorted is narrow."""
        return self.model.objects.filter(chosen_first(self))

    def visible_of_first(self, user, first: int):
        """Of the `first` of these, in their order, those that `user` may see."""
        return self[:first].read_apart().visible_to(user)

    def _clone(self):
        clone = super()._clone()
        clone._reader = self._reader
        return clone

    def _fetch_all(self):
        unread = self._result_cache is None
        super()._fetch_all()
        if unread and self._reader is not None:
            for row in self._result_cache:
                if isinstance(row, Guarded):
                    row.set_abilities(self._reader)


class Guarded(models.Model):
    """A row with rules. Its verbs guard themselves with `require`."""

    class Meta:
        abstract = True

    def set_abilities(self, me: Standing) -> None:
        """Answer every rule from the facts at hand, without a query."""
        for action, rule in type(self).objects.all().rules.items():
            setattr(self, f"can_{action.value}", me.is_member and rule.holds(self, me))

    def is_visible_to(self, user) -> bool:
        return type(self).objects.visible_to(user).filter(pk=self.pk).exists()

    def can(self, user, action: Action) -> bool:
        return type(self).objects.allowing(user, action).filter(pk=self.pk).exists()

    def require(self, user, action: Action) -> None:
        """Raise PermissionDenied unless `user` may; asks the database for rights as they are now."""
        Standing.forget(user)
        if not self.can(user, action):
            raise PermissionDenied(f"{user} may not {action} {self}.")

    def lock(self) -> None:
        """Lock the row and read it again, inside a transaction. Rows may go on pointing to it.

        On SQLite the transaction itself is the lock (IMMEDIATE).
        """
        type(self).objects.select_for_update(no_key=True).only("pk").get(pk=self.pk)
        self.refresh_from_db()

    def begin(self, by, action: Action) -> None:
        """Open a verb: lock the row, read it again, and require the right to act."""
        self.lock()
        self.require(by, action)
