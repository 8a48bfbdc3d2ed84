"""The fixed words of the domain: levels, states, kinds, outcomes, maturity."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """Sharing level, by Traffic Light Protocol 2.0. Ordered: higher is stricter. Never translated."""

    CLEAR = 0, "TLP:CLEAR"
    GREEN = 1, "TLP:GREEN"
    AMBER = 2, "TLP:AMBER"
    STRICT = 3, "TLP:AMBER+STRICT"
    RED = 4, "TLP:RED"

    @property
    def css(self) -> str:
        return self.label.removeprefix("TLP:").lower().replace("+", "-")

    @property
    def reader_may(self) -> str:
        """What a reader may pass on, as TLP says."""
        return PASS_ON[self]

    @property
    def shown_to(self) -> str:
        """Whom this site shows it to; a closed one shows nothing to visitors."""
        return SHOWN_TO[Level.GREEN if self == Level.CLEAR and settings.CLOSED_SITE else self]

    @property
    def names_organisations(self) -> bool:
        """Whether organisations that are named read it by that."""
        return self in (Level.AMBER, Level.STRICT)

    @property
    def names_people(self) -> bool:
        return self in (Level.AMBER, Level.RED)

    @classmethod
    def from_label(cls, label: str) -> Level:
        """The level with this TLP label. Raises ValueError where there is none."""
        wanted = label.strip().upper()
        for level in cls:
            if level.label == wanted:
                return level
        raise ValueError(f"{label!r} is no TLP label.")


PASS_ON = {
    Level.CLEAR: _("No limit: share it with anyone."),
    Level.GREEN: _("Share it inside the community. Do not publish it."),
    Level.AMBER: _("Your organisation, and its clients who need to know."),
    Level.STRICT: _("Your organisation only."),
    Level.RED: _("Nobody: for your eyes and ears only."),
}
SHOWN_TO = {
    Level.CLEAR: _("Everyone, also without an account."),
    Level.GREEN: _("All members."),
    Level.AMBER: _(
        "Readers in its sectors, its organisation, and the organisations and people you name."
    ),
    Level.STRICT: _("Its organisation, and the organisations you name. No one else."),
    Level.RED: _("The author and the people you name. Never in search, suggestions or mail."),
}
OPEN_LEVELS = (Level.CLEAR, Level.GREEN)

REVIEW_PERIOD = timedelta(days=365)  # then somebody says whether it is still true


class Status(models.TextChoices):
    """DRAFT → IN_REVIEW → PUBLISHED → ARCHIVED."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class Kind(models.TextChoices):
    LESSON = "lesson", _("Lesson learned")
    PRACTICE = "practice", _("Best practice")


class Outcome(models.TextChoices):
    """What came of it. A failure is as welcome as a success."""

    WORKED = "worked", _("Worked")
    MIXED = "mixed", _("Mixed")
    FAILED = "failed", _("Did not work")
    STOPPED = "stopped", _("Stopped")


class Maturity(models.IntegerChoices):
    """How far others got with it: derived from applications, never typed."""

    OBSERVED = 1, _("Observed")
    APPLIED = 2, _("Applied")
    PROVEN = 3, _("Proven")


SECTIONS = (
    "problem",
    "approach",
    "results",
    "lesson",
    "conditions",
    "privacy",
    "incentives",
)
REQUIRED_BEFORE_REVIEW = ("problem", "approach", "lesson", "privacy")
SECTION_NAMES = {
    "problem": _("Problem"),
    "approach": _("Approach"),
    "results": _("Results"),
    "lesson": _("Lesson"),
    "conditions": _("Conditions for reuse"),
    "privacy": _("Privacy and security"),
    "incentives": _("Incentives"),
}
