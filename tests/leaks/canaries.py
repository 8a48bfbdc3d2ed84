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
    "sharing.indexedname",
    "sharing.term",
    "sharing.spelling",
    "sharing.trigram",
    "sharing.entryvector",
    "sharing.vectorspace",
    "sharing.sentencevector",
}
# Columns of text that need no canary, by why: of all else, some row holds one.
WITHOUT_CANARY = {
    "an id or a secret of ours, which nobody words; ids are looked for by themselves": {
        "accounts.auditrecord.public_id",
        "accounts.invitation.public_id",
        "accounts.invitation.token_digest",
        "accounts.organisation.public_id",
        "accounts.user.password",
        "accounts.user.public_id",
        "sharing.barrier.public_id",
        "sharing.entry.public_id",
        "sharing.introduction.public_id",
        "sharing.question.public_id",
        "sharing.situation.public_id",
        "sharing.situation.token",
        "sharing.unsavedtext.key",
    },
    "a code from a list of ours": {
        "accounts.auditrecord.kind",
        "accounts.sector.flag",
        "accounts.sector.nace",
        "accounts.user.time_zone",
        "sharing.digestdelivery.reason",
        "sharing.emptysearch.language",
    },
    "ids, codes and numbers, never words": {
        "accounts.auditrecord.facts",
        "sharing.figures.numbers",
    },
    "everybody's: what sectors, themes and standards are called": {
        f"{label}.{field}"
        for label, fields in {
            "accounts.sector": "slug name_en name_nl synonyms_en synonyms_nl",
            "sharing.theme": "slug name_en name_nl synonyms_en synonyms_nl",
            "sharing.standard": "slug name keeper url",
        }.items()
        for field in fields.split()
    },
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
