"""What members know: tables and rules. This package is the only door."""

from .access import AccessQuerySet, Action, Condition, Guarded
from .answers import Answer, Asked, Wanting
from .applications import APPLIED, SAID, USED, Application, ApplicationStep, Result, Step
from .around import About, about
from .barrier_company import MeetsIt, WayAround
from .barrier_waiting import tell_of_waiting_barriers
from .barriers import Barrier, BarrierKind, BarrierState, Change
from .concerns import Concern
from .details import DetailRevision, RestrictedDetail
from .digests import DigestDelivery, DigestSubscription, Frequency
from .entries import Entry, EntryQuerySet
from .figures import Figures, Period
from .following import Feedback, FollowedTheme, Notification, Saved, Watch
from .grants import BreakGlassGrant
from .introductions import Introduction, IntroductionState
from .leaving import ask_for_owners, assign_orphaned_drafts, forget_erased, heirs, own_models
from .links import links_filled
from .overdue import ask_if_still_true
from .questions import Question
from .readership import audience_members, listed, who_reads_it, who_will_read_it, why_it_is_seen
from .reviews import Review, lapse_reviews
from .revisions import WORDS, Revision
from .search import (
    EmptySearch,
    IndexedEntry,
    Openness,
    Posting,
    SearchStatistics,
    Spelling,
    Term,
    Trigram,
)
from .sharing_out import Reach
from .similarities import EntryVector, Profile, Shown, Similarity, ThemeWish, VectorSpace
from .situations import Situation
from .stairs import (
    Stairs,
    ask_how_it_is,
    recount_maturity,
    stairs_of,
    wrong_maturities,
)
from .taxonomy import Standard, Theme
from .unnamed import FEWEST_UNNAMED, placed_of
from .unsaved import UnsavedText
from .vocabulary import (
    OPEN_LEVELS,
    REQUIRED_BEFORE_REVIEW,
    SECTION_NAMES,
    SECTIONS,
    Kind,
    Level,
    Maturity,
    Outcome,
    Status,
)
from .writing import StaleBase

__all__ = [
    "APPLIED",
    "FEWEST_UNNAMED",
    "OPEN_LEVELS",
    "REQUIRED_BEFORE_REVIEW",
    "SAID",
    "SECTIONS",
    "SECTION_NAMES",
    "USED",
    "WORDS",
    "About",
    "AccessQuerySet",
    "Action",
    "Answer",
    "Application",
    "ApplicationStep",
    "Asked",
    "Barrier",
    "BarrierKind",
    "BarrierState",
    "BreakGlassGrant",
    "Change",
    "Concern",
    "Condition",
    "DetailRevision",
    "DigestDelivery",
    "DigestSubscription",
    "EmptySearch",
    "Entry",
    "EntryQuerySet",
    "EntryVector",
    "Feedback",
    "Figures",
    "FollowedTheme",
    "Frequency",
    "Guarded",
    "IndexedEntry",
    "Introduction",
    "IntroductionState",
    "Kind",
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
    "Shown",
    "Similarity",
    "Situation",
    "Spelling",
    "Stairs",
    "StaleBase",
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
    "audience_members",
    "forget_erased",
    "heirs",
    "lapse_reviews",
    "links_filled",
    "listed",
    "own_models",
    "placed_of",
    "recount_maturity",
    "stairs_of",
    "tell_of_waiting_barriers",
    "who_reads_it",
    "who_will_read_it",
    "why_it_is_seen",
    "wrong_maturities",
]
