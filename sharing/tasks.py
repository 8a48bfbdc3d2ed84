"""Work that outlives a request. Each step finds in the database what is due, so doing it twice
changes nothing: the queue only makes it prompt, the sweep finds whatever a killed worker left."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.tasks import task

from accounts.models import forget_ended_sessions
from sharing import insights, knowing, recommendations, search
from sharing.digests import send_due
from sharing.models import (
    ask_for_owners,
    ask_how_it_is,
    ask_if_still_true,
    assign_orphaned_drafts,
    forget_erased,
    forget_unsaved,
    lapse_reviews,
    recount_after_moves,
    tell_of_waiting_barriers,
)

log = logging.getLogger(__name__)

# In this order: what it is called in logs, and a function that brings it up to date and returns
# how much there was to do.
STEPS: list[tuple[str, Callable[[], object]]] = [
    ("maturity", recount_after_moves),
    ("search index", search.refresh),
    ("suggestions", recommendations.refresh),
    ("what barriers say", recommendations.refresh_sentences),
    ("questions", knowing.route_new),
    ("searches in vain", knowing.look_again),
    ("situations", knowing.fit_situations),
    ("figures", insights.refresh),
    ("reviews that lapse", lapse_reviews),
    ("still true?", ask_if_still_true),
    ("how is it going?", ask_how_it_is),
    ("barriers that wait", tell_of_waiting_barriers),
    ("drafts that nobody reads", assign_orphaned_drafts),
    ("owners wanted", ask_for_owners),
    ("rows of erased members", forget_erased),
    ("text that nobody went on with", forget_unsaved),
    ("sessions that ran out", forget_ended_sessions),
    ("marks of yesterday's searches", search.forget_marks),
    ("digests", send_due),
]


@task
def catch_up() -> dict[str, str]:
    """Bring everything up to date now: enqueue it after something was published or changed."""
    return run_steps()


def run_steps() -> dict[str, str]:
    """Run every step, the later ones also when an earlier one fails; what each of them said."""
    said = {}
    for name, step in STEPS:
        try:
            said[name] = str(step())
        except Exception:
            log.exception("Step %s failed", name)
            said[name] = "failed"
    return said
