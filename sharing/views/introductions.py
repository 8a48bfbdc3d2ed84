"""Asking for a talk, and answering: no address is shown before it is accepted."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from sharing.forms.kept import KeptText
from sharing.forms.situations import TalkAnswerForm, TalkForm
from sharing.forms.writing import add_errors
from sharing.members_only import require_member
from sharing.models import Entry, Introduction

SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def introduction_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask this member for a talk, perhaps about an entry (`?entry=…`)."""
    user = request.user
    require_member(user)
    people = User.objects.members().select_related("organisation").exclude(pk=user.pk)
    person = get_object_or_404(people, public_id=public_id)
    entry = None
    if about := request.GET.get("entry", ""):
        entry = get_object_or_404(Entry.objects.visible_to(user).for_cards(), public_id=about)
    kept = KeptText(request, "talk", public_id, about)
    form = TalkForm(request.POST or None, initial=kept.typed_in(TalkForm))
    if request.method == "POST" and form.is_valid():
        try:
            talk = Introduction.objects.ask(
                person, by=user, text=form.cleaned_data["text"], entry=entry
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            kept.forget()
            messages.success(request, _("We passed it on. You hear when they answer."))
            return redirect(talk)
    if request.method == "POST":
        kept.keep()
    context = {"person": person, "entry": entry, "form": form, "kept": kept}
    return render(request, "sharing/introduction_new.html", context)


@require_safe
def introductions(request: HttpRequest) -> HttpResponse:
    """The talks that I asked for, and those that I was asked for."""
    user = request.user
    rows = Introduction.objects.visible_to(user).select_related(
        "asker__organisation", "person__organisation"
    )
    talks = list(rows[:SHOWN])
    readable = Entry.objects.visible_to(user).for_rows()
    entries = {e.pk: e for e in readable.filter(pk__in={t.entry_id for t in talks} - {None})}
    found = [(talk, entries.get(talk.entry_id)) for talk in talks]
    return render(request, "sharing/introductions.html", {"talks": found})


@require_http_methods(["GET", "HEAD", "POST"])
def introduction_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One request: its words, the answer, and for who is asked the form."""
    user = request.user
    mine = Introduction.objects.answered_by(user).filter(public_id=public_id)
    if request.method == "POST" and mine.exists():  # who passed it on sees it no more
        messages.info(request, _("You answered this already."))
        return redirect("sharing:introductions")
    talk = get_object_or_404(
        Introduction.objects.with_abilities(user).for_page(), public_id=public_id
    )
    form, kept = None, KeptText(request, "talk-answer", public_id)
    if talk.can_answer:
        first = kept.typed_in(TalkAnswerForm)
        form = TalkAnswerForm(request.POST or None, talk=talk, initial=first)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and answer(request, talk, form):
            kept.forget()
            return redirect("sharing:introductions")
        kept.keep()
    entry = None
    if talk.entry_id:
        entry = Entry.objects.visible_to(user).for_cards().filter(pk=talk.entry_id).first()
    other = talk.person if talk.asker_id == user.pk else talk.asker
    context = {"talk": talk, "form": form, "entry": entry, "other": other, "kept": kept}
    return render(request, "sharing/introduction_detail.html", context)


def answer(request: HttpRequest, talk: Introduction, form: TalkAnswerForm) -> bool:
    """Accept, decline or pass on, by the button that was pressed."""
    text, person = form.cleaned_data["answer"], form.cleaned_data["person"]
    does = request.POST.get("do", "")
    try:
        if does == "pass_on":
            if person is None:
                raise ValidationError({"person": _("Choose somebody who knows more.")})
            talk.pass_on(person, by=request.user, text=text)
        elif does == "accept":
            talk.accept(by=request.user, answer=text)
        elif does == "decline":
            talk.decline(by=request.user, answer=text)
        else:
            raise ValidationError(_("Accept, decline, or pass it on."))
    except ValidationError as error:
        add_errors(form, error)
        return False
    messages.success(request, _("Thank you. We told them."))
    return True
