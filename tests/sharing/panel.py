"""Asking the admin panel: its lists, its rows, its actions."""

from __future__ import annotations

import re

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse

OURS = [m for m in admin.site._registry if m._meta.app_label in ("accounts", "sharing")]


def changelist(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def change(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def act(client, name, *rows, **answers):
    data = {"action": name, ACTION_CHECKBOX_NAME: [row.pk for row in rows]}
    if answers:
        data |= {"answered": "1", **answers}
    return client.post(changelist(type(rows[0])), data, follow=True)


def decide(client, name, *rows, **answers):
    """An action about what its page in between showed."""
    page = act(client, name, *rows).content.decode()
    shown = dict(re.findall(r'name="(read-\d+)" value="(\d+)"', page))
    assert len(shown) == len(rows)
    return act(client, name, *rows, **shown, **answers)


def said(response) -> str:
    return " ".join(str(m) for m in response.context["messages"])
