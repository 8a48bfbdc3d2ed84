"""AUDIENCE of what is raised on its own, a barrier or a question: a level, a home sector, no states."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Role, Standing

from ..access.machinery import ANYBODY, NOBODY
from ..vocabulary import Level

RAISED_LEVELS = (Level.CLEAR, Level.GREEN, Level.AMBER)


def audience_of_raised(me: Standing, at: str = "", *, by: str, organisations=()) -> Q:
    """Whom it is shown to. `by`: the column of who raised it; `organisations`: of those it names."""
    found = NOBODY
    if me.is_member or not settings.CLOSED_SITE:
        found |= Q(**{f"{at}level": Level.CLEAR})
    if not me.is_member:
        return found
    near = Q(**{f"{at}{by}": me.user_id})
    if me.is_administrator:
        near |= ANYBODY
    elif sectors := me.sectors(Role.READER):
        near |= Q(**{f"{at}home_sector__in": sectors})
    if me.organisation_id is not None:
        for organisation in organisations:
            near |= Q(**{f"{at}{organisation}": me.organisation_id})
    return found | Q(**{f"{at}level": Level.GREEN}) | (Q(**{f"{at}level": Level.AMBER}) & near)


def view_of_barrier(me: Standing, at: str = "") -> Q:
    """AUDIENCE of a barrier: the organisation it is addressed to counts as named."""
    return audience_of_raised(me, at, by="reporter", organisations=("organisation", "addressed_to"))


def view_of_question(me: Standing, at: str = "") -> Q:
    """AUDIENCE of a question: in its home sector, and where it was asked."""
    return audience_of_raised(me, at, by="asker", organisations=("organisation",))


def require_level(level: int, *, home_sector: int, entry=None) -> None:
    """Raise ValidationError for a level or home sector that it cannot have, made from `entry` or from nothing."""
    if level not in RAISED_LEVELS:
        raise ValidationError({"level": _("Choose TLP:CLEAR, TLP:GREEN or TLP:AMBER.")})
    if entry is None:
        return
    if entry.level not in RAISED_LEVELS:
        raise ValidationError(
            _("Nothing can be raised from an entry at %(level)s."),
            params={"level": Level(entry.level).label},
        )
    if level < entry.level:
        raise ValidationError(
            {
                "level": _("The entry is %(level)s: choose that, or stricter.")
                % {"level": Level(entry.level).label}
            }
        )
    if entry.level == Level.AMBER and home_sector != entry.home_sector_id:
        raise ValidationError(
            {"home_sector": _("At TLP:AMBER it stays in the home sector of the entry.")}
        )
