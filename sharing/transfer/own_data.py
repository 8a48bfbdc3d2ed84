"""Everything that is a member's own, as one file they can take along.

Only their own rows, and of words only their own, as far as they may read them now. TLP:RED and
restricted details leave the site in no file.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import FETCH_PEERS, Q
from django.utils import timezone

from accounts.models import AuditRecord, User, Verb, sessions_of
from sharing.models import (
    SAID,
    SECTIONS,
    WORDS,
    Answer,
    ApplicationStep,
    Barrier,
    Concern,
    Entry,
    Introduction,
    Level,
    Notification,
    Question,
    Review,
    Revision,
    UnsavedText,
    own_models,
)

from .links import Links

# What somebody wrote: the table, the column that says who, and the columns that are theirs.
WRITTEN = {
    "wordings": (
        Revision,
        "writer",
        ("entry", "number", "state", "comment", "created_at", *WORDS),
    ),
    "reviews": (Review, "reviewer", ("entry", "revision", "verdict", "comment", "answered_at")),
    "concerns": (Concern, "reporter", ("entry", "text", "created_at")),
    "applications": (ApplicationStep, "by", ("application", "step", "result", "at", *SAID)),
    "barriers": (
        Barrier,
        "reporter",
        ("public_id", "title", "text", "who_pays", "who_gains", "created_at"),
    ),
    "questions": (Question, "asker", ("public_id", "title", "text", "created_at")),
    "answers": (Answer, "by", ("question", "text", "created_at")),
    "talks_asked": (Introduction, "asker", ("public_id", "text", "created_at")),
    "talks_answered": (Introduction, "person", ("public_id", "answer", "answered_at")),
}


def named(value):
    """A row of another table by its public id, slug or number; anything else as it is."""
    if not hasattr(value, "_meta"):
        return value
    return getattr(value, "public_id", None) or getattr(value, "slug", None) or value.pk


# Columns of Markdown, in which `[[links]]` may stand.
MARKDOWN = {Revision: SECTIONS, Barrier: ("text",), Question: ("text",)}


def rendered_of(row, name: str) -> str:
    """How a column of Markdown was rendered: of a wording by section, of what was raised its one text."""
    return row.rendered.get(name, "") if isinstance(row.rendered, dict) else row.rendered


def columns(row, *, besides=("id", "user")) -> dict:
    names = (f.name for f in row._meta.concrete_fields if f.name not in besides)
    return {name: named(getattr(row, name)) for name in names}


def kept_columns(row, links: Links) -> dict:
    """Those of a row that is kept for its member, without what they may not take along."""
    if isinstance(row, UnsavedText):
        own = {k: v for k, v in row.fields.items() if k not in ("detail_text", "detail_level")}
        own |= {k: [links.filled_by_title(text) for text in own[k]] for k in SECTIONS if k in own}
        return columns(row, besides=("id", "user", "fields")) | {"fields": own}
    if isinstance(row, Notification) and not row.names_who:
        return columns(row, besides=("id", "user", "actor"))
    return columns(row)


def level_of_kept(row) -> Level:
    """The level under which it leaves: of unsaved text what was chosen, and at least that of what it is about."""
    if not isinstance(row, UnsavedText):
        return Level.GREEN
    return max({Level.GREEN, *row.levels})


def about(user: User) -> dict:
    kept = ("public_id", "name", "email", "language", "time_zone", "theming", "organisation")
    moments = ("joined_at", "admitted_at", "declined_at", "welcomed_at", "last_login")
    return {
        **{name: named(getattr(user, name)) for name in kept + moments},
        "second_factors": [one.type for one in user.authenticator_set.all()],
        "signed_in": [
            {"since": one.created_at, "from": one.ip, "browser": one.user_agent}
            for one in sessions_of(user)
        ],
        "roles": [
            {"sector": m.sector.slug, "role": m.role, "given_at": m.given_at}
            for m in user.memberships.select_related("sector")
        ],
        "followed_sectors": [sector.slug for sector in user.followed_sectors.all()],
    }


def entries_of(user: User) -> list[dict]:
    """The entries they wrote, alone or with others, or own: what is decided about them."""
    decided = (
        "public_id",
        "kind",
        "home_sector",
        "status",
        "outcome",
        "created_at",
        "published_at",
    )
    rows = Entry.objects.visible_to(user).own_of(user)
    rows = rows.exclude(level=Level.RED).select_related("home_sector")
    return [
        {"level": row.sharing_level.label, **{name: named(getattr(row, name)) for name in decided}}
        for row in rows
    ]


def written(user: User, readable: dict[int, str], links: Links) -> Iterator[tuple[str, list[dict]]]:
    """What they wrote, by kind."""
    for kind, (model, who, theirs) in WRITTEN.items():
        rows = model.objects.visible_to(user).filter(**{who: user}).exclude(level=Level.RED)
        yield (
            kind,
            [
                {"level": Level(row.level).label}
                | {name: named(getattr(row, name)) for name in theirs}
                | {
                    name: links.filled(getattr(row, name), rendered_of(row, name))
                    for name in MARKDOWN.get(model, ())
                }
                for row in rows.fetch_mode(FETCH_PEERS)
                if may_leave(row, readable)
            ],
        )


def kept(user: User, readable: dict[int, str]) -> Iterator[tuple[str, list]]:
    """The rows that are for them alone, by table."""
    for model in own_models():
        rows = model._default_manager.filter(user=user)
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(user)
        rows = rows.fetch_mode(FETCH_PEERS)
        yield model._meta.model_name, [row for row in rows if may_leave(row, readable)]


def may_leave(row, readable: dict[int, str]) -> bool:
    """Nothing that hangs on an entry closed to them, or on TLP:RED."""
    if isinstance(row, UnsavedText):
        return not row.is_out_of_sight and Level.RED not in row.levels
    entry_id = getattr(row, "entry_id", None)
    if isinstance(row, ApplicationStep):
        entry_id = row.application.entry_id
    return entry_id is None or entry_id in readable


def told(user: User, readable: dict[int, str]) -> Iterator[dict]:
    """What the audit trail holds about them, and of what they did."""
    trail = AuditRecord.objects.filter(Q(subject=user) | Q(actor=user))
    public_ids = set(readable.values())
    for record in trail.select_related("actor", "subject"):
        if record.kind != "entry" or record.public_id in public_ids:
            yield columns(record)


def own_data(user: User) -> dict:
    """All of it, as one structure for JSON; above everything the highest level in it."""
    mine = Entry.objects.visible_to(user).exclude(level=Level.RED)
    readable = dict(mine.values_list("pk", "public_id"))
    links = Links(user, readable.values())
    texts = dict(written(user, readable, links))
    found = {"profile": about(user), "entries": entries_of(user), **texts}
    for_them_alone = dict(kept(user, readable))
    levels = [Level.from_label(row["level"]) for kind in found.values() for row in leveled(kind)]
    levels += [level_of_kept(row) for rows in for_them_alone.values() for row in rows]
    return {
        "level": max(levels, default=Level.GREEN).label,
        "made_at": timezone.now(),
        **found,
        "kept": {
            kind: [kept_columns(row, links) for row in rows]
            for kind, rows in for_them_alone.items()
        },
        "audit_trail": list(told(user, readable)),
    }


def leveled(rows) -> list[dict]:
    return [row for row in rows if "level" in row] if isinstance(rows, list) else []


def own_data_file(user: User) -> bytes:
    """The zip with the JSON; the trail notes that it was made.

    Not in one transaction: on SQLite that keeps every writer of the site waiting until the last row is
    read. What changes meanwhile may thus stand in one list and not yet in another, as it may on
    PostgreSQL; in each stands only what its member could read while the file was made. The one write
    comes last: there is no file without it.
    """
    data = own_data(user)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        file.writestr("README.txt", f"{data['level']}\n\nWhat Oversteek knows of you.\n")
        file.writestr("oversteek.json", text)
    AuditRecord.objects.record(Verb.DATA_EXPORTED, user, by=user)
    return held.getvalue()
