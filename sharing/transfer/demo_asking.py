"""The demonstration community asking: questions with their answers, situations, and searches."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from sharing.models import EmptySearch, Level, Notification, Question, Situation

from .demo_community import Community

WATCHED_FOR = timedelta(days=14)


def at_eleven(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(11)))


def load_asking(all_of: Community) -> str:
    """Load them, and say how many there are. Who may know is told by the sweep."""
    questions, situations = all_of.rows("questions"), all_of.rows("situations")
    for row in questions:
        try:
            load_question(all_of, row)
        except (PermissionDenied, ValidationError) as refusal:
            raise ValueError(f"{row['key']}: {refusal}") from refusal
    for row in situations:
        load_situation(all_of, row)
    for row in all_of.rows("searches"):
        EmptySearch.objects.create(**row)
    Notification.objects.filter(kind="question_answered").update(read_at=timezone.now())
    return f"{len(questions)} questions and {len(situations)} situations"


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
