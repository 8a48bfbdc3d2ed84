"""What is asked for in vain: questions without an answer, and searches that found nothing."""

from __future__ import annotations

from django.utils import timezone

from sharing.models import OPEN_LEVELS, EmptySearch, Period, Question


def open_questions(rows, since):
    """Those of these questions that every member may read, asked since then, with `is_answered`.

    No answer counts that only some may read.
    """
    rows = rows.current().filter(level__in=OPEN_LEVELS).with_open_answers()
    return rows if since is None else rows.filter(created_at__gte=since)


def wanted_lessons(reader, period: Period):
    """What was asked in the period, and no answer for every member answers; newest first."""
    asked = open_questions(Question.objects.visible_to(reader), period.since(timezone.now()))
    return asked.filter(is_answered=False).for_cards()


def empty_searches(period: Period):
    """What was searched for often and in vain, and last in the period; most often first."""
    return searched_since(period.since(timezone.now()))


def searched_since(since):
    rows = EmptySearch.objects.wanted()
    return rows if since is None else rows.filter(last_on__gte=timezone.localdate(since))
