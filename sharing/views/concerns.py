"""Concerns: a member worries about an entry, a steward of its home sector answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Role, Standing
from sharing.forms.kept import KeptText
from sharing.forms.reviewing import ConcernAnswerForm, ConcernForm
from sharing.forms.writing import add_errors
from sharing.found import entry_or_404
from sharing.models import Concern


@require_http_methods(["GET", "HEAD", "POST"])
def concern_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Report a concern about a published entry."""
    entry = entry_or_404(request, public_id)
    kept = KeptText(request, "concern", public_id)
    data = request.POST if request.method == "POST" else None
    form = ConcernForm(data, initial=kept.typed_in(ConcernForm))
    if request.method == "POST" and form.is_valid():
        concern = Concern.objects.report(entry, by=request.user, text=form.cleaned_data["text"])
        kept.forget()
        messages.success(
            request, _("Thank you. The stewards of its home sector read this, and answer you.")
        )
        return redirect("sharing:concern_answer", concern.pk)
    if request.method == "POST":
        kept.keep()
    if not entry.can_report:
        raise PermissionDenied
    context = {"entry": entry, "form": form, "kept": kept}
    return render(request, "sharing/concern_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def concern_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A concern, for who reported it and who answers; the stewards' form while it is open."""
    concern = get_object_or_404(
        Concern.objects.with_abilities(request.user).select_related(
            "entry__home_sector", "entry__current_revision", "reporter__organisation", "answered_by"
        ),
        pk=pk,
    )
    kept = KeptText(request, "concern-answer", str(pk))
    data = request.POST if request.method == "POST" else None
    form = ConcernAnswerForm(data, initial=kept.typed_in(ConcernAnswerForm))
    is_late = False
    if request.method == "POST" and form.is_valid():
        try:
            is_late = not answered(concern, form.cleaned_data["answer"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            if not is_late:
                kept.forget()
                messages.success(request, _("Your answer is with who reported it."))
                return redirect("sharing:concern_answer", concern.pk)
    if request.method == "POST":
        kept.keep()
    context = {"concern": concern, "form": form, "kept": kept, "is_late": is_late}
    status = 409 if is_late else 200
    return render(request, "sharing/concern_answer.html", context, status=status)


def answered(concern: Concern, text: str, *, by) -> bool:
    """Whether this is its answer now, of two clicks too; False where another answered it meanwhile."""
    try:
        concern.answer_with(text, by=by)
    except PermissionDenied:
        answers = Standing.of(by).role_in(concern.entry.home_sector_id) >= Role.STEWARD
        if concern.answered_at is None or not answers:  # as the verb read it, locked
            raise
    return (concern.answered_by_id, concern.answer) == (by.pk, text)
