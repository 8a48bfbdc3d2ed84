"""Words that stand nowhere else: one in each text, so that whoever sees it is known to see that text.

Each is made of consonants, so that no stemmer changes it, and drawn from a hash, so that no two look
alike enough to be taken for a typing error of each other.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import defaultdict
from dataclasses import dataclass

from django.apps import apps
from django.db import models

LETTERS = "bcdfghjklmnprtw"
CANARY = re.compile(rf"qz[{LETTERS}]{{7}}x")
_numbers = itertools.count(1)


def canary() -> str:
    """The next word that nobody ever wrote."""
    number = hashlib.sha256(f"canary {next(_numbers)}".encode()).digest()
    return "qz" + "".join(LETTERS[byte % len(LETTERS)] for byte in number[:7]) + "x"


def canaries_in(text: str) -> set[str]:
    return set(CANARY.findall(text.casefold()))


@dataclass(frozen=True)
class Place:
    """A column of a row."""

    label: str  # of the model: "sharing.revision"
    field: str
    pk: object


# Made of the texts of others, and shown to nobody as they are.
DERIVED = {
    "sharing.indexedentry",
    "sharing.term",
    "sharing.spelling",
    "sharing.trigram",
    "sharing.entryvector",
    "sharing.vectorspace",
}
TEXTS = (models.CharField, models.TextField, models.JSONField)


def guarded_models() -> list[type[models.Model]]:
    """The tables of both apps that hold what somebody wrote."""
    found = [*apps.get_app_config("accounts").get_models()]
    found += apps.get_app_config("sharing").get_models()
    return [model for model in found if model._meta.label_lower not in DERIVED]


def text_fields(model) -> list[models.Field]:
    return [f for f in model._meta.concrete_fields if isinstance(f, TEXTS) and not f.choices]


def planted() -> dict[str, set[Place]]:
    """Every canary in the database, with the places where it stands."""
    found = defaultdict(set)
    for model in guarded_models():
        label, fields = model._meta.label_lower, text_fields(model)
        if not fields:
            continue
        for row in model._base_manager.values_list("pk", *(field.name for field in fields)):
            for field, value in zip(fields, row[1:], strict=True):
                for word in canaries_in(str(value)):
                    found[word].add(Place(label, field.name, row[0]))
    return dict(found)
