"""Who knows, and what to know before one starts. This package is the only door.

route(question)                      tell those who may know it, by what they wrote and applied
asked_of(user)                       what was routed to a member, with a true reason
look_again()                         searches in vain: found meanwhile, or shown to who could write it
brief_for(situation, user)           at most five lessons, for this reader
fit_situations()                     what fits what members are about to do, for "For you"
new_for_situations(user, since)      later lessons that fit what a member is about to do
barriers_like(text, user)            barriers that say the same, in either language
questions_like(text, user)           questions that ask the same
similar_while_writing(text, …)       what looks like an entry that is being written
the_two(entry, user, old, new)       two wordings of an entry compared, for who may read both
lessons(…)  wanted(…)  stewards(…)   what the page of a place holds
"""

from .asked import asked_of, reason_of
from .barriers import barriers_like
from .briefs import (
    Lesson,
    brief_for,
    fit_situations,
    new_for_situations,
    suggestions_for_situations,
)
from .comparing import Comparison, the_two
from .fits import Fit, fitting
from .places import PEOPLE, SHOWN, lessons, newest, stewards, used_at, wanted, with_use
from .questions import questions_like
from .routing import route, route_new
from .searches import look_again
from .similar import Similar, similar_while_writing

__all__ = [
    "PEOPLE",
    "SHOWN",
    "Comparison",
    "Fit",
    "Lesson",
    "Similar",
    "asked_of",
    "barriers_like",
    "brief_for",
    "fit_situations",
    "fitting",
    "lessons",
    "look_again",
    "new_for_situations",
    "newest",
    "questions_like",
    "reason_of",
    "route",
    "route_new",
    "similar_while_writing",
    "stewards",
    "suggestions_for_situations",
    "the_two",
    "used_at",
    "wanted",
    "with_use",
]
