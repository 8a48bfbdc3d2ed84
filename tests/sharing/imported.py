"""A row of an import."""

from __future__ import annotations


def row(**changes) -> dict:
    return {
        "id": "case-1",
        "kind": "practice",
        "title": "A pump that tells when it is tired",
        "summary": "We listened to the pump.",
        "sections": {"approach": "A sensor on **each** pump."},
        "sectors": ["water"],
        "themes": ["Maintenance"],
        "language": "en",
        "level": "TLP:CLEAR",
        "date": "2020",
        "source": "https://example.org/pump",
    } | changes
