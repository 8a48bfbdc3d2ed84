"""Lessons wanted: reading and answering."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Sector, Standing
from sharing.forms.kept import KeptText
from sharing.forms.questions import AnswerForm, QuestionWordsForm
from sharing.forms.writing import add_errors
from sharing.knowing import asked_of, reason_of
from sharing.members_only import require_member
from sharing.models import (
    OPEN_LEVELS,
    Answer,
    Asked,
    EmptySearch,
    Entry,
    Period,
    Question,
    Theme,
    UnsavedText,
    Wanting,
)

ON_A_PAGE = 15
BESIDE = 5
ANSWER = ("yes", "no")


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What members would like to know and nobody wrote down; first what I may know."""
    user = request.user
    require_member(user)
    mine = with_counts(asked_of(user), user)
    current = Question.objects.visible_to(user).current()
    others = current.exclude(pk__in=[asked.question_id for asked in mine if asked.question_id])
    rows = others.unanswered_for(user)
    rows = rows.with_answers(user).for_cards().order_by("-created_at", "-pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    searches = EmptySearch.objects.wanted().exclude(
        pk__in=[asked.search_id for asked in mine if asked.search_id]
    )
    answered = others.answered_for(user).for_cards()
    context = {
        "mine": mine,
        "page": page,
        "total": len(mine) + page.paginator.count,
        "searches": searches[:BESIDE],
        "may_write": user.standing.is_contributor,
        "answered": answered.with_answers(user).order_by("-created_at", "-pk")[:BESIDE],
    }
    return render(request, "sharing/questions.html", context)


def with_counts(mine: list[Asked], user) -> list[Asked]:
    """To each question the number of its answers."""
    asked = [row.question_id for row in mine if row.question_id]
    rows = Question.objects.visible_to(user).filter(pk__in=asked).with_answers(user)
    counts = dict(rows.values_list("pk", "answer_count")) if asked else {}
    for row in mine:
        if row.question_id:
            row.question.answer_count = counts.get(row.question_id, 0)
    return mine


@require_safe
def questions_asked(request: HttpRequest) -> HttpResponse:
    """What was asked. `answer`: "yes" for what somebody knew, "no" for the others; `period` leaves out
    what was asked before it, `counted` what no figure counts: only some may read the question, or an
    answer to it."""
    user = request.user
    require_member(user)
    asked, answer = request.GET.get("period"), request.GET.get("answer", "")
    period = Period(asked) if asked in Period.values else Period.ALL
    is_counted = request.GET.get("counted") == "1"
    rows = Question.objects.visible_to(user).current()
    if since := period.since(timezone.now()):
        rows = rows.filter(created_at__gte=since)
    if is_counted:
        rows = rows.filter(level__in=OPEN_LEVELS).with_open_answers()
    about = about_of(request)
    if isinstance(about, Sector):
        rows = rows.filter(home_sector=about)
    elif about:
        rows = rows.filter(themes=about)
    if answer in ANSWER:
        rows = _answered(rows, user, is_counted, is_it=answer == "yes")
    rows = rows.with_answers(user).for_cards().order_by("-created_at", "-pk")
    context = {
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "period": period,
        "periods": Period,
        "answer": answer if answer in ANSWER else "",
        "is_counted": is_counted,
        "about": about,
    }
    return render(request, "sharing/questions_asked.html", context)


def about_of(request: HttpRequest) -> Sector | Theme | None:
    """The sector or theme that is asked for; what the address does not know it leaves out."""
    for name, model in (("sector", Sector), ("theme", Theme)):
        if slug := request.GET.get(name, ""):
            return model.objects.filter(slug=slug).first()
    return None


