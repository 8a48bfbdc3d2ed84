"""Barriers and questions, as far as the administrator may see them, and withdrawing them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import ReadOnlyAdmin, verb_action
from sharing.models import Barrier, Question


class RaisedAdmin(ReadOnlyAdmin):
    list_filter = ["level", "home_sector", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["home_sector", "organisation"]
    search_fields = ["public_id", "title"]
    actions = [verb_action("withdraw", _("Withdraw it"), lambda row, by: row.withdraw(by=by))]


@admin.register(Barrier)
class BarrierAdmin(RaisedAdmin):
    list_display = ["title", "kind", "state", "level", "home_sector", "organisation", "created_at"]
    list_filter = ["state", "kind", "party", *RaisedAdmin.list_filter]
    fields = [
        *("public_id", "title", "text", "kind", "party", "addressed_to", "level", "home_sector"),
        *("organisation", "state", "created_at", "picked_up_for", "answer_due", "first_answer"),
        *("answer", "answered_at", "solved_with", "solved_at", "merged_into", "withdrawn_at"),
    ]


@admin.register(Question)
class QuestionAdmin(RaisedAdmin):
    list_display = ["title", "level", "home_sector", "organisation", "created_at", "withdrawn_at"]
    fields = [
        *("public_id", "title", "text", "level", "home_sector", "organisation", "themes"),
        *("created_at", "withdrawn_at"),
    ]
