"""Themes and standards, which administrators keep."""

from django.contrib import admin

from accounts.admin_base import BilingualAdmin, EditableAdmin, SynonymsFilter
from sharing.models import Standard, Theme


@admin.register(Theme)
class ThemeAdmin(BilingualAdmin):
    list_display = ["slug", "name_en", "name_nl"]
    list_filter = [SynonymsFilter]
    search_fields = ["slug", "name_en", "name_nl"]


@admin.register(Standard)
class StandardAdmin(EditableAdmin):
    list_display = ["name", "keeper", "apply_or_explain"]
    list_filter = ["apply_or_explain"]
    search_fields = ["name", "keeper"]
