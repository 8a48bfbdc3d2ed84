"""After a member suggested another wording of an entry."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sharing.models import Entry, Revision, UnsavedText, titles_without_entry


def suggested(request: HttpRequest, entry: Entry, revision: Revision) -> HttpResponse:
    """To the entry, where they read what happens next and which links of theirs lead nowhere."""
    UnsavedText.objects.visible_to(request.user).filter(key=entry.public_id).delete()
    messages.success(request, _("Thank you. An editor looks at your wording; we tell you."))
    if entry.links_with_narrower_audience(seen_by=request.user, wording=revision):
        messages.warning(request, _("It links to something that fewer people can read."))
    if nowhere := titles_without_entry(revision.words.values(), request.user):
        text = _("It links to titles that lead nowhere for you: %(titles)s.")
        messages.warning(request, text % {"titles": "; ".join(nowhere)})
    return redirect(entry)
