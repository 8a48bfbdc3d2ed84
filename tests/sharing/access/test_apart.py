"""Rows that are chosen first and read whole afterwards."""

from __future__ import annotations

import pytest
from django.db import connection

from sharing.models import Entry, Level
from tests.factories import make_entry

pytestmark = pytest.mark.django_db


def test_the_rows_of_a_slice_are_read_and_no_others(ada, cleo):
    entries = [make_entry(ada, level=level) for level in (Level.GREEN, Level.AMBER, Level.GREEN)]
    make_entry(ada)
    chosen = Entry.objects.visible_to(cleo).order_by("pk")[:2]
    assert set(chosen.read_apart()) == {entries[0], entries[2]}
    assert list(chosen.read_apart().for_rows().order_by("-pk")) == [entries[2], entries[0]]
    assert not Entry.objects.none().read_apart().exists()


def test_they_are_chosen_before_anything_is_joined(ada):
    """Else PostgreSQL joins all rows there are, and looks last which are wanted."""
    plan = Entry.objects.visible_to(ada)[:2].read_apart().for_rows().explain()
    assert {"sqlite": "LIST SUBQUERY", "postgresql": "InitPlan"}[connection.vendor] in plan
