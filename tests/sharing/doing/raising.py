"""Raising a barrier or a question, and applying an entry, as members would."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Party, User
from sharing import search
from sharing.models import Application, Barrier, Level, Question, Step
from tests.factories import make_entry, make_organisation, make_sector, make_user

NUMBERS = iter(range(1000))


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


def about_outages(writer, **fields):
    entry = make_entry(
        writer,
        home="energy",
        words={
            "title": "Rehearse a night without screens",
            "problem": "An outage of screens on a night shift was never rehearsed.",
        },
        **fields,
    )
    search.refresh()
    return entry


def somebody(sector: str) -> User:
    number = next(NUMBERS)
    user = make_user(f"p{number}", make_organisation(f"{sector} {number}", sector))
    return User.objects.get(pk=user.pk)


def apply(entry, sector="energy", step=Step.IN_USE, **said) -> Application:
    return Application.objects.record(entry, by=somebody(sector), step=step, **said)
