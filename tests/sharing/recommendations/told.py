"""The demonstration's open entries, as written by one member: real texts in both languages."""

from __future__ import annotations

from django.conf import settings

from accounts.models import Role
from sharing import search
from sharing.models import Entry
from sharing.recommendations import refresh
from sharing.transfer.demo import read_entry
from tests.factories import make_entry, make_user


def tell() -> dict[str, Entry]:
    """Make them, with all that is derived from them; returns them by their keys in demo/entries."""
    files = sorted((settings.BASE_DIR / "demo/entries").glob("*.md"))
    rows = [row for row in map(read_entry, files) if row["level"] in ("TLP:CLEAR", "TLP:GREEN")]
    writer = make_user("olga", **{row["home"]: Role.CONTRIBUTOR for row in rows})
    made = {}
    for row in rows:
        words = {"title": row["title"], "summary": row["summary"]} | row["sections"]
        made[row["key"]] = make_entry(
            writer,
            home=row["home"],
            language=row["language"],
            outcome=row["outcome"],
            words=words,
        )
    search.refresh()
    refresh()
    return made
