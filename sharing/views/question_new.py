"""Asking a question, and what answers it already."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sharing.forms.kept import KeptText
from sharing.forms.look_alikes import look_alikes
from sharing.forms.questions import QuestionForm
from sharing.forms.tokens import fresh_token, id_in_token, made_before
from sharing.forms.writing import add_errors
from sharing.knowing import Similar, questions_like, route
from sharing.members_only import require_member
from sharing.models import Entry, Question

MOST = 3


@dataclass(frozen=True)
class Known:
    """What a question that is being asked is answered by, perhaps: questions like it, and entries."""

    questions: list[Question]
    similars: list[Similar]

    @property
    def ids(self) -> list[str]:
        entries = [one.entry.public_id for one in self.similars]
        return [*(question.public_id for question in self.questions), *entries]

    def is_shown_in(self, shown: list[str]) -> bool:
        """Whether the form that was sent had shown all of it."""
        return set(self.ids) <= set(shown)


def known_already(user, typed) -> Known:
    """What `user` may read and is about the same, as far as something is typed."""
    title, text = (str(typed.get(name) or "") for name in ("title", "text"))
    asked = {"title": title, "summary": text, "language": typed.get("language")}
    return Known(questions_like(title, user, most=MOST), look_alikes(user, asked)[:MOST])


@require_POST  # what is being asked stands in no address
def question_similar(request: HttpRequest) -> HttpResponse:
    """A part of the form: what may answer the question that is typed so far."""
    require_member(request.user)
    known = known_already(request.user, request.POST)
    return render(request, "sharing/question_similar.html", {"known": known})


@require_http_methods(["GET", "HEAD", "POST"])
def question_new(request: HttpRequest) -> HttpResponse:
    """Ask across sectors, perhaps from an entry (`?entry=…`). What may answer it is shown first."""
    require_member(request.user)
    entry = None
    if of_entry := request.GET.get("entry", ""):
        entry = get_object_or_404(Entry.objects.visible_to(request.user), public_id=of_entry)
    public_id = id_in_token(request.POST.get("token"), request.user)
    first = {"title": request.GET.get("title", "")[:140]}
    if entry:
        first |= {"level": max(entry.level, 1)}
    kept = KeptText(request, "question", of_entry)
    first |= kept.typed_in(QuestionForm)
    form = QuestionForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST":
        mine = Question.objects.visible_to(request.user)
        again, public_id = made_before(mine, form, public_id)
        if again:
            kept.forget()
            return redirect(again)
    known = known_already(request.user, request.POST or form.initial)
    if request.method == "POST":
        is_new = known.is_shown_in(request.POST.getlist("shown"))
        if form.is_valid() and is_new and (q := ask(form, entry, public_id, by=request.user)):
            kept.forget()
            messages.success(request, words_of(route(q)))
            return redirect(q)
        kept.keep()
    context = {"form": form, "entry": entry, "kept": kept, "known": known}
    context["token"] = fresh_token(request.user, public_id)
    return render(request, "sharing/question_new.html", context)


def ask(form: QuestionForm, entry, public_id: str, *, by) -> Question | None:
    try:
        return Question.objects.ask(by=by, entry=entry, public_id=public_id, **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        return None


def words_of(told: int) -> str:
    if not told:
        return _("Your question stands among the wanted lessons.")
    return ngettext(
        "We asked %(number)d member who may know.",
        "We asked %(number)d members who may know.",
        told,
    ) % {"number": told}
