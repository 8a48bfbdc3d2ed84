"""The mails that are pages, as the demonstration community gets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.utils import timezone

from accounts.mails import send_admitted, send_declined, send_invitation
from accounts.models import Invitation, Role, Sector, User
from sharing.digests import send_due
from sharing.models import DigestSubscription, Frequency
from tests.browser.members import VISITOR, person, window
from tests.browser.pages import Page

# What a mail is made of stands under a name with an underscore, and in `base`.
KINDS = {path.stem for path in Path(settings.BASE_DIR, "templates/emails").glob("[!_]*.html")} - {
    "base"
}


@dataclass(frozen=True)
class Mail(Page):
    """One mail, as a program that reads mail shows it: without headers of ours."""

    def answer(self) -> HttpResponse:
        return HttpResponse(self.fields["html"])


def mails(language: str) -> Iterator[Mail]:
    """Each kind, and of the digests the one that says most and the one that says least."""
    client, _visitor = window(VISITOR, language)
    for kind, messages in sent(language).items():
        pages = sorted((message.alternatives[0].content for message in messages), key=len)
        for html in {pages[0], pages[-1]}:
            yield Mail(kind, f"/{kind}/", client, {"html": html})


def sent(language: str) -> dict[str, list]:
    return {
        "invitation": posted(lambda: invite(language)),
        "admitted": posted(lambda: send_admitted(person("saskia"))),
        "declined": posted(lambda: send_declined(person("saskia"))),
        "digest": posted(write_to_all),
    }


def posted(act) -> list:
    """The mails that `act` sends."""
    mail.outbox.clear()
    act()
    return list(mail.outbox)


def invite(language: str) -> None:
    health, hanna = Sector.objects.get(slug="health"), person("hanna")
    told = {"language": language, "sentence": "We would like to learn from you."}
    send_invitation(
        *Invitation.objects.invite("b@example.org", health, Role.EDITOR, by=hanna, **told)
    )


def write_to_all() -> None:
    for user in User.objects.members():
        DigestSubscription.objects.of(user)
    looks_back = timezone.now() - timedelta(days=28)
    DigestSubscription.objects.update(
        frequency=Frequency.DAILY, due_at=timezone.now(), covered_until=looks_back
    )
    send_due()
