"""Search on BM25 postings, the same on both databases. This package is the only door.

    search(Entry.objects.visible_to(user), text)    a queryset, best first, with `score`
    facets(found, chosen).counted()                 ids in order, and counts per facet
    snippets(rows, text)                            why each row was found
    missed(text, snippets)                          whether a word stands in none of those shown
    Naming(text, synonyms).names(…)                 whether a theme or organisation is what was asked for
    did_you_mean(text)                              for typing errors; words_of(things): whose names are known too
    suggestions(entries, text, …)                   while typing
    alike(text, rows)                               short texts that say the same
    shares_said(text, language, entry_ids)          how much of a text's words entries say
    keep_empty_search(text, …)                      that it found nothing, without who; forget_marks() each day
    words_alone(text)                               a text whose signs mean nothing; telling_words(text, language): a long one
    refresh()                                       bring the index up to date

Rights are the caller's `visible_to`, asked at the time of reading. What is indexed of restricted
entries moves no score, count or suggestion that another reader gets.
"""

from .counts import COUNTED, facets
from .index import refresh, stale_entries
from .known import telling_words
from .passages import Naming, Segment, missed, snippets
from .query import NEWEST, asks_meaning, search
from .short_texts import alike, shares_said
from .spelling import did_you_mean
from .synonyms import kept_synonyms, synonyms_of, words_of
from .terms import Synonyms, words_alone
from .typing import Suggestions, suggestions
from .unanswered import forget_marks, keep_empty_search

__all__ = [
    "COUNTED",
    "NEWEST",
    "Naming",
    "Segment",
    "Suggestions",
    "Synonyms",
    "alike",
    "asks_meaning",
    "did_you_mean",
    "facets",
    "forget_marks",
    "keep_empty_search",
    "kept_synonyms",
    "missed",
    "refresh",
    "search",
    "shares_said",
    "snippets",
    "stale_entries",
    "suggestions",
    "synonyms_of",
    "telling_words",
    "words_alone",
    "words_of",
]
