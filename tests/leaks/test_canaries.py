"""Every column that somebody's words may stand in has a canary: else no page is known to keep it."""

from __future__ import annotations

import pytest
from django.apps import apps

from sharing.models import AccessQuerySet, Guarded

from .canaries import DERIVED, WITHOUT_CANARY, guarded_models, text_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def bare(crawl) -> set[str]:
    """The columns of text in which no canary is planted."""
    planted = {f"{p.label}.{p.field}" for places in crawl.planted.values() for p in places}
    columns = {
        f"{model._meta.label_lower}.{field.name}"
        for model in guarded_models()
        for field in text_fields(model)
    }
    return columns - planted


def test_every_column_of_text_has_a_canary(bare):
    assert sorted(bare - set().union(*WITHOUT_CANARY.values())) == []


def test_no_reason_for_having_none_is_out_of_date(bare):
    assert sorted(set().union(*WITHOUT_CANARY.values()) - bare) == []


def test_what_is_under_rules_is_never_taken_for_derived():
    under_rules = {
        model._meta.label_lower
        for model in apps.get_models()
        if issubclass(model, Guarded) or isinstance(model._default_manager.all(), AccessQuerySet)
    }
    assert len(under_rules) > 10
    assert under_rules & DERIVED == set()
