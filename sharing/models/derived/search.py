"""The search index: derived from the entries, and rebuilt from them at any time.

The words of a restricted entry are in the postings, so that those who may read it find it. They are
in no count: counts are of open entries only, once for members (CLEAR and GREEN) and once for
visitors (CLEAR). TLP:RED and restricted details are in none of these tables.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Exists, OuterRef, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation

from ..entry.entries import Entry
from ..taxonomy import Theme
from ..vocabulary import Level, Status


class Openness(models.IntegerChoices):
    """In whose statistics an indexed entry counts."""

    RESTRICTED = 0, _("Nobody's")
    MEMBERS = 1, _("Members'")
    EVERYONE = 2, _("Everyone's")


OPENNESS = Case(
    When(status=Status.PUBLISHED, level=Level.CLEAR, then=Value(Openness.EVERYONE)),
    When(status=Status.PUBLISHED, level=Level.GREEN, then=Value(Openness.MEMBERS)),
    default=Value(Openness.RESTRICTED),
    output_field=models.PositiveSmallIntegerField(),
)


class IndexedEntryQuerySet(models.QuerySet):
    @staticmethod
    def due():
        """Entries that belong in the index: published or archived, and not TLP:RED."""
        shown = Entry.objects.shown().exclude(level=Level.RED)
        return shown.filter(current_revision__isnull=False)

    def stale_entries(self, version: int):
        """Entries whose wording, language, state or level is not what the index holds."""
        current = self.filter(
            entry=OuterRef("pk"),
            revision=OuterRef("current_revision"),
            language=OuterRef("language"),
            openness=OuterRef("openness"),
            version=version,
        )
        return self.due().annotate(openness=OPENNESS).filter(~Exists(current)).order_by("pk")

    def gone(self):
        """Index rows of entries that were pulled back or became TLP:RED."""
        return self.exclude(Exists(self.due().filter(pk=OuterRef("entry"))))


class IndexedEntry(models.Model):
    """What the index holds of one entry: which wording, and its plain words for snippets."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="indexed")
    # Unique: the index of this column alone answers "is the current wording indexed?".
    revision = models.OneToOneField("sharing.Revision", models.CASCADE, related_name="+")
    language = models.CharField(max_length=2)
    openness = models.PositiveSmallIntegerField(choices=Openness)
    version = models.PositiveSmallIntegerField()
    length = models.PositiveIntegerField()
    words = models.TextField()  # the spellings it adds to the vocabulary
    text = models.TextField()

    objects = IndexedEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("indexed entry")
        verbose_name_plural = _("indexed entries")

    def __str__(self) -> str:
        return f"index of entry {self.entry_id}"


class IndexedName(models.Model):
    """What a theme or an organisation was called when its entries were last made stale by another name.

    Compared are names, of which there are few: no entry is read while none changed.
    """

    theme = models.OneToOneField(Theme, models.CASCADE, null=True, related_name="+")
    organisation = models.OneToOneField(Organisation, models.CASCADE, null=True, related_name="+")
    called = models.TextField()

    class Meta:
        verbose_name = _("indexed name")
        verbose_name_plural = _("indexed names")

    def __str__(self) -> str:
        return f"indexed name {self.pk}"


class Counted(models.Model):
    """Something that open entries hold, with the number of those that do."""

    text = models.CharField(max_length=40, unique=True)
    head = models.CharField(max_length=3, db_index=True)  # its first letters
    open_count = models.PositiveIntegerField(default=0)  # published CLEAR and GREEN entries
    clear_count = models.PositiveIntegerField(default=0)  # published CLEAR entries

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__.lower()} {self.pk}"


class Term(Counted):
    """A stemmed word of the index."""

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")


class Spelling(Counted):
    """A word as open entries write it: what a typing error may have meant."""

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")


class Trigram(models.Model):
    """Three letters of a spelling."""

    pk = models.CompositePrimaryKey("gram", "spelling_id")
    gram = models.CharField(max_length=3)
    spelling = models.ForeignKey(Spelling, models.CASCADE, related_name="trigrams")

    class Meta:
        verbose_name = _("trigram")
        verbose_name_plural = _("trigrams")

    def __str__(self) -> str:
        return f"trigram of spelling {self.spelling_id}"


class Posting(models.Model):
    """How often a term stands in an entry. Weights are made in the query: stored ones go stale."""

    pk = models.CompositePrimaryKey("entry_id", "term_id")
    # Without constraints in the database: there are a hundred rows an entry, all derived.
    entry = models.ForeignKey(
        Entry, models.CASCADE, related_name="postings", db_constraint=False, db_index=False
    )
    term = models.ForeignKey(
        Term, models.CASCADE, related_name="postings", db_constraint=False, db_index=False
    )
    tf = models.PositiveSmallIntegerField()
    length = models.PositiveIntegerField()  # of the entry, so that the index covers the query

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        indexes = [models.Index(fields=["term", "entry", "tf", "length"], name="posting_covering")]

    def __str__(self) -> str:
        return f"posting {self.term_id} of entry {self.entry_id}"


class SearchStatistics(models.Model):
    """How many open entries there are and how long they are together: one row."""

    open_entries = models.PositiveIntegerField(default=0)
    open_length = models.PositiveBigIntegerField(default=0)
    clear_entries = models.PositiveIntegerField(default=0)
    clear_length = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("search statistics")
        verbose_name_plural = _("search statistics")

    def __str__(self) -> str:
        return "search statistics"
