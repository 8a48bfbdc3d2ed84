"""People and where they belong. This package is the only door."""

from .append_only import AppendOnly, AppendOnlyQuerySet
from .audit import AuditRecord, Verb
from .invitations import Invitation
from .memberships import Membership
from .organisations import Organisation, OrganisationDomain, Party
from .preferences import Language
from .sectors import Role, Sector
from .sessions import forget_ended_sessions, sessions_of
from .standing import VISITOR, Standing, with_memberships
from .statements import Ids, Slot, prepared
from .users import User
from .written import WrittenLine, WrittenText

__all__ = [
    "VISITOR",
    "AppendOnly",
    "AppendOnlyQuerySet",
    "AuditRecord",
    "Ids",
    "Invitation",
    "Language",
    "Membership",
    "Organisation",
    "OrganisationDomain",
    "Party",
    "Role",
    "Sector",
    "Slot",
    "Standing",
    "User",
    "Verb",
    "WrittenLine",
    "WrittenText",
    "forget_ended_sessions",
    "prepared",
    "sessions_of",
    "with_memberships",
]
