"""The kept lists of neighbours: put in place, told to those that stand in them, cut to their length.

What is told goes by the vectors alone, never by how many there are: a patch of one entry and of
thousands are the same, and one that was cut off is done again to the same end. The lists towards open
entries never depend on the others.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import batched

from ..models import EntryVector, Similarity
from .field import SHARE, Field, Side
from .scoring import Likeness, Neighbour

Pair = tuple[int, int]  # whose list, and who stands in it


def replace(
    found: dict[int, list[Neighbour]], field: Field, likeness: Likeness, side: Side, *, tells: bool
) -> None:
    """Put these lists, of vectors of `side`, in the place of what was there.

    With `tells` their neighbours are told, who had lists already: each holds what it is near to, and
    keeps of these vectors what it held as long as that is near. For the caller's transaction.
    """
    own = {(key, near.key): near.score for key, nears in found.items() for near in nears}
    told: dict[Pair, float] = {}
    if tells:
        held = Similarity.objects.filter(other__in=found).exclude(vector__in=found)
        told = field.still_near(likeness, side, held.values_list("vector", "other"))
        told |= {(near, key): score for (key, near), score in own.items()}
        Similarity.objects.filter(other__in=found).delete()
    Similarity.objects.filter(vector__in=found).delete()
    _keep(told | own, field)
    _cut({owner for owner, _near in told}, field, side)


def _keep(pairs: dict[Pair, float], field: Field) -> None:
    """Both ends of each pair as far as they are there still."""
    there: set[int] = set()
    for share in batched({key for pair in pairs for key in pair}, 5 * SHARE, strict=False):
        there.update(EntryVector.objects.filter(pk__in=share).values_list("pk", flat=True))
    rows = [
        Similarity(vector_id=one, other_id=other, score=score, is_open=other in field.open_keys)
        for (one, other), score in pairs.items()
        if one in there and other in there
    ]
    # A worker that was silent too long may have put one there just now.
    Similarity.objects.bulk_create(rows, batch_size=5 * SHARE, ignore_conflicts=True)


def _cut(owners: Collection[int], field: Field, side: Side) -> None:
    """Let the lists of these towards `side` hold no more than a list holds."""
    towards = Similarity.objects.filter(is_open=side is field.open).order_by()
    for share in batched(sorted(owners), SHARE, strict=False):
        rows = towards.filter(vector__in=share).values_list("vector", "other", "score", "pk")
        lists: dict[int, dict[int, tuple[float, int]]] = {}
        for owner, other, score, pk in rows:
            lists.setdefault(owner, {})[other] = score, pk
        beyond = {
            owner: field.beyond_a_list(owner, side, [(key, near[key][0]) for key in near])
            for owner, near in lists.items()
        }
        let_go = [lists[owner][key][1] for owner, keys in beyond.items() for key in keys]
        Similarity.objects.filter(pk__in=let_go).delete()
        if side is field.open:  # whether there are more restricted ones is said at night
            full = [owner for owner, keys in beyond.items() if keys]
            EntryVector.objects.filter(pk__in=full).update(has_more=True)
