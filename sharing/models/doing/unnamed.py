"""Organisations that stay unnamed: counted, not shown, and told of in threes or not at all."""

from __future__ import annotations

from django.db.models import Q

from accounts.models import Standing

# Organisations in one cell. Fewer count in a total only, and are not broken down.
FEWEST_UNNAMED = 3


def is_named_to(me: Standing, at: str = "") -> Q:
    """An organisation that stays unnamed is shown to its own members alone."""
    named = Q(**{f"{at}is_unnamed": False})
    if me.organisation_id is not None:
        named |= Q(**{f"{at}organisation": me.organisation_id})
    return named


def placed_of(unnamed: dict[int, int]) -> dict[int, int]:
    """On which steps those that stay unnamed are told to stand: each three or more.

    On none when fewer than three would be left over: all less those told would tell of them.
    """
    placed = {step: number for step, number in unnamed.items() if number >= FEWEST_UNNAMED}
    left = sum(unnamed.values()) - sum(placed.values())
    return {} if 0 < left < FEWEST_UNNAMED else placed
