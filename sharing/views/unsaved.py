"""Text that a member typed and did not save: kept as they type, read and thrown away by them alone."""

from __future__ import annotations

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sharing.forms.conflict import NAMES
from sharing.forms.tokens import id_in_token
from sharing.forms.writing import base_in, typed_fields
from sharing.forms.writing_page import parts_of
from sharing.going_back import back_to
from sharing.members_only import require_member
from sharing.models import SECTIONS, UnsavedText, has_words, is_new_entry

KEY = re.compile(r"[A-Za-z0-9-]{1,40}")


@require_http_methods(["GET", "HEAD", "POST"])
def unsaved(request: HttpRequest, key: str) -> HttpResponse:
    """GET: what was kept of this form. POST: keep what is in it now, or throw it away."""
    require_member(request.user)
    if not KEY.fullmatch(key):
        raise Http404
    if request.method == "POST":
        return thrown_away(request, key) if "throw_away" in request.POST else kept(request, key)
    if request.accepts("text/html"):
        text = get_object_or_404(UnsavedText.objects.visible_to(request.user), key=key)
        texts = [] if text.is_out_of_sight else texts_in(text.fields)
        return render(request, "sharing/unsaved.html", {"text": text, "texts": texts})
    return JsonResponse({"csrf": get_token(request)})  # for a page that stayed open over a sign-in


def texts_in(fields: dict[str, list[str]]) -> list[tuple[str, str]]:
    """What was typed, each part with its name, in the order of the form of an entry, then by name.

    The column keeps no order that both databases agree on.
    """
    typed = [name for name, values in fields.items() if has_words({name: values})]
    places = {name: place for place, name in enumerate(NAMES)}
    typed.sort(key=lambda name: (places.get(name, len(places)), name))
    return [
        (NAMES.get(name, _("Text")), fields[name][0]) for name in typed if name != "detail_text"
    ]


def kept(request: HttpRequest, key: str) -> HttpResponse:
    fields, base, user = typed_fields(request.POST), base_in(request.POST), request.user
    if is_new_entry(fields, base) and id_in_token(request.POST.get("token"), user) != key:
        raise Http404  # an entry gets this id, and nobody chooses ids
    if not (is_new_entry(fields, base) or may_be_kept(user, key)):
        said = _("Not kept: you do not read what this is about any more. Copy your text.")
        return JsonResponse({"said": said}, status=404)
    try:
        text = UnsavedText.objects.keep(user, key, fields, base=base)
    except ValidationError:
        return JsonResponse({"said": _("This is too much to keep. Save it now.")}, status=413)
    if text is None:
        return JsonResponse({"said": "", **how_far(fields)})
    clock = date_format(timezone.localtime(text.saved_at), "H:i")
    said = _("Kept at %(clock)s, not saved yet") % {"clock": clock}
    return JsonResponse({"said": said, **how_far(fields)})


def how_far(fields: dict[str, list[str]]) -> dict[str, str]:
    """Of an entry that is written, how far each of its sections is, to stand in the place of what the page says."""
    if not fields.keys() >= set(SECTIONS):
        return {}
    texts = {name: fields[name][0] for name in SECTIONS}
    context = {"parts": parts_of(texts), "is_suggestion": "kind" not in fields}
    return {"how_far": render_to_string("sharing/_how_far.html", context)}


def may_be_kept(user, key: str) -> bool:
    """What was begun goes on, also where what it is about went out of sight meanwhile."""
    is_begun = UnsavedText.objects.visible_to(user).filter(key=key).exists()
    return is_begun or UnsavedText(user=user, key=key).is_of_a_form


def thrown_away(request: HttpRequest, key: str) -> HttpResponse:
    UnsavedText.objects.visible_to(request.user).filter(key=key).delete()
    messages.success(request, _("The text that was not saved is gone."))
    return back_to(request, "sharing:reviews")
