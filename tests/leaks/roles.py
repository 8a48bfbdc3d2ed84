"""Who fetches every page: the roles of DOMAIN.md, by sentence, with what they hold."""

from __future__ import annotations

from accounts.models import Role

READER, CONTRIBUTOR, EDITOR, STEWARD = Role.READER, Role.CONTRIBUTOR, Role.EDITOR, Role.STEWARD
VISITOR = "a visitor"
OUTSIDE = {"at": "other", "roles": {"water": CONTRIBUTOR}}
WRITES = {"at": "own", "roles": {"health": CONTRIBUTOR}}
EVERYTHING = {"at": "own", "roles": {"health": STEWARD, "energy": STEWARD}}

ROLES = {
    VISITOR: {},
    # Visitors, whatever else they hold
    "an inactive steward": EVERYTHING | {"is_active": False},
    "a steward whose address is not confirmed": EVERYTHING | {"is_confirmed": False},
    "a steward who is not admitted": EVERYTHING | {"is_admitted": False},
    # By sector
    "a member of nothing": {},
    "a reader in the home sector": {"roles": {"health": READER}},
    "a contributor in the home sector": {"roles": {"health": CONTRIBUTOR}},
    "an editor in the home sector": {"roles": {"health": EDITOR}},
    "a steward in the home sector": {"roles": {"health": STEWARD}},
    "a reader in an also sector": {"roles": {"energy": READER}},
    "an editor in an also sector": {"roles": {"energy": EDITOR}},
    "an editor in both sectors": {"roles": {"health": EDITOR, "energy": EDITOR}},
    "a reader outside": {"roles": {"water": READER}},
    "an editor outside": {"at": "other", "roles": {"water": EDITOR}},
    "a steward outside": {"roles": {"water": STEWARD}},
    # By organisation
    "a member at the entry's organisation": {"at": "own"},
    "an editor at the entry's organisation": {"at": "own", "roles": {"health": EDITOR}},
    "an editor elsewhere at a named organisation": {"at": "named", "roles": {"finance": EDITOR}},
    "a member at another organisation": {"at": "other"},
    # By name
    "the author": WRITES,
    "an author who left": OUTSIDE,
    "an author who was demoted": {"at": "own", "roles": {"health": READER}},
    "an author who is deactivated": WRITES | {"is_active": False},
    "a co-author": WRITES,
    "a co-author out of the audience": {},
    "the owner": WRITES,
    "a named person": {},
    "a named contributor": OUTSIDE,
    "a reviewer of this round": OUTSIDE,
    "a reviewer of this round at the entry's organisation": OUTSIDE | {"at": "own"},
    "a reviewer whose assignment lapsed": OUTSIDE,
    "a reviewer of an earlier round": OUTSIDE,
    "a contributor who suggested a wording": OUTSIDE,
    "somebody who reported a concern": OUTSIDE,
    # Administrators
    "an administrator": {"is_superuser": True},
    "an administrator with a grant": {"is_superuser": True},
    "an administrator with an expired grant": {"is_superuser": True},
    "an administrator at the entry's organisation": {"is_superuser": True, "at": "own"},
}
SIGNED_IN = [role for role in ROLES if role != VISITOR]
