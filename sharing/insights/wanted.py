"""What is asked for in vain: open questions without an answer, and searches that found nothing.

Read when shown, not counted before: both are the same for every member.
"""

from __future__ import annotations

from django.utils.timezone import localdate

from sharing.models import OPEN_LEVELS, EmptySearch, Question

from .reading import Numbers


def wanted_lessons(reader):
    """Questions that every member may read, and that no answer for every member answers; newest first."""
    open_ones = Question.objects.visible_to(reader).filter(level__in=OPEN_LEVELS)
    return open_ones.current().with_open_answers().filter(is_answered=False).for_cards()


def empty_searches(numbers: Numbers | None):
    """What was searched for often and in vain, and last in the period that was counted; most often first."""
    rows = EmptySearch.objects.often()
    if numbers and numbers.starts_at:
        rows = rows.filter(last_on__gte=localdate(numbers.starts_at))
    return rows
