"""Sparse matrices as far as latent semantic analysis needs them. Pure; numpy alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

BLOCK = 200_000  # numbers gathered at a time: bounds memory, whatever the size


@dataclass(frozen=True)
class Rows:
    """A matrix of n rows, kept as the places and values that are not zero."""

    starts: np.ndarray  # n + 1
    places: np.ndarray
    values: np.ndarray
    width: int

    @classmethod
    def of(cls, rows: Iterable[Mapping[int, float]], width: int) -> Rows:
        starts, places, values = [0], [], []
        for row in rows:
            places.extend(row)
            values.extend(row.values())
            starts.append(len(places))
        return cls(
            np.array(starts),
            np.array(places, dtype=np.int64),
            np.array(values, dtype=np.float32),
            width,
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __matmul__(self, dense: np.ndarray) -> np.ndarray:
        """This (n, width) by `dense` (width, k): (n, k)."""
        out = np.zeros((len(self), dense.shape[1]), np.float32)
        per_block = max(1, BLOCK // max(1, dense.shape[1]))
        first = 0
        while first < len(self):
            last = int(np.searchsorted(self.starts, self.starts[first] + per_block, "right")) - 1
            last = min(len(self), max(last, first + 1))
            low, high = self.starts[first], self.starts[last]
            if high > low:
                products = dense[self.places[low:high]] * self.values[low:high, None]
                filled = np.flatnonzero(np.diff(self.starts[first : last + 1])) + first
                out[filled] = np.add.reduceat(products, self.starts[filled] - low, axis=0)
            first = last
        return out

    @property
    def turned(self) -> Rows:
        """The transposed matrix."""
        owners = np.repeat(np.arange(len(self)), np.diff(self.starts))
        order = np.argsort(self.places, kind="stable")
        counts = np.bincount(self.places, minlength=self.width)
        starts = np.concatenate([[0], np.cumsum(counts)])
        return Rows(starts, owners[order], self.values[order], len(self))


def right_vectors(matrix: Rows, keep: int, *, rounds: int = 6, spare: int = 16) -> np.ndarray:
    """The `keep` strongest right singular vectors, (width, keep); the same at every call.

    Randomised range finding with power iterations: Halko, Martinsson and Tropp (2011).
    """
    columns = min(keep + spare, len(matrix), matrix.width)
    if columns == 0:
        return np.zeros((matrix.width, keep), np.float32)
    turned = matrix.turned
    noise = np.random.default_rng(20).standard_normal((matrix.width, columns), np.float32)
    basis = matrix @ noise
    for _round in range(rounds):
        basis = np.linalg.qr(basis)[0].astype(np.float32)
        basis = matrix @ np.linalg.qr(turned @ basis)[0].astype(np.float32)
    basis = np.linalg.qr(basis)[0].astype(np.float32)
    small = (turned @ basis).T
    found = np.linalg.svd(small, full_matrices=False)[2][:keep].T
    signs = np.sign(found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])])
    full = np.zeros((matrix.width, keep), np.float32)
    full[:, : found.shape[1]] = found * np.where(signs == 0, 1, signs)
    return full
