"""What holds of every model."""

from __future__ import annotations

from django.apps import apps


def test_every_model_says_in_which_order_its_rows_stand_to_the_last_of_them():
    """Rows that tie stand as the database likes: on two pages of a list, one twice and another never."""
    models = [
        model for app in ("accounts", "sharing") for model in apps.get_app_config(app).get_models()
    ]
    ordered = [model for model in models if model._meta.ordering]
    assert len(ordered) > 20
    assert [model.__name__ for model in ordered if not is_decided(model)] == []


def is_decided(model) -> bool:
    last = model._meta.ordering[-1].lstrip("-")
    return last == "pk" or model._meta.get_field(last).unique
