"""The maths of likeness: numbers in, numbers out."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from sharing.recommendations.encoder import HashedEncoder, encoder_named
from sharing.recommendations.rows import Row
from sharing.recommendations.same_problem import ordered
from sharing.recommendations.scoring import Batch, Likeness, nearest, rarity_of
from sharing.recommendations.sparse import Rows, right_vectors
from sharing.recommendations.spreading import spread_over, without_thirds
from sharing.recommendations.vectors import Basis, Text, WordStatistics, packed, unit, unpacked


def some_vectors(count=40, dim=512, seed=1):
    return unit(np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32))


def of_few_axes(count, axes, seed=2):
    """Vectors of 128 dimensions that lie in a few of them: their pairs scatter widely."""
    rows = np.zeros((count, 128), np.float32)
    rows[:, :axes] = some_vectors(count, axes, seed)
    return rows


def a_batch(count=40, *, themes=None, sectors=None):
    return Batch(
        np.arange(count),
        np.array(["en"] * count),
        np.array(sectors or [i % 4 for i in range(count)]),
        themes or [frozenset()] * count,
        some_vectors(count, 128),
        np.zeros((count, 64), np.float32),
    )


def test_an_encoder_without_weights_is_always_there_and_always_says_the_same():
    encoder = HashedEncoder()
    one = encoder.encode(["Too many alarms on the ward", "", "🙂"])
    assert one.shape == (3, encoder.dim)
    assert np.array_equal(one, encoder.encode(["Too many alarms on the ward", "", "🙂"]))


def test_an_unknown_encoder_is_refused_by_name():
    with pytest.raises(ValueError, match="hashed-grams"):
        encoder_named("magic")


def test_every_encoder_gives_rows_of_length_one_and_no_rows_for_no_texts():
    for name in ("use-multilingual-3", "hashed-grams"):
        encoder = encoder_named(name)
        rows = encoder.encode(["Meldingen op de afdeling", "Alarms on the ward"])
        assert rows.shape == (2, encoder.dim)
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
        assert encoder.encode([]).shape == (0, encoder.dim)


def test_a_compressed_vector_takes_256_bytes_and_comes_back_as_it_was():
    rows = some_vectors()
    basis = Basis.fit(rows, ["en"] * len(rows), entries=len(rows))
    small = basis.compress(rows, ["en"] * len(rows))
    assert len(packed(small[0])) == 256
    assert np.array_equal(unpacked([packed(row) for row in small]), small)


def test_a_basis_is_the_same_after_storing_it():
    rows = some_vectors()
    basis = Basis.fit(rows, ["en"] * 20 + ["nl"] * 20, entries=40)
    again = Basis.loaded(basis.saved())
    accents = ["en"] * 40
    assert np.array_equal(basis.compress(rows, accents), again.compress(rows, accents))


def test_statistics_can_be_fitted_on_nothing_and_on_one_text():
    for texts in ([], [Text("Alarms", "Too many alarms.", "en")]):
        words = WordStatistics.fit(texts)
        assert words.place([Text("Alarms", "alarms", "en")]).shape == (1, 128)
        rows = np.zeros((len(texts), 512), np.float32)
        basis = Basis.fit(rows, ["en"] * len(texts), entries=len(texts))
        assert basis.compress(some_vectors(2), ["en", "nl"]).shape == (2, 128)


def test_word_statistics_are_the_same_after_storing_them():
    texts = [Text(f"Pump {i}", f"The pump failed, sensor {i % 3} said so.", "en") for i in range(9)]
    words = WordStatistics.fit(texts)
    again = WordStatistics.loaded(words.saved())
    assert again.places == words.places
    assert again.rarity == words.rarity
    assert np.allclose(again.place(texts), words.place(texts), atol=1e-2)


def test_words_of_a_language_are_trusted_more_the_more_entries_there_are():
    texts = [Text("Pump", f"The pump failed {i}", "en") for i in range(150)]
    words = WordStatistics.fit([*texts, Text("Pomp", "De pomp viel uit", "nl")])
    assert words.trust("en") == pytest.approx(0.5)
    assert words.trust("nl") < 0.01
    assert words.trust("fr") == 0


def test_right_vectors_are_those_of_the_whole_matrix():
    dense = np.random.default_rng(3).standard_normal((30, 12)).astype(np.float32)
    rows = Rows.of(({i: float(x) for i, x in enumerate(row)} for row in dense), 12)
    found = right_vectors(rows, 4)
    exact = np.linalg.svd(dense, full_matrices=False)[2][:4].T
    assert np.allclose(np.abs((found * exact).sum(axis=0)), 1, atol=1e-3)


def test_a_sparse_matrix_multiplies_as_a_dense_one_with_empty_rows_too():
    rows = Rows.of([{}, {1: 2.0}, {}, {0: 1.0, 2: -1.0}, {}], 3)
    other = np.arange(6, dtype=np.float32).reshape(3, 2)
    expected = np.array([[0, 0], [4, 6], [0, 0], [-4, -4], [0, 0]], np.float32)
    assert np.array_equal(rows @ other, expected)
    assert np.array_equal(rows.turned @ np.ones((5, 1), np.float32), [[1], [2], [-1]])


def test_nobody_is_near_who_is_not_above_the_floor():
    batch = a_batch()
    likeness = Likeness.fit(batch, {"en": 0.5})
    calm = likeness.settle(batch, batch)
    found = dict(nearest(likeness, batch, calm, batch, calm, keep=50))
    scores = [n.score for neighbours in found.values() for n in neighbours]
    pairs = len(batch) * (len(batch) - 1)
    assert min(scores) >= round(likeness.floor, 3) - 0.001
    assert len(scores) <= 0.06 * pairs


def test_an_entry_is_never_its_own_neighbour():
    batch = a_batch()
    likeness = Likeness.fit(batch, {})
    calm = likeness.settle(batch, batch)
    for key, neighbours in nearest(likeness, batch, calm, batch, calm, keep=50):
        assert key not in {n.key for n in neighbours}


def test_a_rare_shared_theme_brings_two_entries_together():
    themes = [frozenset({"rare", "common"})] * 2 + [frozenset({"common"})] * 38
    likeness = Likeness.fit(a_batch(themes=themes), {})
    added = likeness.from_themes(themes[:1], [themes[1], themes[5]])
    assert added[0, 0] > 2.9
    assert added[0, 1] < 0.2


def test_a_theme_is_as_rare_as_in_the_collections_that_use_it():
    themes = [frozenset({"procurement"}), frozenset()] + [frozenset()] * 98
    collections = ["", ""] + ["imported"] * 98
    assert rarity_of(themes, collections)["procurement"] == pytest.approx(np.log(2), abs=1e-3)


def test_what_is_imported_makes_ours_no_nearer_to_each_other():
    ours = replace(a_batch(60), meaning=of_few_axes(60, 45))
    imported = a_batch(400)
    both = Batch(
        np.arange(460),
        np.array(["en"] * 460),
        np.array([i % 4 for i in range(460)]),
        [frozenset()] * 460,
        np.vstack([ours.meaning, imported.meaning]),
        np.zeros((460, 64), np.float32),
        [""] * 60 + ["elsewhere"] * 400,
    )

    def scores_of_ours(batch):
        likeness = Likeness.fit(batch, {})
        some = batch.take(np.arange(60))
        calm = likeness.combined(some)
        return likeness.scores(calm, some, calm, some)[np.triu_indices(60, 1)]

    alone, beside = scores_of_ours(ours), scores_of_ours(both)
    assert np.percentile(beside, 99) <= 1.1 * np.percentile(alone, 99)


def test_a_pair_of_two_collections_is_measured_by_the_wider_of_them():
    likeness = Likeness(
        settled=((0.0, 0.1), (0.0, 0.2)),
        own={"wide": ((0.0, 0.4), (0.0, 0.5)), "narrow": ((0.0, 0.05), (0.0, 0.05))},
    )
    batch = replace(a_batch(4), collections=["wide", "narrow", "", "unknown"])
    dutch = replace(batch, languages=np.array(["nl"] * 4))
    ones = np.eye(4, dtype=np.float32)[[0] * 4]
    near = likeness.scores(ones, batch, ones, batch)
    assert near[0].tolist() == pytest.approx([2.5] * 4)
    assert near[1].tolist() == pytest.approx([2.5, 20, 10, 10])
    assert near[2].tolist() == near[3].tolist() == pytest.approx([2.5, 10, 10, 10])
    in_two = likeness.scores(ones, batch, ones, dutch)
    assert in_two[1].tolist() == pytest.approx([2, 20, 5, 5])


def test_a_collection_of_few_is_measured_among_all():
    few = replace(a_batch(), collections=["few"] * 5 + [""] * 35)
    assert list(Likeness.fit(few, {}).own) == [""]


def test_where_all_is_of_one_collection_nothing_is_measured_apart():
    assert Likeness.fit(replace(a_batch(), collections=["one"] * 40), {}).own == {}


@pytest.mark.parametrize("collections", [(), ["here"] * 20 + ["elsewhere"] * 20])
def test_likeness_is_the_same_after_storing_it(collections):
    themes = [frozenset({1})] * 3 + [frozenset({2, 7})] * 37
    batch = replace(a_batch(themes=themes), collections=collections)
    likeness = Likeness.fit(batch, {"en": 0.5})
    assert Likeness.from_json(likeness.as_json()) == likeness


def test_a_likeness_that_was_stored_before_collections_were_told_apart_can_be_read():
    stored = Likeness.fit(a_batch(), {}).as_json()
    del stored["own"]
    assert Likeness.from_json(stored).own == {}


def test_most_places_are_held_for_other_sectors():
    same = np.zeros(30, int)
    same[:3] = 1
    batch = a_batch(30, sectors=same.tolist())
    likeness = Likeness(floor=-99)
    calm = likeness.settle(batch, batch)
    found = dict(nearest(likeness, batch, calm, batch, calm, keep=5))
    beyond = sum(same[n.key] == 1 for n in found[10])
    assert beyond == 3
    assert len(found[10]) == 5


def test_a_list_is_spread_over_sectors_with_two_of_one_organisation_at_most():
    ranked = [(10 - i, "energy" if i < 6 else "water", "grid" if i < 4 else i) for i in range(10)]
    chosen = spread_over(
        ranked, score=lambda e: e[0], sector=lambda e: e[1], organisation=lambda e: e[2], keep=6
    )
    assert [e[2] for e in chosen].count("grid") == 2
    assert {e[1] for e in chosen[:4]} == {"energy", "water"}
    assert chosen[0] == ranked[0]


def test_what_stands_beside_a_list_counts_where_two_of_one_organisation_are_the_most():
    def owner(row):
        return row[1]

    rows = [(9, "grid"), (8, None), (7, "grid"), (6, None), (5, None), (4, "ward")]
    beside = [(10, "grid"), (10, None)]
    kept = [(9, "grid"), (8, None), (6, None), (5, None), (4, "ward")]
    assert without_thirds(rows, owner, beside=beside) == kept
    spread = spread_over(
        rows, score=lambda row: row[0], sector=owner, organisation=owner, keep=6, beside=beside
    )
    assert sorted(spread, reverse=True, key=lambda row: row[0]) == kept


def test_beside_an_entry_stand_two_of_one_organisation_in_its_own_sector_and_in_others():
    rows = [Row(n, "", 1 if n < 4 else 2, 7, "en", None, score=9.0 - n) for n in range(8)]
    entry = SimpleNamespace(home_sector_id=1)
    assert [row.entry for row in ordered(entry, rows, 5)] == [4, 5]


def test_an_accent_is_of_a_language_and_a_collection():
    assert Text("", "", "en").accent != Text("", "", "en", "llis").accent
    assert Text("", "", "en").accent != "en"
