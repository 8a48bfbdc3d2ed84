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
from django.db import transaction
from django.db.models import FETCH_PEERS, Q
from django.utils import timezone

from accounts.models import AuditRecord, User, Verb
from sharing.models import (
    WORDS,
    ApplicationStep,
    Concern,
    Entry,
    Level,
    Review,
    Revision,
    UnsavedText,
    own_models,
)


def facts(row, *, besides=()) -> dict:
    """The columns of a row; of a row of another table its public id, slug or number."""
    found = {}
    for field in row._meta.concrete_fields:
        if field.name in {"id", "user", *besides}:
            continue
        value = getattr(row, field.name)
        if field.is_relation and value is not None:
            value = getattr(value, "public_id", None) or getattr(value, "slug", None) or value.pk
        found[field.name] = value
    return found


def about(user: User) -> dict:
    return {
        "public_id": user.public_id,
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "time_zone": user.time_zone,
        "light_or_dark": user.theming,
        "organisation": user.organisation.name if user.organisation else None,
        "joined_at": user.joined_at,
        "admitted_at": user.admitted_at,
        "last_login": user.last_login,
        "second_factors": [a.type for a in user.authenticator_set.all()],
        "roles": [
            {"sector": m.sector.slug, "role": m.get_role_display(), "given_at": m.given_at}
            for m in user.memberships.select_related("sector")
        ],
        "followed_sectors": [sector.slug for sector in user.followed_sectors.all()],
    }


def told(user: User, readable: dict[int, str]) -> Iterator[dict]:
    """What the audit trail holds about them and of what they did, but of entries closed to them."""
    trail = AuditRecord.objects.filter(Q(subject=user) | Q(actor=user))
    for record in trail.select_related("actor", "subject"):
        if record.kind != "entry" or record.public_id in readable.values():
            yield facts(record)


def kept(user: User, readable: dict[int, str]) -> Iterator[tuple[str, list[dict]]]:
    """The rows that are for them alone, by table; nothing that hangs on an entry closed to them."""
    for model in own_models():
        rows = model._default_manager.filter(user=user).fetch_mode(FETCH_PEERS)
        yield model._meta.model_name, [facts(r) for r in rows if may_leave(r, readable)]


def may_leave(row, readable: dict[int, str]) -> bool:
    if getattr(row, "entry_id", None) is not None:
        return row.entry_id in readable
    if isinstance(row, UnsavedText):
        is_red = str(row.fields.get("level")) == str(Level.RED.value)
        is_new = not Entry.objects.visible_to(row.user).filter(public_id=row.key).exists()
        return not is_red and (is_new or row.key in readable.values())
    return True


def wording(revision: Revision) -> dict:
    return {
        "entry": revision.entry.public_id,
        "number": revision.number,
        "level": Level(revision.level).label,
        "state": revision.state,
        "created_at": revision.created_at,
        "comment": revision.comment,
        "words": {name: getattr(revision, name) for name in WORDS},
    }


def said(user: User) -> dict[str, tuple]:
    """What they wrote, of each kind, as far as they may still read it."""
    wordings = Revision.objects.visible_to(user).filter(writer=user).exclude(level=Level.RED)
    reviews = Review.objects.visible_to(user).filter(reviewer=user).exclude(level=Level.RED)
    concerns = Concern.objects.visible_to(user).filter(reporter=user).exclude(level=Level.RED)
    steps = ApplicationStep.objects.visible_to(user).filter(by=user).exclude(level=Level.RED)
    return {
        "wordings": (wordings.exclude(entry__level=Level.RED).select_related("entry"), wording),
        "reviews": (reviews.exclude(entry__level=Level.RED), facts),
        "concerns": (concerns.exclude(entry__level=Level.RED), facts),
        "applications": (steps.exclude(application__entry__level=Level.RED), facts),
    }


def entries_of(user: User) -> list[dict]:
    """The entries they wrote or own: what is decided about them. Of TLP:RED not even that."""
    mine = Entry.objects.visible_to(user).exclude(level=Level.RED)
    rows = (mine.filter(author=user) | mine.filter(owner=user)).select_related("home_sector")
    return [
        {
            "public_id": entry.public_id,
            "kind": entry.kind,
            "home_sector": entry.home_sector.slug,
            "level": entry.sharing_level.label,
            "status": entry.status,
            "outcome": entry.outcome,
            "created_at": entry.created_at,
            "published_at": entry.published_at,
        }
        for entry in rows.distinct()
    ]


def own_data(user: User) -> dict:
    """All of it, as one structure for JSON."""
    found = {"made_at": timezone.now(), "profile": about(user), "entries": entries_of(user)}
    found |= {name: [shape(row) for row in rows] for name, (rows, shape) in said(user).items()}
    mine = Entry.objects.visible_to(user).exclude(level=Level.RED)
    readable = dict(mine.values_list("pk", "public_id"))
    found["kept"] = dict(kept(user, readable))
    found["audit_trail"] = list(told(user, readable))
    return {"level": highest_level(found), **found}


def highest_level(found: dict) -> str:
    labels = {row["level"] for row in [*found["entries"], *found["wordings"]]}
    numbers = [
        row["level"] for name in ("reviews", "concerns", "applications") for row in found[name]
    ]
    levels = [Level.from_label(label) for label in labels] + [Level(n) for n in numbers]
    return max(levels, default=Level.GREEN).label


@transaction.atomic
def own_data_file(user: User) -> bytes:
    """The zip with the JSON; the trail notes that it was made."""
    data = own_data(user)
    AuditRecord.objects.record(Verb.DATA_EXPORTED, user, by=user)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "README.txt", f"{data['level']}\n\nWhat Oversteek knows of you, and what you wrote.\n"
        )
        text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        file.writestr("oversteek.json", text)
    return held.getvalue()
