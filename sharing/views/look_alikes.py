"""What looks like a text while somebody writes it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from sharing.forms.look_alikes import look_alikes
from sharing.members_only import require_member
from sharing.models import Entry


@require_POST  # what is being written stands in no address
def similar(request: HttpRequest) -> HttpResponse:
    """A part of the writing page: entries that look like what is typed so far."""
    user = request.user
    require_member(user)
    asked = request.POST.get("own", "")[:40]
    own = Entry.objects.visible_to(user).filter(public_id=asked).first()
    return render(
        request, "sharing/similar.html", {"similars": look_alikes(user, request.POST, own)}
    )
