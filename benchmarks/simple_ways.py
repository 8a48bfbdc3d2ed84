"""Simple ways to rank, beside which what the site does is measured. Pure."""

from __future__ import annotations

import numpy as np

from sharing.recommendations.vectors import Text


def whole(rows) -> np.ndarray:
    """A sparse matrix as a dense one."""
    out = np.zeros((len(rows), rows.width), np.float32)
    for i in range(len(rows)):
        part = slice(rows.starts[i], rows.starts[i + 1])
        out[i, rows.places[part]] = rows.values[part]
    return out


def bm25(documents: list[Text], questions: list[Text]) -> np.ndarray:
    """(questions, documents), k1 = 1.2, b = 0.75, words of the title counted twice more."""
    places = {term: i for i, term in enumerate(sorted({t for d in documents for t in d.terms}))}
    counts = np.zeros((len(documents), len(places)), np.float32)
    for row, document in zip(counts, documents, strict=True):
        for term, times in document.terms.items():
            row[places[term]] = times
    length = counts.sum(axis=1, keepdims=True)
    n = (counts > 0).sum(axis=0)
    idf = np.log(1 + (len(documents) - n + 0.5) / (n + 0.5))
    weight = idf * counts * 2.2 / (counts + 1.2 * (0.25 + 0.75 * length / length.mean()))
    asked = np.zeros((len(questions), len(places)), np.float32)
    for row, question in zip(asked, questions, strict=True):
        row[[places[term] for term in question.terms if term in places]] = 1
    return asked @ weight.T
