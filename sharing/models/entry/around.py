"""What stands around the words of an entry: sectors, themes, standards and people, in one query."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import Organisation, Sector, Slot, Standing, User, prepared

from ..access.audience import audience_of_hanging, through
from ..access.presence import HasRow
from ..access.rule_in_sql import in_sql
from ..taxonomy import Standard, Theme
from ..telling.following import Feedback, Saved, Watch
from .details import DetailRevision
from .revisions import Revision
from .unsaved import UnsavedText

NOTHING = Value("")


@dataclass
class About:
    """Whom and what an entry names besides its home sector."""

    also_sectors: list[Sector] = field(default_factory=list)
    themes: list[Theme] = field(default_factory=list)
    standards: list[Standard] = field(default_factory=list)
    co_authors: list[User] = field(default_factory=list)
    named_people: list[User] = field(default_factory=list)
    named_organisations: list[Organisation] = field(default_factory=list)


def about(entry) -> About:
    """The names around an entry that somebody reads, each list by name."""
    found = About()
    for part, *columns in _names_around(entry=entry.pk):
        getattr(found, part).append(MADE[part](*columns))
    for name in PARTS_BY_NAME:
        getattr(found, name).sort(key=PARTS_BY_NAME[name])
    return found


@prepared
def _names_around() -> QuerySet:
    first, *others = [rows() for rows in PARTS]
    return first.union(*others, all=True)


def _rows(field: str, *columns) -> QuerySet:
    of_entry = through(field).filter(entry=Slot("entry", IntegerField()))
    return of_entry.order_by().values_list(Value(field), *columns)


def _bilingual(field: str, one: str, flag) -> object:
    names = (f"{one}_id", f"{one}__slug", f"{one}__name_en", f"{one}__name_nl", flag)
    return lambda: _rows(field, *names)


def _people(field: str):
    gone = Case(When(user__erased_at__isnull=False, then=Value("erased")), default=NOTHING)
    return lambda: _rows(field, "user_id", "user__public_id", "user__name", NOTHING, gone)


PARTS = (
    _bilingual("also_sectors", "sector", "sector__flag"),
    _bilingual("themes", "theme", NOTHING),
    lambda: _rows("standards", "standard_id", "standard__slug", "standard__name", NOTHING, NOTHING),
    _people("co_authors"),
    _people("named_people"),
    lambda: _rows(
        "named_organisations",
        "organisation_id",
        "organisation__public_id",
        "organisation__name",
        NOTHING,
        NOTHING,
    ),
)


def _person(pk, public_id, name, _other, gone) -> User:
    erased_at = timezone.now() if gone else None
    return User(pk=pk, public_id=public_id, name=name, erased_at=erased_at)


MADE = {
    "also_sectors": lambda pk, slug, english, dutch, flag: Sector(
        pk=pk, slug=slug, name_en=english, name_nl=dutch, flag=flag
    ),
    "themes": lambda pk, slug, english, dutch, _flag: Theme(
        pk=pk, slug=slug, name_en=english, name_nl=dutch
    ),
    "standards": lambda pk, slug, name, *_: Standard(pk=pk, slug=slug, name=name),
    "co_authors": _person,
    "named_people": _person,
    "named_organisations": lambda pk, public_id, name, *_: Organisation(
        pk=pk, public_id=public_id, name=name
    ),
}
PARTS_BY_NAME = {
    name: (lambda thing: (getattr(thing, "shown_name", None) or thing.name).casefold())
    for name in MADE
}


def page_facts(me: Standing) -> dict:
    """What an entry's page says to this reader alone: annotations, asked with the entry itself.

    `detail_words` is its restricted detail for who is in that audience: level, space, rendered text.
    That the entry itself is in VIEW has been asked. `has_suggestions` is for who may accept.
    """
    from .entries import Entry

    entry = OuterRef("pk")
    # One written when the entry was stricter is not for everybody who may accept.
    pending = Revision.objects.pending().filter(entry=entry, level__lte=OuterRef("level"))
    pending = pending.exclude(writer=me.user_id)
    words = Concat(
        Cast("detail__level", TextField()), Value(" "), "rendered", output_field=TextField()
    )
    mine = Organisation.objects.filter(pk=me.organisation_id).values("name")
    step = Concat(
        Value(f"step-{me.organisation_id}-"), OuterRef("public_id"), output_field=TextField()
    )
    answers = Feedback.objects.visible_to(me).filter(entry=entry)
    newest = DetailRevision.objects.filter(detail__entry=entry).order_by("-number")
    return {
        "is_saved": HasRow(Saved, entry=F("pk"), user=me.user_id),
        "is_watched": HasRow(Watch, entry=F("pk"), user=me.user_id),
        "own_answer": Subquery(answers.values("answer")[:1]),
        "has_suggestions": Exists(pending),
        "has_kept_step": Exists(UnsavedText.objects.filter(user=me.user_id, key=step)),
        "reader_organisation": Subquery(mine),
        "detail_words": Case(
            When(
                in_sql(audience_of_hanging(me, at="", level="detail__level"), Entry),
                then=Subquery(newest.values_list(words)[:1]),
            ),
            default=None,
            output_field=TextField(),
        ),
    }
