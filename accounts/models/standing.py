"""Where a user stands: the literals from which every access rule is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet

from .sectors import Role
from .statements import Slot, prepared


@dataclass(frozen=True)
class Standing:
    """A user's organisation and roles, read in one query and kept on the user for one request.

    `roles` maps sector ids to roles. Workers load users afresh, so that a change of role holds at once.
    """

    user_id: int | None = None
    organisation_id: int | None = None
    roles: Mapping[int, int] = field(default_factory=dict, hash=False)  # compared all the same
    is_member: bool = False  # active, address confirmed, admitted
    is_administrator: bool = False

    @classmethod
    def of(cls, user) -> Standing:
        """The standing of `user` (a visitor's, when not signed in), remembered on the user.

        A standing stands for itself: for statements that are prepared, which know no user.
        """
        if isinstance(user, cls):
            return user
        if not user.is_authenticated:
            return VISITOR
        # By attribute, not by __dict__: a request's user is a lazy wrapper with a __dict__ of its own.
        if getattr(user, "_standing", None) is None:
            user._standing = cls.fresh(user)
        return user._standing

    @staticmethod
    def forget(user) -> None:
        """Let the next question read the user's rights anew."""
        user._standing = None

    @classmethod
    def fresh(cls, user) -> Standing:
        """The standing of `user` as the database has it now, in one query."""
        if not user.is_authenticated:
            return VISITOR
        return cls.read(_stands(user=user.pk))

    @classmethod
    def read(cls, rows: Sequence) -> Standing:
        """From rows of `with_memberships` of one user; a visitor's where there is none."""
        if not rows:
            return VISITOR
        one = rows[0]
        if not (one.is_active and one.is_confirmed and one.admitted_at):
            return cls(user_id=one.pk)
        return cls(
            user_id=one.pk,
            organisation_id=one.organisation_id,
            roles={row.in_sector: row.as_role for row in rows if row.in_sector is not None},
            is_member=True,
            is_administrator=one.is_superuser,
        )

    @classmethod
    def alone(cls, user) -> Standing:
        """The same inside a transaction, for whose end waits what this member sends meanwhile.

        So the second of two clicks finds what the first one made. Rows may go on pointing to the member.
        """
        members = get_user_model()._base_manager.select_for_update(no_key=True)
        list(members.filter(pk=user.pk).values_list("pk"))
        return cls.fresh(user)

    def sectors(self, at_least: Role = Role.READER) -> list[int]:
        """Ids of the sectors in which a membership gives at least this role."""
        return [sector for sector, role in self.roles.items() if role >= at_least]

    def role_in(self, *sector_ids: int) -> int:
        """The highest role in these sectors, 0 where there is none."""
        if self.is_administrator:
            return Role.STEWARD
        return max((self.roles.get(sector, 0) for sector in sector_ids), default=0)

    def has_anywhere(self, role: Role) -> bool:
        return self.is_administrator or any(mine >= role for mine in self.roles.values())

    @property
    def is_contributor(self) -> bool:
        """Of some sector: who writes entries."""
        return self.has_anywhere(Role.CONTRIBUTOR)

    @property
    def is_steward(self) -> bool:
        """Of some sector; administrators are, of all."""
        return self.has_anywhere(Role.STEWARD)


VISITOR = Standing()


def has_confirmed_address() -> Exists:
    """Whether a user has confirmed the address that they have now, as an expression."""
    from allauth.account.models import EmailAddress

    mine = {"user": OuterRef("pk"), "email": OuterRef("email")}
    return Exists(EmailAddress.objects.filter(**mine, verified=True))


def with_memberships(users: QuerySet) -> QuerySet:
    """A row for each membership of these users, or one without: what `Standing.read` reads."""
    return users.annotate(
        is_confirmed=has_confirmed_address(),
        in_sector=F("memberships__sector_id"),
        as_role=F("memberships__role"),
    )


@prepared
def _stands():
    from .users import User

    columns = ("pk", "is_active", "admitted_at", "is_superuser", "organisation_id")
    users = User.objects.filter(pk=Slot("user", IntegerField()))
    joined = ("is_confirmed", "in_sector", "as_role")
    return with_memberships(users).values_list(*columns, *joined, named=True)
