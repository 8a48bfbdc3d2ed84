"""Suggestions of what other sectors learned about the same problem. This package is the only door.

    same_problem_elsewhere(entry, user)    what stands beside an entry
    for_you(user)                          what stands on a member's home page and in their digest
    starts_of(user)                        what that starts from, and what of it the member left out
    note_shown(found, user, on=…)          says in the log what of it explores, where it is shown
    nearest_to_text(text, language, …)     what is near a situation or a question
    beside_these(seeds, entries)           what tells the same problem as what is near it
    nearest_sentences(text, entries)       the sentence of each that says most of it
    meaning_of(text)                       what somebody searches for, in other words
    knows_meaning()                        whether the encoder that is set can bring in anything so
    alike_in_meaning(said, entries)        how titles and summaries compare with what is said
    copies_by_letter(text, said, entries)  what is nearly the same text
    saying_the_same(text, barriers)        barriers that say what a sentence says
    refresh()  refresh_sentences()         bring vectors and neighbours up to date

Computed without regard to readers, filtered by their rights when read.
"""

from .exploring import note_shown
from .for_member import for_you
from .heads import Alike, alike_in_meaning, copies_by_letter
from .interests import Subject, subjects_of
from .questions import Meaning, knows_meaning, meaning_of
from .quotes import nearest_sentences
from .reasons import Reason, Segment
from .refresh import held_by_others, refresh
from .same_problem import same_problem_elsewhere
from .sentences import refresh_sentences, saying_the_same
from .spreading import without_thirds
from .starts import Start, starts_of
from .suggestion import Suggestion
from .to_text import beside_these, nearest_to_text

__all__ = [
    "Alike",
    "Meaning",
    "Reason",
    "Segment",
    "Start",
    "Subject",
    "Suggestion",
    "alike_in_meaning",
    "beside_these",
    "copies_by_letter",
    "for_you",
    "held_by_others",
    "knows_meaning",
    "meaning_of",
    "nearest_sentences",
    "nearest_to_text",
    "note_shown",
    "refresh",
    "refresh_sentences",
    "same_problem_elsewhere",
    "saying_the_same",
    "starts_of",
    "subjects_of",
    "without_thirds",
]
