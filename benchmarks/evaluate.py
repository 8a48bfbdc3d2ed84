"""`make evaluate`: how good recommendations are, on sets made by others, beside simple ways.

Whatever was tuned was tuned on one half, chosen by a hash of the id; figures are of the other half,
each with its 95 % bootstrap interval. `--keep` makes today's figures the baseline; without it the
command fails when a figure is worse than the baseline by more than its interval.
"""

# ruff: noqa: E402 - the packages' doors want settings first

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings
from django.core.management import call_command

import benchmarks.asked as door
from benchmarks import measures, sets
from benchmarks.simple_ways import bm25, whole
from benchmarks.table import Table, regressions
from sharing.recommendations.encoder import HashedEncoder, SentenceEncoder, encoder_named
from sharing.recommendations.scoring import Batch, Likeness
from sharing.recommendations.spreading import spread_over
from sharing.recommendations.vectors import Basis, Text, WordStatistics, packed, unit, unpacked

BASELINE = Path(__file__).with_name("baseline.json")
NOWHERE = -1e9
SPREAD_STRENGTH = 0.2
GRAMS = 0.5  # what letters count beside meaning, where both were tried
DOOR = {door.CRANFIELD: 0.40, door.HALVES: 0.88}  # what must be reached in a database


def across_sectors(table: Table, encoder) -> None:
    """IPS-X: the same purpose in another sector."""
    cases = sets.cases("ipsx")
    texts = [Text(c.title, c.body, c.language) for c in cases]
    accents = [text.accent for text in texts]
    basis = Basis.fit(raw := encoder.encode([t.whole for t in texts]), accents, entries=len(texts))
    words = WordStatistics.fit(texts)
    batch = Batch(
        np.arange(len(cases)),
        np.array([c.language for c in cases]),
        np.array([c.sector for c in cases]),
        [c.themes for c in cases],
        basis.compress(raw, accents),
        words.likeness(words.place(texts), accents),
    )
    likeness = Likeness.fit(batch, {"en": words.trust("en")})
    calm = likeness.settle(batch, batch)
    ours = likeness.scores(calm, batch, calm, batch)
    elsewhere = batch.sectors[:, None] != batch.sectors[None, :]
    purpose = np.array([c.purpose for c in cases])
    gains = ((purpose[:, None] == purpose[None, :]) & elsewhere).astype(float)
    asked = np.array([measures.reported(c.key) for c in cases])

    def of(scores, allowed=elsewhere):
        return measures.ndcg(np.where(allowed, scores, NOWHERE)[asked], gains[asked])

    tfidf = whole(words.weighed(texts))
    by_words = tfidf @ tfidf.T
    hubs = np.argsort(-by_words, axis=1)[:, 1:11]
    popular = np.bincount(hubs.ravel(), minlength=len(cases)).astype(float)
    own = ~elsewhere & ~np.eye(len(cases), dtype=bool)
    name = "IPS-X across sectors, nDCG@10"
    base = of(by_words)
    table.add(name, "random", measures.mean(of(np.random.default_rng(1).random(ours.shape))))
    table.add(name, "popularity", measures.mean(of(np.broadcast_to(popular, ours.shape))))
    nearest_own = np.where(own, by_words + 10, by_words)
    table.add(name, "same-sector nearest", measures.mean(of(nearest_own, own | elsewhere)))
    table.add(name, "TF-IDF", measures.mean(base))
    table.add(name, "BM25", measures.mean(of(bm25(texts, texts))))
    table.add(name, "encoder alone", measures.mean(of(batch.meaning @ batch.meaning.T)))
    table.add(name, "Oversteek", measures.mean(of(ours)))
    bare = Batch(**batch.__dict__ | {"themes": [frozenset()] * len(cases)})
    untold = Likeness.fit(bare, {"en": words.trust("en")})
    calm = untold.settle(bare, bare)
    without = of(untold.scores(calm, bare, calm, bare))
    table.add("IPS-X, × TF-IDF", "Oversteek", measures.ratio(of(ours), base), 1.20)
    table.add("IPS-X, × TF-IDF", "Oversteek without themes", measures.ratio(without, base), 1.20)
    spread(table, batch, np.where(elsewhere, ours, NOWHERE)[asked], gains[asked])


