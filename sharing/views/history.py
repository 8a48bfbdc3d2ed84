"""Earlier wordings of an entry: the list, two of them compared, one of them read."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sharing.forms.numbers import whole
from sharing.models import SECTION_NAMES, SECTIONS, WORDS, Entry, Level, Revision, links_filled
from sharing.wording import ADDED, REMOVED, SAME, Block, compare, is_changed

ON_A_PAGE = 20
NAMES = {"title": _("Title"), "summary": _("Summary"), **SECTION_NAMES}


@dataclass(frozen=True)
class Passage:
    """A run of lines in a comparison, as the page shows it."""

    block: Block

    @property
    def paragraphs(self) -> int:
        return sum(1 for line in self.block.old.split("\n") if line.strip())

    @property
    def is_same(self) -> bool:
        return self.block.kind == SAME


@dataclass(frozen=True)
class Difference:
    """What became of one part of the words."""

    key: str
    name: str
    passages: tuple[Passage, ...]
    is_changed: bool

    def words(self, kind: str) -> int:
        """How many words were added, or removed."""
        segments = (s for p in self.passages for s in p.block.segments)
        return sum(len(s.text.split()) for s in segments if s.kind == kind)


@dataclass(frozen=True)
class Comparison:
    """Two revisions side by side."""

    old: Revision
    new: Revision
    parts: tuple[Difference, ...]

    @property
    def both(self) -> tuple[Revision, Revision]:
        return self.old, self.new

    @property
    def changed(self) -> list[Difference]:
        return [part for part in self.parts if part.is_changed]

    @property
    def unchanged(self) -> list[Difference]:
        return [part for part in self.parts if not part.is_changed]

    @property
    def added(self) -> int:
        return sum(part.words(ADDED) for part in self.parts)

    @property
    def removed(self) -> int:
        return sum(part.words(REMOVED) for part in self.parts)


def comparison(old: Revision, new: Revision) -> Comparison:
    parts = []
    for key in WORDS:
        if getattr(old, key) or getattr(new, key):
            blocks = compare(getattr(old, key), getattr(new, key))
            passages = tuple(Passage(block) for block in blocks if block.old or block.new)
            parts.append(Difference(key, str(NAMES[key]), passages, is_changed(blocks)))
    return Comparison(old, new, tuple(parts))


def entry_of(request: HttpRequest, public_id: str) -> Entry:
    entries = Entry.objects.with_abilities(request.user).with_page_facts(request.user).for_page()
    return get_object_or_404(entries, public_id=public_id)


def wordings(entry, user):
    """The revisions that `user` may read, newest first, without their texts."""
    return (
        Revision.objects.with_abilities(user)
        .filter(entry=entry)
        .select_related("writer__organisation")
        .defer(*SECTIONS, "summary", "rendered")
    )


@require_safe
def entry_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every wording that the reader may see, and what the newest one changed."""
    entry = entry_of(request, public_id)
    versions = page_of_versions(request, entry)
    kept = [v.number for v in versions if v.state == Revision.State.KEPT][:2]
    pair = the_two(entry, request.user, *reversed(kept)) if len(kept) == 2 else None
    context = context_of(request, entry, versions, pair)
    return render(request, "sharing/entry_history.html", context)


@require_safe
def entry_compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """Two wordings compared, by word: `?old=9&new=11`, `&side=1` for one beside the other."""
    entry = entry_of(request, public_id)
    pair = the_two(entry, request.user, *(number(request, name) for name in ("old", "new")))
    context = context_of(request, entry, page_of_versions(request, entry), pair)
    return render(request, "sharing/entry_compare.html", context)


def number(request: HttpRequest, name: str) -> int:
    return whole(request.GET.get(name, "")) or 0


def page_of_versions(request: HttpRequest, entry) -> list[Revision]:
    """At most a page of them, and one more where there are older ones."""
    versions = wordings(entry, request.user)
    if before := number(request, "before"):
        versions = versions.filter(number__lt=before)
    return list(versions[: ON_A_PAGE + 1])


def the_two(entry, user, old: int, new: int) -> Comparison | None:
    """Both with their texts; none where the reader may not see one of them."""
    both = Revision.objects.visible_to(user).filter(entry=entry, number__in=(old, new))
    found = {revision.number: revision for revision in both.select_related("writer")}
    return comparison(found[old], found[new]) if {old, new} <= found.keys() else None


def context_of(request: HttpRequest, entry, versions: list, pair: Comparison | None) -> dict:
    return {
        "entry": entry,
        "revision": entry.current_revision,
        "tab": "history",
        "quietly": True,
        "versions": versions[:ON_A_PAGE],
        "older": versions[ON_A_PAGE - 1].number if len(versions) > ON_A_PAGE else None,
        "pair": pair,
        "is_side": request.GET.get("side") == "1",
        "shows_all": request.GET.get("all") == "1",
    }


@require_safe
def entry_revision(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """One wording as it was, at the level at which it was written."""
    entry = entry_of(request, public_id)
    revision = get_object_or_404(
        Revision.objects.with_abilities(request.user).select_related("writer__organisation"),
        entry=entry,
        number=number,
    )
    filled, _linked = links_filled(revision.rendered, request.user)
    context = {
        "entry": entry,
        "revision": revision,
        "tab": "history",
        "quietly": False,
        "level": max(Level(entry.level), Level(revision.level)),
        "sections": [(k, SECTION_NAMES[k], SafeString(filled[k])) for k in SECTIONS if k in filled],
        "is_current": revision.pk == entry.current_revision_id,
        "may_restore": (entry.can_edit or entry.can_suggest)
        and revision.pk != entry.current_revision_id,
    }
    return render(request, "sharing/entry_revision.html", context)
