"""Entries into postings. What is due is derived from state, and doing it twice changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import batched

from django.db import connection, transaction
from django.db.models import F

from ..markup import plain_text, text_of
from ..models import (
    SECTIONS,
    Entry,
    IndexedEntry,
    Openness,
    Posting,
    SearchStatistics,
    Spelling,
    Term,
    Trigram,
)
from . import terms
from .renamed import lock_the_index, mark_renamed, names_of

PER_COMMIT = 200
PER_STATEMENT = 5_000
MOST_TF = 32_767


@dataclass(frozen=True)
class Indexable:
    """An entry as the index will hold it."""

    entry: Entry
    frequencies: Counter[str]
    text: str
    names: tuple[tuple[str, str], ...]  # each with its language

    @property
    def length(self) -> int:
        return self.frequencies.total()

    @property
    def made_of(self) -> tuple:
        return _made_of(self.entry, self.names)


def stale_entries():
    """Entries whose current wording, language, state, level or names are not what the index holds."""
    return IndexedEntry.objects.stale_entries(terms.VERSION)


def refresh(progress: Callable[[int, int], None] = lambda done, due: None) -> int:
    """Index all that is stale and forget all that is gone; returns how many entries that were."""
    done = forget_gone()
    mark_renamed()
    due = list(stale_entries().values_list("pk", flat=True))
    for batch in batched(due, PER_COMMIT, strict=False):
        _index_batch(batch)
        done += len(batch)
        progress(done, len(due))
    return done


def forget_gone() -> int:
    """Take out what was pulled back or became TLP:RED; returns how many entries that were."""
    gone = list(IndexedEntry.objects.gone().values_list("pk", flat=True))
    for batch in batched(gone, PER_COMMIT, strict=False):
        with transaction.atomic():
            lock_the_index()
            ids = IndexedEntry.objects.gone().filter(pk__in=batch).values_list("pk", flat=True)
            _replace(list(ids), [])
    return len(gone)


def _index_batch(ids: Iterable[int]) -> None:
    ready = [_indexable(entry) for entry in _stale(ids)]
    with transaction.atomic():
        lock_the_index()
        unchanged = {_made_of(entry, tuple(names_of(entry))) for entry in _stale(ids)}
        ready = [each for each in ready if each.made_of in unchanged]
        _replace([each.entry.pk for each in ready], ready)


def _made_of(entry: Entry, names: tuple) -> tuple:
    """What an index row is of: the same as long as nobody changed the entry meanwhile."""
    return (entry.pk, entry.current_revision_id, entry.openness, names)


def _stale(ids: Iterable[int]):
    rows = stale_entries().filter(pk__in=list(ids))
    return rows.select_related("current_revision", "organisation").prefetch_related("themes")


def _indexable(entry: Entry) -> Indexable:
    revision = entry.current_revision
    sections = (
        text_of(revision.rendered[name])
        if name in revision.rendered
        else plain_text(getattr(revision, name))
        for name in SECTIONS
    )
    text = "\n".join(part for part in (revision.summary, *sections) if part)
    counted = terms.frequencies(revision.title, text, entry.language)
    names = tuple(names_of(entry))
    for name, language in names:
        counted.update(set(terms.terms(name, language)))
    return Indexable(entry, counted, text, names)


def _replace(ids: list[int], ready: list[Indexable]) -> None:
    """Take these entries out of every table, and put the ready ones in."""
    with_terms, with_spellings = _Change(Term), _Change(Spelling)
    statistics = Counter()
    held = list(IndexedEntry.objects.filter(pk__in=ids).defer("text"))
    counted = {row.pk: row.openness for row in held if row.openness}
    old = Posting.objects.filter(entry__in=list(counted)).values_list("entry_id", "term__text")
    for entry_id, term in old:
        with_terms.add(term, counted[entry_id], -1)
    for row in held:
        if row.openness:
            with_spellings.add_all(row.words.split(), row.openness, -1)
            statistics.update(_figures(row.openness, -1, -row.length))
    Posting.objects.filter(entry__in=ids).delete()
    IndexedEntry.objects.filter(pk__in=ids).delete()

    rows = []
    for each in ready:
        openness = each.entry.openness
        with_terms.add_all(each.frequencies, openness, 1)
        words = _spellings(each) if openness else []
        if openness:
            with_spellings.add_all(words, openness, 1)
            statistics.update(_figures(openness, 1, each.length))
        rows.append(_row(each, words))
    term_ids = with_terms.apply()
    _add_trigrams(with_spellings.apply())
    IndexedEntry.objects.bulk_create(rows)
    _insert_postings(_postings(ready, term_ids))
    SearchStatistics.objects.filter(pk=1).update(
        **{name: F(name) + change for name, change in statistics.items()}
    )


def _spellings(each: Indexable) -> list[str]:
    title, names = each.entry.current_revision.title, " ".join(name for name, _ in each.names)
    return sorted(terms.spellings(f"{title}\n{each.text}\n{names}"))


def _row(each: Indexable, words: list[str]) -> IndexedEntry:
    return IndexedEntry(
        entry=each.entry,
        revision_id=each.entry.current_revision_id,
        language=each.entry.language,
        openness=each.entry.openness,
        version=terms.VERSION,
        length=each.length,
        words=" ".join(words),
        text=each.text,
    )


def _postings(ready: list[Indexable], term_ids: dict[str, int]) -> Iterator[tuple]:
    """(entry, term, tf, length) of every term of every entry."""
    for each in ready:
        length = each.length
        for term, tf in each.frequencies.items():
            yield each.entry.pk, term_ids[term], min(tf, MOST_TF), length


def _insert_postings(rows: Iterable[tuple]) -> None:
    """By statement: two hundred rows an entry are half the work of indexing as model instances."""
    table = connection.ops.quote_name(Posting._meta.db_table)
    with connection.cursor() as cursor:
        for some in batched(rows, PER_STATEMENT, strict=False):
            cursor.executemany(
                f"INSERT INTO {table} (entry_id, term_id, tf, length) VALUES (%s, %s, %s, %s)",  # noqa: S608
                some,
            )


def _figures(openness: int, entries: int, length: int) -> dict[str, int]:
    figures = {"open_entries": entries, "open_length": length}
    if openness == Openness.EVERYONE:
        figures |= {"clear_entries": entries, "clear_length": length}
    return figures


class _Change:
    """What a batch changes in the counts of terms or spellings."""

    def __init__(self, model: type[Term] | type[Spelling]):
        self.model = model
        self.by_text: dict[str, list[int]] = {}  # open and clear

    def add(self, text: str, openness: int, step: int) -> None:
        change = self.by_text.setdefault(text, [0, 0])
        if openness >= Openness.MEMBERS:
            change[0] += step
        if openness == Openness.EVERYONE:
            change[1] += step

    def add_all(self, texts: Iterable[str], openness: int, step: int) -> None:
        for text in texts:
            self.add(text, openness, step)

    def apply(self) -> dict[str, int]:
        """Write the changes; returns the id of every text among them."""
        ids = self._ids()
        missing = [text for text in self.by_text if text not in ids]
        for texts in batched(sorted(missing), PER_STATEMENT, strict=False):
            self.model.objects.bulk_create(self.model(text=t, head=t[:3]) for t in texts)
        if missing:
            ids = self._ids()
        alike = defaultdict(list)
        for text, change in self.by_text.items():
            if any(change):
                alike[tuple(change)].append(ids[text])
        for (opened, cleared), group in alike.items():
            for some in batched(group, PER_STATEMENT, strict=False):
                self.model.objects.filter(pk__in=some).update(
                    open_count=F("open_count") + opened, clear_count=F("clear_count") + cleared
                )
        return ids

    def _ids(self) -> dict[str, int]:
        found = {}
        for texts in batched(self.by_text, PER_STATEMENT, strict=False):
            found |= dict(self.model.objects.filter(text__in=texts).values_list("text", "pk"))
        return found


def _add_trigrams(spelling_ids: dict[str, int]) -> None:
    """Trigrams for spellings that have none; a spelling's own never change."""
    for ids in batched(spelling_ids.values(), PER_STATEMENT, strict=False):
        bare = Spelling.objects.filter(pk__in=ids, trigrams__isnull=True)
        rows = (
            Trigram(gram=gram, spelling_id=pk)
            for pk, text in bare.values_list("pk", "text")
            for gram in grams(text)
        )
        for some in batched(rows, PER_STATEMENT, strict=False):
            Trigram.objects.bulk_create(some)


def grams(word: str) -> set[str]:
    """The trigrams of a word, its ends marked."""
    marked = f"^{word}$"
    return {marked[i : i + 3] for i in range(len(marked) - 2)}