def spread(table: Table, batch: Batch, scores: np.ndarray, gains: np.ndarray) -> None:
    """How many sectors stand in ten, and what it costs."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :50]
    plain, mixed, sectors, sectors_plain = [], [], [], []
    for row, gain, top in zip(scores, gains, order, strict=True):
        chosen = spread_over(
            top.tolist(),
            score=lambda i, row=row: float(row[i]),
            sector=lambda i: batch.sectors[i],
            keep=10,
            strength=SPREAD_STRENGTH,
        )
        ranked = np.full((1, len(row)), NOWHERE)
        ranked[0, chosen] = -np.arange(len(chosen))
        mixed.append(measures.ndcg(ranked, gain[None])[0])
        plain.append(measures.ndcg(row[None], gain[None])[0])
        sectors.append(len({batch.sectors[i] for i in chosen}))
        sectors_plain.append(len({batch.sectors[i] for i in top[:10]}))
    name = "IPS-X, sectors in ten"
    table.add(name, "not spread", measures.mean(np.array(sectors_plain, float)))
    table.add(name, "Oversteek, spread", measures.mean(np.array(sectors, float)), 6.0)
    kept = measures.ratio(np.array(mixed), np.array(plain))
    table.add("IPS-X, nDCG@10 kept when spread", "Oversteek, spread", kept, 0.95)


def across_languages(table: Table, encoder) -> None:
    """SIB-200: a Dutch sentence finds its English translation."""
    rows = sets.sib200()
    accents = ["nl"] * len(rows) + ["en"] * len(rows)
    texts = [r[1] for r in rows] + [r[2] for r in rows]
    asked = np.array([measures.reported(r[0]) for r in rows])
    raw = encoder.encode(texts)
    ours = Basis.fit(raw, accents, entries=len(raw)).compress(raw, accents)
    letters = HashedEncoder().encode(texts)
    name = "SIB-200, Dutch → English, R@1"
    half = len(rows)

    def found(vectors):
        return measures.mean(measures.hit(vectors[:half] @ vectors[half:].T, 1)[asked])

    table.add(name, "random", found(np.random.default_rng(1).standard_normal(raw.shape)))
    table.add(name, "letters", found(letters))
    table.add(name, "Oversteek, compressed", found(ours), 0.99)


def sentence_pairs(table: Table, encoder) -> None:
    """STS-B: are pairs that people find alike near each other? Fitted on dev, reported on test.

    Titles and barriers are compared by the encoder's own vectors, two bytes a dimension.
    """
    for language, target in (("nl", 0.72), ("en", None)):
        rows = sets.stsb(language, "test")
        train = sets.stsb(language, "dev")
        before = encoder.encode([text for row in train for text in row[:2]])
        basis = Basis.fit(before, [language] * len(before), entries=len(before))
        one, other = ([row[i] for row in rows] for i in (0, 1))
        people = np.array([row[2] for row in rows])
        letters = [HashedEncoder().encode(side) for side in (one, other)]
        raw = [encoder.encode(side) for side in (one, other)]
        ours = [basis.compress(side, [language] * len(rows)) for side in raw]
        grams = (letters[0] * letters[1]).sum(axis=1)
        meaning = (ours[0] * ours[1]).sum(axis=1)
        one_side, other_side = (unpacked(list(map(packed, unit(side)))) for side in raw)
        full = (one_side * other_side).sum(axis=1)
        name = f"STS-B {language}, Spearman"
        noise = np.random.default_rng(1).random(len(rows))
        table.add(name, "random", measures.rank_correlation(noise, people))
        table.add(name, "letters", measures.rank_correlation(grams, people))
        table.add(name, "Oversteek, sentences", measures.rank_correlation(full, people), target)
        as_entries = measures.rank_correlation(meaning, people)
        table.add(name, "Oversteek, compressed as entries are", as_entries)
        letters_too = meaning + GRAMS * grams
        table.add(name, "tried: with letters", measures.rank_correlation(letters_too, people))


def halves(table: Table, encoder) -> None:
    """The odd sentences of a text find the even ones: what simple ways reach, without a database."""
    cut = door.cut_in_two()
    asked = np.array([measures.reported(key) for key, _odd, _even in cut])
    odd, even = ([Text("", each[i], "en", each[0].split("-")[0]) for each in cut] for i in (1, 2))
    raw = [encoder.encode([text.body for text in side]) for side in (odd, even)]
    basis = Basis.fit(raw[1], [text.accent for text in even], entries=len(even))
    by_meaning = [
        basis.compress(vectors, [text.accent for text in side])
        for vectors, side in zip(raw, (odd, even), strict=True)
    ]
    words = WordStatistics.fit(even)
    tfidf = [whole(words.weighed(side)) for side in (odd, even)]
    noise = np.random.default_rng(1).random((len(cut), len(cut)))
    for way, scores in (
        ("random", noise),
        ("TF-IDF", tfidf[0] @ tfidf[1].T),
        ("BM25", bm25(even, odd)),
        ("encoder alone", by_meaning[0] @ by_meaning[1].T),
    ):
        table.add(door.HALVES, way, measures.mean(measures.hit(scores, 5)[asked]))


def plain_search(table: Table, encoder) -> None:
    """Cranfield: what words alone and meaning alone reach, without a database."""
    collection = sets.cranfield()
    texts = [Text(title, body, "en") for title, body in collection.documents]
    questions = [Text("", text, "en") for text in collection.queries]
    gains = np.zeros((len(questions), len(texts)))
    for row, graded in zip(gains, collection.gains, strict=True):
        for document, gain in graded.items():
            row[document] = gain
    asked = np.array([measures.reported(f"cranfield-{i}") for i in range(1, len(questions) + 1)])
    raw = encoder.encode([text.whole for text in texts])
    accents = ["en"] * len(texts)
    basis = Basis.fit(raw, accents, entries=len(texts))
    of_questions = encoder.encode_questions([q.body for q in questions])
    by_meaning = (
        basis.compress(of_questions, ["en"] * len(questions)) @ basis.compress(raw, accents).T
    )
    noise = np.random.default_rng(1).random(gains.shape)
    for way, scores in (
        ("random", noise),
        ("BM25", bm25(texts, questions)),
        ("encoder alone", by_meaning),
    ):
        table.add(door.CRANFIELD, way, measures.mean(measures.ndcg(scores, gains)[asked]))


def through_the_door(table: Table, encoder) -> None:
    """The site itself, in a database of the kind that the settings name: what looks alike while one writes
    is asked of halves, search of Cranfield, and of SIB-200 in both languages."""
    settings.SENTENCE_ENCODER, settings.DEBUG = encoder.name, False
    with door.empty_database():
        for load, way in (
            (door.halves, "Oversteek, while writing"),
            (door.cranfield, "Oversteek's search"),
            (door.across_languages, "Oversteek's search"),
        ):
            found = door.marks(question for question in load() if question.is_reported)
            for name, marks in found.items():
                table.add(name, way, measures.mean(marks), DOOR.get(name))
            call_command("flush", interactive=False, verbosity=0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", default=SentenceEncoder.name)
    parser.add_argument("--keep", action="store_true", help="make these figures the baseline")
    options = parser.parse_args()
    try:
        sets.folder()
    except sets.SetsAreMissing as missing:
        print(missing)
        return 0
    encoder = encoder_named(options.encoder)
    print(f"Encoder: {encoder.name} {encoder.version}. Reported half; 95 % bootstrap intervals.\n")
    print("| set and measure | way | figure | target |\n|---|---|---|---|")
    table = Table()
    for part in (
        across_sectors,
        across_languages,
        sentence_pairs,
        halves,
        plain_search,
        through_the_door,
    ):
        part(table, encoder)
    if options.keep:
        BASELINE.write_text(json.dumps({encoder.name: table.ours}, indent=1) + "\n")
        return 0
    known = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    worse = regressions(table.ours, known.get(encoder.name, {}))
    print("", *(worse or ["Nothing is worse than the baseline."]), sep="\n")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
