"""Raising a barrier or a question, as a member would."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Party
from sharing.models import Barrier, Level, Question
from tests.factories import make_sector


def report(by, **about):
    about = {
        "title": "No legal basis to share discharge dates",
        "text": "Home care starts three days late.",
        "kind": "legal",
        "party": Party.GOVERNMENT,
        "home_sector": make_sector("health"),
    } | about
    return Barrier.objects.report(by=by, **about)


def ask(by, *, sector="health", level=Level.GREEN, title="Who rehearsed a night without screens?",
        text="We practise an outage of the patient record on a ward.", **about):  # fmt: skip
    return Question.objects.ask(
        by=by, title=title, text=text, home_sector=make_sector(sector), level=level, **about
    )


def in_days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)
