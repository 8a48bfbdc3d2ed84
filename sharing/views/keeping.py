"""What a member keeps of entries: saved, watched, answered, and what is shared with them closely."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sharing.going_back import back_to, say_beside
from sharing.models import Entry, Feedback, Saved, Watch

ON_A_PAGE = 30
THANKS = {
    "": gettext_lazy("Your answer was taken back."),
    Feedback.Answer.USEFUL: gettext_lazy("Good to know. We look for more like it."),
    Feedback.Answer.KNEW: gettext_lazy("Then we will not suggest it again."),
    Feedback.Answer.NOT_FOR_US: gettext_lazy("We will not suggest it again."),
}


@require_POST
def entry_save(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep an entry at hand, or no longer. The form says which, so a double click is one."""
    return keep(request, public_id, Saved, _("Saved."), _("No longer saved."))


@require_POST
def entry_watch(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hear about an entry, or no longer."""
    return keep(
        request, public_id, Watch, _("You hear when it changes."), _("You no longer watch it.")
    )


def keep(request: HttpRequest, public_id: str, kind, kept: str, dropped: str) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.visible_to(request.user), public_id=public_id)
    is_on = request.POST.get("on") == "1"
    kind.objects.keep(entry, by=request.user, on=is_on)
    said = kept if is_on else dropped
    if request.htmx and kind is Saved:
        entry.is_saved = is_on
        return render(request, "sharing/entry_save.html", in_place(request, entry, said))
    say_beside(request, said)
    return back_to(request, entry)


def in_place(request: HttpRequest, entry: Entry, said: str) -> dict:
    """What the inside of a button's form says after a script sent it."""
    names = {"back": request.POST.get("next", ""), "named": "named" in request.POST}
    return {"entry": entry, "said": said, **names}


@require_POST
def entry_feedback(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer a suggestion: useful, knew it, not for us; or take the answer back."""
    entry = get_object_or_404(Entry.objects.visible_to(request.user), public_id=public_id)
    answer = request.POST.get("answer", "")
    if answer not in THANKS:
        raise Http404
    Feedback.objects.give(entry, by=request.user, answer=answer)
    if request.htmx:
        context = in_place(request, entry, THANKS[answer]) | {"answer": answer}
        return render(request, "sharing/entry_feedback.html", context)
    say_beside(request, THANKS[answer])
    return back_to(request, entry)


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """What I keep at hand, what I saved last first; what I may no longer read is not there."""
    mine = Saved.objects.visible_to(request.user)
    saved_at = mine.filter(entry=OuterRef("pk")).values("created_at")
    entries = Entry.objects.visible_to(request.user).shown().filter(pk__in=mine.values("entry"))
    entries = entries.order_by(Subquery(saved_at).desc(), "-pk").for_cards()
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "sharing/saved.html", {"page": page})


@require_safe
def shared_with_you(request: HttpRequest) -> HttpResponse:
    """TLP:RED entries of which I am author or named: they stand in no search and no suggestion."""
    entries = Entry.objects.visible_to(request.user).shared_closely_with(request.user).for_cards()
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "sharing/shared_with_you.html", {"page": page})
