"""The demonstration community while it is being loaded: what its files call things."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Organisation, Sector, User
from sharing.models import Entry, Standard, Theme

from .demo_files import moved, read_toml


@dataclass
class Community:
    """The demonstration community while it is being loaded, by the keys of its files."""

    folder: Path
    later: timedelta  # than written: when everything happened
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    sectors: dict[str, Sector] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    standards: dict[str, Standard] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    def rows(self, name: str) -> list[dict]:
        """The rows of `demo/<name>.toml`, of which the table is called in the singular."""
        file = self.folder / f"{name}.toml"
        if not file.exists():
            return []
        (rows,) = read_toml(file).values()
        return moved(rows, self.later)

    def load_each(self, name: str, load: Callable[[Community, dict], None]) -> int:
        """Load each row of a file; how many. Raises ValueError with the row that is refused."""
        rows = self.rows(name)
        for row in rows:
            try:
                load(self, row)
            except (PermissionDenied, ValidationError) as refusal:
                raise ValueError(f"{row.get('key') or row}: {refusal}") from refusal
        return len(rows)