def _answered(rows, user, is_counted: bool, *, is_it: bool):
    if is_counted:
        return rows.filter(is_answered=is_it)
    return rows.answered_for(user) if is_it else rows.unanswered_for(user)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def question_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A question, what is known, and the form for who knows more. Visitors read the question.

    Who answers what was withdrawn meanwhile is told so, with what they wrote.
    """
    question, is_sent = found(request.user, public_id), request.method == "POST"
    if not Standing.of(request.user).is_member:
        return render(request, "sharing/question_detail.html", {"question": question})
    form, kept = None, KeptText(request, "answer", public_id, is_there=question.has_kept_answer)
    is_late = is_sent and is_withdrawn_for(request.user, question)
    if question.can_answer or is_late:
        first = kept.typed_in(AnswerForm)
        form = AnswerForm(request.POST or None, user=request.user, initial=first)
    if is_sent and form is None:
        raise PermissionDenied
    if is_sent and not is_late and form.is_valid():
        try:
            question.answer_with(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        except PermissionDenied:
            is_late = is_withdrawn_for(request.user, question)  # as the verb read it, locked
            if not is_late:
                raise
        else:
            kept.forget()
            messages.success(request, _("Thank you. Who asked it hears of your answer."))
            return redirect(question)
    if is_sent:
        kept.keep()
    context = page_of(question, form, request.user) | {"kept": kept, "is_late": is_late}
    status = 409 if is_late else 200
    return render(request, "sharing/question_detail.html", context, status=status)


def is_withdrawn_for(user, question: Question) -> bool:
    """Whether only that keeps `user` from answering."""
    return question.withdrawn_at is not None and question.asker_id != user.pk


def found(user, public_id: str) -> Question:
    kept = UnsavedText.objects.of(user).filter(key=f"answer-{public_id}")
    rows = Question.objects.with_abilities(user).select_related(
        "home_sector", "organisation", "asker"
    )
    rows = rows.annotate(has_kept_answer=Exists(kept))
    return get_object_or_404(rows, public_id=public_id)


def page_of(question: Question, form, user) -> dict:
    """What stands around a question for a member."""
    answers = list(Answer.objects.visible_to(user).filter(question=question).for_page())
    asked = Asked.objects.visible_to(user).with_why(user).filter(question=question).first()
    source = None
    if question.entry_id:
        source = Entry.objects.visible_to(user).for_cards().filter(pk=question.entry_id).first()
    return {
        "question": question,
        "answers": answers,
        "is_settled": any(answer.is_it and answer.stands for answer in answers),
        "talks": [answer for answer in answers if answer.offers_talk],
        "givers": {a.entry.home_sector: None for a in answers if a.entry},
        "sectors": list(question.asked_sectors.by_name()),
        "reason": reason_of(asked) if asked else "",
        "source": source,
        "is_wanted": Wanting.objects.of(user).filter(question=question).exists(),
        "wanting": question.wants.count(),
        "form": form,
    }


@require_POST
def question_want(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hear of answers too, or no longer."""
    question = found(request.user, public_id)
    question.want(by=request.user, on=bool(request.POST.get("on")))
    return redirect(question)


@require_POST
def question_not_me(request: HttpRequest, public_id: str) -> HttpResponse:
    """I was asked and do not know it."""
    question = found(request.user, public_id)
    question.not_me(by=request.user)
    messages.success(request, _("You are not asked about this any more."))
    return redirect("sharing:questions")


@require_POST
def question_settle(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Who asked says which answer helped."""
    question = found(request.user, public_id)
    answer = get_object_or_404(
        Answer.objects.visible_to(request.user).filter(question=question), pk=pk
    )
    question.settle(answer, by=request.user, on=request.POST.get("on") != "0")
    return redirect(question)


@require_http_methods(["GET", "HEAD", "POST"])
def question_reword(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask it in other words: a name slipped in, or it was not clear."""
    question = found(request.user, public_id)
    if not question.can_edit:
        raise PermissionDenied
    kept = KeptText(request, "question-words", public_id)
    form = QuestionWordsForm(request.POST or None, initial=kept.typed_in(QuestionWordsForm))
    form.of(question)
    if request.method == "POST" and form.is_valid():
        try:
            question.reword(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            kept.forget()
            messages.success(request, _("Saved."))
            return redirect(question)
    if request.method == "POST":
        kept.keep()
    context = {"question": question, "form": form, "kept": kept}
    return render(request, "sharing/question_reword.html", context)


@require_POST
def question_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is no longer wanted."""
    question = found(request.user, public_id)
    question.withdraw(by=request.user)
    messages.success(request, _("It no longer stands among the wanted lessons."))
    return redirect("sharing:questions")
