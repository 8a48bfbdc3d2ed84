"""The cast of the cross product: every role of DOMAIN.md in every place, by sentence."""

from __future__ import annotations

from accounts.models import Role

from .bulk import Somebody

ROLES = {
    "reader": Role.READER,
    "contributor": Role.CONTRIBUTOR,
    "editor": Role.EDITOR,
    "steward": Role.STEWARD,
}
PLACES = {
    "in the home sector": ("health",),
    "in an also sector": ("energy",),
    "outside its sectors": ("water",),
    "in the home and an also sector": ("health", "energy"),
}
WORKPLACES = {
    "of no organisation": None,
    "at the entry's organisation": "own",
    "at a named organisation": "named",
    "at another organisation": "other",
}
VISITOR = "a visitor"


def somebody(name, sectors, organisations, *, at=None, roles=None, **flags) -> Somebody:
    return Somebody(
        name,
        organisation=organisations[at] if at else None,
        roles={sectors[slug].pk: role for slug, role in (roles or {}).items()},
        **flags,
    )


def members() -> dict[str, dict]:
    """Every role × place at the entry's organisation and at none; workplaces where they differ."""
    found = {
        f"a member of no sector {workplace}": {"at": at} for workplace, at in WORKPLACES.items()
    }
    for role_name, role in ROLES.items():
        for place, slugs in PLACES.items():
            roles = dict.fromkeys(slugs, role)
            for workplace, at in WORKPLACES.items():
                if at in (None, "own") or place == "outside its sectors":
                    found[f"a {role_name} {place} {workplace}"] = {"at": at, "roles": roles}
    return found


def strangers() -> dict[str, dict]:
    """Those who are not `me`: visitors, whatever else they hold."""
    everything = {"at": "own", "roles": {"health": Role.STEWARD, "energy": Role.STEWARD}}
    return {
        "an inactive steward": everything | {"is_active": False},
        "a steward whose address is not confirmed": everything | {"is_confirmed": False},
        "a steward who is not admitted": everything | {"is_admitted": False},
        "an inactive administrator": everything | {"is_active": False, "is_superuser": True},
        "an administrator who is not admitted": {"is_admitted": False, "is_superuser": True},
    }


def related() -> dict[str, dict]:
    """Those whom entries name in one way or another."""
    writes = {"at": "own", "roles": {"health": Role.CONTRIBUTOR}}
    outside = {"at": "other", "roles": {"water": Role.CONTRIBUTOR}}
    return {
        "the author": writes,
        "an author who left the organisation": writes | {"at": "other"},
        "an author who was demoted": {"at": "own", "roles": {"health": Role.READER}},
        "an author without any role": {"at": "own"},
        "an author who is deactivated": writes | {"is_active": False},
        "an author who is an editor": {"at": "own", "roles": {"health": Role.EDITOR}},
        "an author of no organisation": {"roles": {"health": Role.CONTRIBUTOR}},
        "an author who is the only editor": {"at": "own", "roles": {"culture": Role.EDITOR}},
        "a deactivated editor of culture": {
            "roles": {"culture": Role.EDITOR},
            "is_active": False,
        },
        "a co-author in the audience": writes,
        "a co-author out of the audience": {},
        "a co-author who was demoted": {"at": "own", "roles": {"health": Role.READER}},
        "a co-author who is an editor": {"at": "own", "roles": {"health": Role.EDITOR}},
        "the owner": writes,
        "an owner outside its sectors": outside,
        "a named person of no sector": {},
        "a named contributor outside its sectors": outside,
        "a named person who is deactivated": {"is_active": False},
        "a reviewer of this round": outside,
        "a reviewer of this round at the entry's organisation": outside | {"at": "own"},
        "a reviewer of this round without any role": {},
        "a reviewer whose assignment lapsed": outside | {"at": "own"},
        "a reviewer of an earlier round": outside | {"at": "own"},
        "somebody who answered unasked": outside | {"at": "own"},
        "an editor who wrote the current wording": {"at": "own", "roles": {"health": Role.EDITOR}},
        "a contributor who suggested a wording": outside,
        "an editor who suggested a wording": {"roles": {"health": Role.EDITOR}},
        "somebody who reported a concern": outside,
    }


def administrators() -> dict[str, dict]:
    return {
        name: {"is_superuser": True} | more
        for name, more in {
            "an administrator": {},
            "an administrator with a grant": {},
            "an administrator with an expired grant": {},
            "an administrator at the entry's organisation": {"at": "own"},
            "an administrator at a named organisation": {"at": "named"},
            "an administrator at another organisation": {"at": "other"},
            "an administrator who is named": {},
            "an administrator who is the author": {"at": "own"},
            "an administrator who imported it": {},
        }.items()
    }


CAST = strangers() | related() | administrators() | members()
SENTENCES = [VISITOR, *CAST]


def cast(sectors, organisations) -> list[Somebody]:
    return [somebody(name, sectors, organisations, **how) for name, how in CAST.items()]
