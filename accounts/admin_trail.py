"""The audit trail in the admin panel: read there, and written by verbs alone."""

from __future__ import annotations

from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from .admin_base import OUR_APPS, ReadOnlyAdmin
from .models import AuditRecord, User


def name_of_kind(kind: str) -> str:
    """What a kind of record is called in the language of the page; a kind that is gone, as written."""
    for model in apps.get_models():
        if model._meta.model_name == kind and model._meta.app_label in OUR_APPS:
            return str(model._meta.verbose_name)
    return kind


class KindFilter(admin.SimpleListFilter):
    title = _("kind of record")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        kinds = AuditRecord.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return sorted(((kind, name_of_kind(kind)) for kind in kinds), key=lambda one: one[1])

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


def link_to(member: User | None):
    """The code of a member, which says no name, with the way to who it is."""
    if member is None:
        return None
    address = reverse("admin:accounts_user_change", args=[member.pk])
    return format_html('<a href="{}">{}</a>', address, member)


@admin.register(AuditRecord)
class AuditRecordAdmin(ReadOnlyAdmin):
    list_display = ["at", "verb", "kind_name", "public_id", "by", "about_whom"]
    list_filter = ["verb", KindFilter]
    list_select_related = ["actor", "subject"]
    search_fields = [
        "public_id", "actor__public_id", "subject__public_id", "actor__name", "subject__name"
    ]  # fmt: skip
    search_help_text = _("The public id of a record, or who did it or had it done to them.")
    fields = ["at", "verb", "kind_name", "public_id", "actor", "subject", "reason", "facts"]

    @admin.display(description=_("kind of record"), ordering="kind")
    def kind_name(self, record) -> str:
        return name_of_kind(record.kind)

    @admin.display(description=_("by"), ordering="actor__public_id")
    def by(self, record):
        return link_to(record.actor)

    @admin.display(description=_("about whom"), ordering="subject__public_id")
    def about_whom(self, record):
        return link_to(record.subject)
