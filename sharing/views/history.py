"""Earlier wordings of an entry: the list, two of them compared, one of them read or restored."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sharing.forms.numbers import whole
from sharing.forms.suggesting import suggested
from sharing.knowing import Comparison, the_two
from sharing.models import SECTION_NAMES, SECTIONS, Entry, Level, Revision, links_filled

ON_A_PAGE = 20


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


@require_POST
def entry_restore(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Make an earlier wording the newest one again; on a published entry, suggest it."""
    entry = entry_of(request, public_id)
    revision = get_object_or_404(
        Revision.objects.visible_to(request.user), entry=entry, number=number
    )
    try:
        restored = entry.restore(revision, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("sharing:entry_revision", public_id, number)
    if restored.state == Revision.State.PENDING:
        return suggested(request, entry, restored)
    messages.success(
        request, _("Version %(number)s is the current wording again.") % {"number": number}
    )
    return redirect(entry)
