"""The switch to the other language."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views import i18n

from accounts.models import Language, User


@login_not_required
def set_language(request: HttpRequest) -> HttpResponse:
    """Answer in another language from now on; for a signed-in user, on every device and in mails."""
    language = request.POST.get("language")
    if request.method == "POST" and request.user.is_authenticated and language in Language:
        User.objects.filter(pk=request.user.pk).update(language=language)
    return i18n.set_language(request)
