"""All suggestions of a member, and the interests that they are made of."""

from __future__ import annotations

from django.contrib.messages import success
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Sector
from sharing.forms.interests import InterestsForm
from sharing.going_back import back_to, say_beside
from sharing.members_only import require_member
from sharing.models import Entry, Feedback, LeftOut, Profile, Situation, Theme, ThemeWish
from sharing.recommendations import for_you, note_shown, starts_of, subjects_of

MOST = 20
ANSWERS = 50
STARTS = 10  # on a page


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Everything that is suggested to me, each with its reason."""
    found = for_you(request.user, limit=MOST, may_name=True)
    note_shown(found, request.user, on="suggestions")
    is_off = not found and Profile.objects.visible_to(request.user).filter(is_on=False).exists()
    ways = [
        (reverse("sharing:profile"), _("Choose what you follow"), ""),
        (reverse("sharing:explore"), _("Explore"), ""),
    ]
    context = {"found": found, "is_off": is_off, "ways": ways}
    return render(request, "sharing/suggestions.html", context)


@require_POST
def theme_less(request: HttpRequest) -> HttpResponse:
    """No more suggestions about a theme, from the place where one is seen."""
    require_member(request.user)
    theme = get_object_or_404(Theme, slug=request.POST.get("theme", ""))
    ThemeWish.objects.wish(theme, by=request.user, often=ThemeWish.Often.NEVER)
    said = _("No more suggestions about %(theme)s. You change that under “What they are made of”.")
    success(request, said % {"theme": theme.name})
    return back_to(request, "sharing:suggestions")


@require_POST
def leave_out(request: HttpRequest) -> HttpResponse:
    """Let suggestions start from something of mine no longer, or again. The form says which."""
    require_member(request.user)
    is_left_out = request.POST.get("on") == "1"
    LeftOut.objects.leave(_start(request), by=request.user, on=is_left_out)
    said = _("No suggestion starts from it now.") if is_left_out else _("It counts again.")
    say_beside(request, said)
    return back_to(request, "sharing:interests")


def _start(request: HttpRequest) -> Entry | Situation | Sector:
    """What the form names, as far as I may read it. Raises Http404."""
    for name, things, key in (
        ("entry", Entry.objects.visible_to(request.user), "public_id"),
        ("situation", Situation.objects.visible_to(request.user), "public_id"),
        ("sector", Sector.objects.all(), "slug"),
    ):
        if asked := request.POST.get(name):
            return get_object_or_404(things, **{key: asked})
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: HttpRequest) -> HttpResponse:
    """What suggestions are made of: seen, changed, switched off or forgotten by the member alone."""
    user = request.user
    require_member(user)
    if request.method == "POST" and "forget" in request.POST:
        Profile.objects.forget(by=user)
        success(request, _("Forgotten. Suggestions begin anew."))
        return redirect("sharing:interests")
    form = InterestsForm(request.POST or None, user=user, subjects=subjects_of(user))
    if form.is_valid():
        form.save()
        success(request, _("Saved."))
        return redirect("sharing:interests")
    answers = Feedback.objects.visible_to(user).order_by("-created_at", "-pk")[:ANSWERS]
    entries = Entry.objects.visible_to(user).for_cards().in_bulk([one.entry_id for one in answers])
    told = [(one, entries[one.entry_id]) for one in answers if one.entry_id in entries]
    starts = Paginator(starts_of(user), STARTS).get_page(request.GET.get("page"))
    context = {"form": form, "answers": told, "starts": starts}
    return render(request, "sharing/interests.html", context)
