"""What members know: tables and rules. This package is the only door."""

from .about import About, about
from .access import AccessQuerySet, Action, Condition, Guarded
from .applications import APPLIED, USED, Application, ApplicationStep, Result, Step
from .concerns import Concern
from .details import DetailRevision, RestrictedDetail
from .digests import DigestDelivery, DigestSubscription, Frequency
from .entries import Entry, EntryQuerySet
from .following import Feedback, FollowedTheme, Notification, Saved, Watch
from .grants import BreakGlassGrant
from .links import links_filled
from .readership import audience_members, who_reads_it, why_it_is_seen
from .reviews import Review
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
from .taxonomy import Standard, Theme
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
    "OPEN_LEVELS",
    "REQUIRED_BEFORE_REVIEW",
    "SECTIONS",
    "SECTION_NAMES",
    "USED",
    "WORDS",
    "About",
    "AccessQuerySet",
    "Action",
    "Application",
    "ApplicationStep",
    "BreakGlassGrant",
    "Concern",
    "Condition",
    "DetailRevision",
    "DigestDelivery",
    "DigestSubscription",
    "EmptySearch",
    "Entry",
    "EntryQuerySet",
    "Feedback",
    "FollowedTheme",
    "Frequency",
    "Guarded",
    "IndexedEntry",
    "Kind",
    "Level",
    "Maturity",
    "Notification",
    "Openness",
    "Outcome",
    "Posting",
    "Reach",
    "RestrictedDetail",
    "Result",
    "Review",
    "Revision",
    "Saved",
    "SearchStatistics",
    "Spelling",
    "StaleBase",
    "Standard",
    "Status",
    "Step",
    "Term",
    "Theme",
    "Trigram",
    "UnsavedText",
    "Watch",
    "about",
    "audience_members",
    "links_filled",
    "who_reads_it",
    "why_it_is_seen",
]
