"""The demonstration community asking: questions with their answers, situations, and searches."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sharing.models import (
    GROUPS,
    EmptySearch,
    Introduction,
    IntroductionState,
    Level,
    Notification,
    Question,
    Situation,
)

from .demo_community import Community

WATCHED_FOR = timedelta(days=14)


def at_eleven(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(11)))


def load_asking(all_of: Community) -> str:
    """Load them, and say how many there are. Who may know is told by the sweep."""
    questions = all_of.load_each("questions", load_question)
    talks = all_of.load_each("talks", load_talk)
    situations = all_of.load_each("situations", load_situation)
    for row in all_of.rows("searches"):
        members = min(row["count"], GROUPS)
        EmptySearch.objects.create(**row, groups=(1 << members) - 1)
    Notification.objects.filter(kind="question_answered").update(read_at=timezone.now())
    return f"{questions} questions, {situations} situations and {talks} talks"


def load_talk(all_of: Community, row: dict) -> None:
    """What became of it is told, and read, unless it still waits."""
    asked = all_of.people[row["to"]]
    entry = all_of.entries[row["entry"]] if row.get("entry") else None
    talk = Introduction.objects.ask(
        asked, by=all_of.people[row["by"]], text=row["text"], entry=entry
    )
    match row["state"]:
        case "accepted":
            talk.accept(by=asked, answer=row["answer"])
        case "declined":
            talk.decline(by=asked, answer=row["answer"])
        case "passed_on":
            talk.pass_on(all_of.people[row["passed_to"]], by=asked, text=row["answer"])
    moments = {"created_at": at_eleven(row["date"])}
    if talk.state != IntroductionState.ASKED:
        moments["answered_at"] = at_eleven(row["date"] + timedelta(days=2))
    Introduction.objects.filter(pk=talk.pk).update(**moments)
    told = Notification.objects.filter(introduction=talk)
    told.update(created_at=at_eleven(row["date"]))
    if talk.state != IntroductionState.ASKED:
        told.update(read_at=timezone.now())


def load_question(all_of: Community, row: dict) -> None:
    question = Question.objects.ask(
        by=all_of.people[row["by"]],
        title=row["title"],
        text=row["text"],
        home_sector=all_of.sectors[row["home"]],
        level=Level.from_label(row["level"]),
        language=row["language"],
        themes=[all_of.themes[slug] for slug in row.get("themes", ())],
    )
    for told in row.get("answers", ()):
        answer = question.answer_with(
            by=all_of.people[told["by"]],
            entry=all_of.entries[told["entry"]] if told.get("entry") else None,
            text=told["text"],
            offers_talk=not told.get("entry"),
        )
        question.answers.filter(pk=answer.pk).update(created_at=at_eleven(told["date"]))
    Question.objects.filter(pk=question.pk).update(created_at=at_eleven(row["date"]))


def load_situation(all_of: Community, row: dict) -> None:
    now = timezone.now()
    Situation.objects.create(
        user=all_of.people[row["by"]],
        title=row["title"],
        text=row["text"],
        language=row["language"],
        created_at=now - WATCHED_FOR,
        watched_since=now - WATCHED_FOR if row.get("saved") else None,
    )
