"""Deciding: publish, pull back, archive, take over, renew; accept or refuse another wording."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sharing import digests
from sharing.forms.conflict import NAMES
from sharing.forms.kept import KeptText
from sharing.forms.numbers import whole
from sharing.forms.reviewing import AnswerForm, ArchiveForm, ReasonForm
from sharing.forms.writing import add_errors
from sharing.found import entry_or_404
from sharing.models import WORDS, Entry, Revision, StaleBase, Status
from sharing.tasks import catch_up
from sharing.wording import compare, is_changed


def done_once(entry: Entry, verb: Callable[[], None], is_done: Callable[[], bool]) -> None:
    """Do it, unless it was done already: the second of two clicks changes nothing."""
    try:
        verb()
    except PermissionDenied:
        entry.refresh_from_db()
        if not is_done():
            raise


@require_POST
def entry_publish(request: HttpRequest, public_id: str) -> HttpResponse:
    """Raise the flag of the wording that the editor read."""
    entry = entry_or_404(request, public_id)
    revision = get_object_or_404(
        Revision.objects.visible_to(request.user),
        entry=entry,
        number=whole(request.POST.get("revision", "")) or 0,
    )
    form, kept = AnswerForm(request.POST), KeptText(request, "review", public_id)
    try:
        done_once(
            entry,
            lambda: say_and_publish(entry, revision, form, by=request.user),
            lambda: entry.status == Status.PUBLISHED,
        )
    except ValidationError as error:
        kept.keep()
        messages.error(request, " ".join(error.messages))
        return redirect("sharing:entry_review", public_id)
    kept.forget()
    transaction.on_commit(catch_up.enqueue)  # found at once, and not after the next sweep
    messages.success(request, _("Published. Its flag is up."))
    return redirect(entry)


@transaction.atomic
def say_and_publish(entry: Entry, words: Revision, form: AnswerForm, *, by) -> None:
    """What stands in the box of the answer is said with an approval: publishing loses no typed text.

    Raises ValidationError where that is too long, or the model refuses it.
    """
    if not form.is_valid():
        raise ValidationError(form.errors.get("comment", []))
    if comment := form.cleaned_data["comment"]:
        entry.approve(by=by, comment=comment, read=words.number)
    entry.publish(words, by=by)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_pull_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Out of sight in one click; before and after, the list of what already went out."""
    entry = entry_or_404(request, public_id)
    if request.method == "POST":
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        done_once(
            entry,
            lambda: entry.pull_back(by=request.user, reason=reason),
            lambda: entry.status == Status.IN_REVIEW,
        )
        return redirect("sharing:entry_pull_back", public_id)
    # Narrower is for the same people, in any state.
    is_back = entry.status == Status.IN_REVIEW and entry.published_at and entry.can_narrow
    if not (entry.can_pull_back or is_back):
        raise PermissionDenied
    context = {
        "entry": entry,
        "form": ReasonForm(),
        "is_back": is_back,
        "out": digests.went_out(entry),
    }
    return render(request, "sharing/entry_pull_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_archive(request: HttpRequest, public_id: str) -> HttpResponse:
    """Withdraw an entry, or say which one takes its place."""
    entry = entry_or_404(request, public_id)
    arguments = {"entry": entry, "user": request.user}
    form = ArchiveForm(request.POST if request.method == "POST" else None, **arguments)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            done_once(
                entry,
                lambda: entry.archive(
                    by=request.user, superseded_by=data["superseded_by"], reason=data["reason"]
                ),
                lambda: entry.status == Status.ARCHIVED,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Archived. Who has the address can still read it."))
            return redirect(entry)
    if not entry.can_archive:
        raise PermissionDenied
    return render(request, "sharing/entry_archive.html", {"entry": entry, "form": form})


@require_POST
def entry_take_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """Become its owner."""
    entry = entry_or_404(request, public_id)
    entry.take_over(by=request.user)
    messages.success(request, _("You own it now. Once a year we ask you if it is still true."))
    return redirect(entry)


@require_POST
def entry_renew(request: HttpRequest, public_id: str) -> HttpResponse:
    """Still true: another year."""
    entry = entry_or_404(request, public_id)
    entry.renew(by=request.user)
    messages.success(request, _("Thank you. We ask again in a year."))
    return redirect(entry)


@require_http_methods(["GET", "HEAD", "POST"])
def revision_decide(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Another wording beside the current one, to take over or to leave out."""
    entry = entry_or_404(request, public_id)
    revision = get_object_or_404(
        Revision.objects.with_abilities(request.user).select_related(
            "writer__organisation", "decided_by"
        ),
        entry=entry,
        number=number,
    )
    if request.method == "POST":
        return decided(request, entry, revision)
    # Its base may have been written at a stricter level than this reader is in.
    readable = Revision.objects.visible_to(request.user).filter(pk=revision.base_id)
    base = readable.first() or entry.current_revision
    changes = [(str(NAMES[k]), compare(getattr(base, k), getattr(revision, k))) for k in WORDS]
    context = {
        "entry": entry,
        "revision": revision,
        "changes": [(name, blocks) for name, blocks in changes if is_changed(blocks)],
        "is_stale": revision.base_id != entry.current_revision_id,
        "strictest": max(revision.level, entry.level),
        "is_pending": revision.state == Revision.State.PENDING,
    }
    return render(request, "sharing/revision_decide.html", context)


def decided(request: HttpRequest, entry: Entry, revision: Revision) -> HttpResponse:
    kept, refused = Revision.State.KEPT, Revision.State.REFUSED
    verbs = {"accept": (revision.accept, kept), "refuse": (revision.refuse, refused)}
    verdict = request.POST.get("verdict")
    if verdict not in verbs:
        if not revision.can_accept:
            raise PermissionDenied
        messages.error(request, _("Say first whether you take it over or leave it out."))
        return redirect("sharing:revision_decide", entry.public_id, revision.number)
    (verb, state), why_not = verbs[verdict], ""
    try:
        verb(by=request.user)
    except StaleBase:
        why_not = _("The text has changed since. This wording was made from an older one.")
    except ValidationError as error:
        if (revision.state, revision.decided_by_id) != (state, request.user.pk):
            why_not = " ".join(error.messages)  # not the second of two clicks
    if why_not:
        messages.error(request, why_not)
        return redirect("sharing:revision_decide", entry.public_id, revision.number)
    done = _("Taken over: it is the current wording.") if state == kept else _("Left out.")
    messages.success(request, _("%(done)s Its writer is told.") % {"done": done})
    return redirect(entry)
