"""Who reads an entry, and why somebody does: in words and in numbers. It opens nothing.

The rules themselves are in `audience` and nowhere else; tests hold that what is said here is true.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import Membership, Role, Standing, User

from ..entry.around import About
from ..vocabulary import Level, Status


def audience_members(
    level: int, *, sectors=frozenset(), organisations=frozenset(), people=frozenset()
) -> QuerySet:
    """The members in AUDIENCE of such a level, to be counted: ids of sectors, organisations, people.

    `organisations` are the entry's own and the named ones, `people` the author and the named ones.
    """
    within = Q(organisation__in=organisations)
    role = Membership.objects.filter(user=OuterRef("pk"), sector__in=sectors, role__gte=Role.READER)
    reads = {
        Level.AMBER: Q(Exists(role)) | Q(is_superuser=True) | within | Q(pk__in=people),
        Level.STRICT: within,
        Level.RED: Q(pk__in=people),
    }
    return User.objects.members().filter(reads.get(Level(level), Q()))


def members_reached(entry, reach) -> QuerySet:
    """The members in AUDIENCE of `entry`, had it this reach."""
    return audience_members(
        reach.level,
        sectors={reach.home_sector, *reach.also_sectors},
        organisations=set(reach.named_organisations) | {entry.organisation_id} - {None},
        people=set(reach.named_people) | {entry.author_id} - {None},
    )


def listed(names) -> str:
    return get_text_list([str(name) for name in names], _("and"))


def why_it_is_seen(entry, me: Standing, around: About) -> list[str]:
    """Every reason that holds for this reader: first the state of the entry, then its level.

    `entry` carries its abilities: `is_co_author`, `is_assigned`.
    """
    if not me.is_member:
        return [_("It is open to everyone.")]
    by_state = [] if entry.is_shown else list(_by_state(entry, me, around))
    return by_state + list(_by_level(entry, me, around))


def _by_state(entry, me: Standing, around: About) -> Iterator[str]:
    if entry.author_id == me.user_id:
        yield _("You wrote it.")
    if entry.is_co_author:
        yield _("You are its co-author.")
    if entry.status != Status.IN_REVIEW:
        return
    if entry.owner_id == me.user_id:
        yield _("You own it.")
    if entry.is_assigned:
        yield _("You are asked to review it.")
    yield from _by_role(entry, me, around, Role.EDITOR, _("You are an editor in %(sectors)s."))


def _by_level(entry, me: Standing, around: About) -> Iterator[str]:
    match entry.level:
        case Level.CLEAR | Level.GREEN if not entry.is_shown:
            return  # a draft is read by its state: the level says who reads it later
        case Level.CLEAR if not settings.CLOSED_SITE:
            yield _("It is open to everyone.")
        case Level.CLEAR | Level.GREEN:
            yield _("It is shared with all members.")
        case Level.AMBER:
            if entry.is_shown and entry.author_id == me.user_id:
                yield _("You wrote it.")
            yield from _by_role(entry, me, around, Role.READER, _("You belong to %(sectors)s."))
            yield from _by_organisation(entry, me, around)
            yield from _by_name(me, around)
        case Level.STRICT:
            yield from _by_organisation(entry, me, around)
        case Level.RED:
            if entry.is_shown and entry.author_id == me.user_id:
                yield _("You wrote it.")
            yield from _by_name(me, around)


def _by_role(entry, me: Standing, around: About, role: Role, text: str) -> Iterator[str]:
    sectors = [entry.home_sector, *around.also_sectors]
    if mine := [s.name for s in sectors if me.roles.get(s.pk, 0) >= role]:
        yield text % {"sectors": listed(mine)}
    if me.is_administrator:
        yield _("You are an administrator.")


def _by_organisation(entry, me: Standing, around: About) -> Iterator[str]:
    if me.organisation_id is None:
        return
    if entry.organisation_id == me.organisation_id:
        yield _("You work at %(organisation)s.") % {"organisation": entry.organisation.name}
    for named in around.named_organisations:
        if named.pk == me.organisation_id:
            yield _("Your organisation, %(organisation)s, is named.") % {"organisation": named.name}


def _by_name(me: Standing, around: About) -> Iterator[str]:
    if any(person.pk == me.user_id for person in around.named_people):
        yield _("You are named.")


def who_reads_it(entry, around: About) -> list[str]:
    """Who sees the entry as it stands now, one group a line."""
    if entry.is_shown:
        return _audience_lines(entry, around)
    writers = [_("The author and the co-authors.") if around.co_authors else _("The author.")]
    if entry.status == Status.IN_REVIEW:
        sectors = listed(s.name for s in [entry.home_sector, *around.also_sectors])
        writers += [
            _("The owner."),
            _("The reviewers who were asked."),
            _("The editors of %(sectors)s.") % {"sectors": sectors},
            _("Administrators."),
        ]
    return writers


def who_will_read_it(entry, around: About) -> list[str]:
    """Who sees the entry once it is published, one group a line."""
    return list(_audience_lines(entry, around))


def _audience_lines(entry, around: About) -> list[str]:
    match entry.level:
        case Level.CLEAR | Level.GREEN:
            return [str(entry.sharing_level.shown_to)]
        case Level.AMBER:
            sectors = listed(s.name for s in [entry.home_sector, *around.also_sectors])
            lines = [
                _("Members with a role in %(sectors)s.") % {"sectors": sectors},
                _("Administrators."),
            ]
            return lines + _organisation_lines(entry, around) + _people_lines(entry, around)
        case Level.STRICT:
            return _organisation_lines(entry, around)
    return _people_lines(entry, around)


def _organisation_lines(entry, around: About) -> list[str]:
    own = [entry.organisation] if entry.organisation_id else []
    names = [o.name for o in [*own, *around.named_organisations]]
    return [_("Everyone at %(organisations)s.") % {"organisations": listed(names)}] if names else []


def _people_lines(entry, around: About) -> list[str]:
    lines = [_("The author.")] if entry.author_id else []
    if around.named_people:
        names = listed(person.shown_name for person in around.named_people)
        lines.append(_("By name: %(people)s.") % {"people": names})
    return lines
