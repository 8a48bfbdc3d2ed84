"""What a member typed into a form that is no entry's, and did not send yet.

It is kept while they type and where the form is refused, stands in the form when they open it again,
and goes when it is sent. Context of a page: `kept`, for `components/_kept.html`.
"""

from __future__ import annotations

from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from sharing.forms.writing import typed_fields, typed_in
from sharing.models import UnsavedText


class KeptText:
    """`about` says which form it is, and of what: ("answer", the public id of a question)."""

    def __init__(self, request: HttpRequest, *about: str, is_there: bool = True):
        """`is_there`: False where it is known already that nothing is kept, which asks nothing."""
        self.request = request
        self.key = "-".join(filter(None, about))
        is_asked = is_there and request.method != "POST"
        self.text = self._rows().first() if is_asked else None

    def _rows(self):
        return UnsavedText.objects.visible_to(self.request.user).filter(key=self.key)

    def typed_in(self, form: type[forms.Form]) -> dict:
        """The first values of a form, for what was typed into it."""
        return typed_in(form, self.text.fields) if self.text else {}

    def keep(self) -> None:
        """Keep what was sent and refused. Far too much is not kept; it still stands in their page."""
        with suppress(ValidationError):
            fields = typed_fields(self.request.POST)
            UnsavedText.objects.keep(self.request.user, self.key, fields, base=None)

    def forget(self) -> None:
        """It was sent."""
        self._rows().delete()


def kept_step(
    request: HttpRequest, entry: str, *, short: bool = False, is_there: bool = True
) -> KeptText:
    """What was typed about how one's organisation stands with an entry: it stays with that organisation.

    The `short` form of the entry's page keeps its own: it has fewer fields, and would empty the others.
    """
    about = ("step" if short else "application", str(request.user.organisation_id), entry)
    return KeptText(request, *about, is_there=is_there)
