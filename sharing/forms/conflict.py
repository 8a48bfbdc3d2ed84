"""Two people saved at once: what each of them changed, and what is still to be chosen."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sharing.models import SECTION_NAMES, WORDS, Revision
from sharing.wording import Block, compare

NAMES = {"title": _("Title"), "summary": _("Lesson in one sentence"), **SECTION_NAMES}


@dataclass(frozen=True)
class Clash:
    """A part that both changed: both texts, and what each did to the one they began with."""

    key: str
    mine: str
    theirs: str
    my_changes: list[Block]
    their_changes: list[Block]

    @property
    def name(self) -> str:
        return str(NAMES[self.key])


@dataclass
class Conflict:
    """A save whose base is no longer the current wording."""

    current: Revision
    clashes: list[Clash] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # parts that fit together
    mine: list[str] = field(default_factory=list)  # their names, by who changed them
    theirs: list[str] = field(default_factory=list)

    @classmethod
    def between(cls, entry, form, current: Revision, user) -> Conflict:
        """`form` is valid; its base is an older wording, which `user` may no longer read."""
        base = (
            Revision.objects.visible_to(user)
            .filter(entry=entry, number=form.cleaned_data["base"] or 0)
            .first()
        )
        conflict = cls(current)
        for key in WORDS:
            conflict._sort(key, form.words[key], getattr(current, key), base)
        return conflict

    def _sort(self, key: str, mine: str, theirs: str, base: Revision | None) -> None:
        began = getattr(base, key) if base else None
        if mine == theirs:
            self.texts[key] = mine
        elif mine == began:
            self.texts[key] = theirs
            self.theirs.append(str(NAMES[key]))
        elif theirs == began:
            self.texts[key] = mine
            self.mine.append(str(NAMES[key]))
        else:
            old = theirs if began is None else began
            self.clashes.append(Clash(key, mine, theirs, compare(old, mine), compare(old, theirs)))

    def carried(self, data: QueryDict) -> list[tuple[str, str]]:
        """What the page carries along unseen: every other field, and the texts that fit."""
        shown = {clash.key for clash in self.clashes}
        left_out = {*WORDS, "csrfmiddlewaretoken", "base", "then"}
        rest = [
            (name, value)
            for name, values in data.lists()
            for value in values
            if name not in left_out and not name.startswith(("take_", "theirs_"))
        ]
        texts = [(key, text) for key, text in self.texts.items() if key not in shown]
        return [*rest, *texts, ("base", str(self.current.number))]


def chosen_texts(data: QueryDict) -> QueryDict:
    """What was sent, with the other's text where the writer chose that one."""
    chosen = data.copy()
    for key in WORDS:
        if data.get(f"take_{key}") == "theirs":
            chosen[key] = data.get(f"theirs_{key}", "")
    return chosen
