"""What members know: tables and rules. This package is the only door."""

from .access.grants import BreakGlassGrant
from .access.machinery import AccessQuerySet, Action, Guarded
from .access.readership import (
    audience_members,
    listed,
    members_reached,
    who_reads_it,
    who_will_read_it,
    why_it_is_seen,
)
from .derived.figures import COUNTED_AS, Figures, Period
from .derived.search import (
    IndexedEntry,
    IndexedName,
    Openness,
    Posting,
    SearchStatistics,
    Spelling,
    Term,
    Trigram,
)
from .derived.sentences import SentenceVector
from .derived.similarities import EntryVector, LeftOut, Profile, Similarity, ThemeWish, VectorSpace
from .doing.applications import APPLIED, SAID, Application, ApplicationStep, Result, Step
from .doing.introductions import Introduction, IntroductionState
from .doing.maturity import recount_after_moves, recount_maturity, wrong_maturities
from .doing.situations import Fitting, Situation
from .doing.stairs import ask_how_it_is, stairs_of
from .doing.unnamed import FEWEST_UNNAMED, placed_of
from .entry.around import About, about
from .entry.concerns import Concern
from .entry.details import DetailRevision, RestrictedDetail, shows_typed_detail
from .entry.entries import Entry
from .entry.hanging import is_opened
from .entry.leaving import ask_for_owners, assign_orphaned_drafts, forget_erased, heirs, own_models
from .entry.links import links_filled, titles_without_entry
from .entry.overdue import ask_if_still_true
from .entry.reviews import Review, lapse_reviews
from .entry.revisions import WORDS, Revision
from .entry.sharing_out import Reach, StaleReach
from .entry.unsaved import BARRIER_ACTS, UnsavedText, forget_unsaved, has_words, is_new_entry
from .entry.writing import StaleBase
from .raised.ages import BarrierAge
from .raised.answers import Answer, Asked, Wanting
from .raised.audience import RAISED_LEVELS
from .raised.barrier_company import MeetsIt, WayAround
from .raised.barrier_waiting import tell_of_waiting_barriers
from .raised.barriers import Barrier, BarrierKind, BarrierState, Change
from .raised.questions import Question
from .raised.searches import GROUPS, EmptySearch
from .taxonomy import Standard, Theme
from .telling.at_work import at_work
from .telling.digests import DigestDelivery, DigestSubscription, Frequency
from .telling.done import DUTIES, is_done, still_new
from .telling.following import Feedback, FollowedTheme, Notification, Saved, Watch
from .telling.leading import with_concerns
from .vocabulary import (
    OPEN_LEVELS,
    REQUIRED_BEFORE_REVIEW,
    REVIEW_PERIOD,
    SECTION_NAMES,
    SECTIONS,
    Kind,
    Level,
    Maturity,
    Outcome,
    Status,
)

__all__ = [
    "APPLIED",
    "BARRIER_ACTS",
    "COUNTED_AS",
    "DUTIES",
    "FEWEST_UNNAMED",
    "GROUPS",
    "OPEN_LEVELS",
    "RAISED_LEVELS",
    "REQUIRED_BEFORE_REVIEW",
    "REVIEW_PERIOD",
    "SAID",
    "SECTIONS",
    "SECTION_NAMES",
    "WORDS",
    "About",
    "AccessQuerySet",
    "Action",
    "Answer",
    "Application",
    "ApplicationStep",
    "Asked",
    "Barrier",
    "BarrierAge",
    "BarrierKind",
    "BarrierState",
    "BreakGlassGrant",
    "Change",
    "Concern",
    "DetailRevision",
    "DigestDelivery",
    "DigestSubscription",
    "EmptySearch",
    "Entry",
    "EntryVector",
    "Feedback",
    "Figures",
    "Fitting",
    "FollowedTheme",
    "Frequency",
    "Guarded",
    "IndexedEntry",
    "IndexedName",
    "Introduction",
    "IntroductionState",
    "Kind",
    "LeftOut",
    "Level",
    "Maturity",
    "MeetsIt",
    "Notification",
    "Openness",
    "Outcome",
    "Period",
    "Posting",
    "Profile",
    "Question",
    "Reach",
    "RestrictedDetail",
    "Result",
    "Review",
    "Revision",
    "Saved",
    "SearchStatistics",
    "SentenceVector",
    "Similarity",
    "Situation",
    "Spelling",
    "StaleBase",
    "StaleReach",
    "Standard",
    "Status",
    "Step",
    "Term",
    "Theme",
    "ThemeWish",
    "Trigram",
    "UnsavedText",
    "VectorSpace",
    "Wanting",
    "Watch",
    "WayAround",
    "about",
    "ask_for_owners",
    "ask_how_it_is",
    "ask_if_still_true",
    "assign_orphaned_drafts",
    "at_work",
    "audience_members",
    "forget_erased",
    "forget_unsaved",
    "has_words",
    "heirs",
    "is_done",
    "is_new_entry",
    "is_opened",
    "lapse_reviews",
    "links_filled",
    "listed",
    "members_reached",
    "own_models",
    "placed_of",
    "recount_after_moves",
    "recount_maturity",
    "shows_typed_detail",
    "stairs_of",
    "still_new",
    "tell_of_waiting_barriers",
    "titles_without_entry",
    "who_reads_it",
    "who_will_read_it",
    "why_it_is_seen",
    "with_concerns",
    "wrong_maturities",
]
