"""Searches that found nothing, kept without who asked.

That who insists counts once a day takes a mark of who asked what: a keyed hash of both, made with a salt
that is drawn for the day, and with the secret key. While the day lasts, who has the database and the key
can try every member on the words that are kept. Once it is over, salt and marks are deleted, by the
sweep within a minute or else by the next search in vain, and no backup holds them (config/backup.py):
nobody can tell then, but who digs up deleted rows from the database's own files or log (SECURITY.md). The
same member counts again on another day.

That words are shown only when several members searched for them takes more: in which of eight groups a
member is, for these words. Who has the database and the key can tell which eighth of the members it was;
groups are never more than members, so that what two of them ask is shown to nobody.
"""

from __future__ import annotations

from datetime import date
from secrets import token_hex

from django.core.cache import caches
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ..models import GROUPS, EmptySearch
from .stopwords import EITHER
from .terms import LONGEST_QUESTION, plain

LONGEST = 200
MARKS = "empty searches"  # a cache of its own
SALT = "salt"  # where that of the day stands
A_DAY = 60 * 60 * 24  # seconds


def keep_empty_search(text: str, language: str, on: date, *, by: int) -> None:
    """Count that nothing was found for these words. Their order stays, their marks do not.

    Once a day for each member (`by`, a primary key): others see what is asked often, and one who
    insists is not many who ask.
    """
    asked = [token.word for token in plain(text[:LONGEST_QUESTION])]
    words = " ".join(asked)[:LONGEST].strip()
    says_something = any(len(word) > 1 and word not in EITHER for word in asked)
    if not says_something or not _is_new(words, by, on):
        return
    group = 1 << _group(words, by)
    with transaction.atomic():
        row, is_new = EmptySearch.objects.get_or_create(
            text=words, defaults={"language": language, "last_on": on, "groups": group}
        )
        if not is_new:
            EmptySearch.objects.filter(pk=row.pk).update(
                count=F("count") + 1, groups=F("groups").bitor(group), last_on=on, is_found=False
            )


def _group(words: str, member: int) -> int:
    """In which of the groups this member is, for these words."""
    drawn = salted_hmac("groups of searches in vain", f"{member} {words}", algorithm="sha256")
    return drawn.digest()[0] % GROUPS


def _is_new(words: str, member: int, on: date) -> bool:
    """Whether this member did not ask it on this day."""
    marks = caches[MARKS]
    forget_marks(on)
    _day, salt = marks.get_or_set(SALT, (on, token_hex()), timeout=None)
    mark = salted_hmac(salt, f"{member} {words}", algorithm="sha256").hexdigest()
    return marks.add(mark, 1, timeout=A_DAY)


def forget_marks(today: date | None = None) -> int:
    """Delete the salt and the marks of a day that is over, if they are there: rows, as what ran out
    stays stored. How many days'."""
    marks = caches[MARKS]
    kept = marks.get(SALT)
    is_over = kept is not None and kept[0] < (today or timezone.localdate())
    if is_over:
        marks.clear()
    return int(is_over)
