"""Sectors and the roles that members hold in them."""

from __future__ import annotations

from functools import lru_cache

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .written import WrittenLine


class Role(models.IntegerChoices):
    """What a member may do in a sector. Each role includes those below it."""

    READER = 10, _("Reader")
    CONTRIBUTOR = 20, _("Contributor")
    EDITOR = 30, _("Editor")
    STEWARD = 40, _("Steward")


Word = tuple[str, str]  # and its language
SYNONYMS_HELP = _(
    "Other names for it, one a line. Names of one narrower thing are joined with “=”; names in the other "
    "language follow “nl:” or “en:”. With “nurse = caregiver = nl:verpleegkundige”, whoever types one of "
    "the three finds the other two."
)


class Bilingual(models.Model):
    """A thing with a name and synonyms in English and Dutch."""

    name_en = WrittenLine(_("name in English"), max_length=80)
    name_nl = WrittenLine(_("name in Dutch"), max_length=80)
    synonyms_en = models.JSONField(
        _("synonyms in English"), default=list, blank=True, help_text=SYNONYMS_HELP
    )
    synonyms_nl = models.JSONField(_("synonyms in Dutch"), default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the language of the reader."""
        return self.name_nl if (get_language() or "en").startswith("nl") else self.name_en

    def called(self) -> tuple[Word, ...]:
        """Its names, and the synonyms that mean all of it."""
        plain = [words[0] for words in self._synonyms() if len(words) == 1]
        return ((self.name_en, "en"), (self.name_nl, "nl"), *plain)

    def narrower(self) -> tuple[tuple[Word, ...], ...]:
        """Synonyms of things within it, each with what means the same."""
        return tuple(words for words in self._synonyms() if len(words) > 1)

    def _synonyms(self) -> list[tuple[Word, ...]]:
        kept = [(self.synonyms_en, "en"), (self.synonyms_nl, "nl")]
        return [_words_of(str(one), language) for synonyms, language in kept for one in synonyms]


@lru_cache(maxsize=1_024)  # asked of every synonym by every search
def _words_of(synonym: str, language: str) -> tuple[Word, ...]:
    """ "nurse = nl:verpleegkundige" as words with their languages."""
    found = []
    for word in filter(None, map(str.strip, synonym.split("="))):
        tag, colon, rest = word.partition(":")
        is_tagged = bool(colon) and tag in ("en", "nl")
        found.append((rest.strip(), tag) if is_tagged else (word, language))
    return tuple(found)


class SectorQuerySet(models.QuerySet):
    def by_name(self):
        dutch = (get_language() or "en").startswith("nl")
        return self.order_by("name_nl" if dutch else "name_en")

    def where(self, standing, *, at_least: Role):
        """Sectors in which `standing` holds `at_least` the given role."""
        if standing.is_administrator:
            return self.all()
        return self.filter(pk__in=standing.sectors(at_least))


class Sector(Bilingual):
    """A part of society that learns from the others. Data, not code: administrators add them."""

    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    flag = models.CharField(
        _("flag"),
        max_length=40,
        help_text=_("The symbol that the style sheet draws; a plain flag where it knows none."),
    )
    nace = models.CharField(
        _("NACE sections"),
        max_length=40,
        blank=True,
        help_text=_("Sections of NACE Rev. 2.1, such as Q or D, E."),
    )

    objects = SectorQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")

    def __str__(self) -> str:
        return self.name
