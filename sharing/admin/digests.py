"""Digests and their ledger: whether one went, never what it said."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import ReadOnlyAdmin
from sharing.models import DigestDelivery, DigestSubscription


@admin.register(DigestSubscription)
class DigestSubscriptionAdmin(ReadOnlyAdmin):
    list_display = ["number", "member", "frequency", "due_at", "covered_until"]
    list_filter = ["frequency"]
    list_select_related = ["user"]
    search_fields = ["user__public_id"]
    fields = ["member", "frequency", "due_at", "covered_until"]

    @admin.display(description=_("member"))
    def member(self, subscription) -> str:
        return str(subscription.user)


@admin.register(DigestDelivery)
class DigestDeliveryAdmin(ReadOnlyAdmin):
    list_display = ["number", "member", "period", "state", "sent_at", "reason"]
    list_filter = ["state"]
    list_select_related = ["user"]
    search_fields = ["user__public_id"]
    fields = ["member", "period", "since", "until", "state", "reason", "sent_at", "leased_until"]

    @admin.display(description=_("member"))
    def member(self, delivery) -> str:
        return str(delivery.user)
