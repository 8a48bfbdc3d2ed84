"""Addresses of digests."""

from django.urls import path

from sharing.views import digests

urlpatterns = [
    path("digest/", digests.digest_preview, name="digest_preview"),
    path("digest/mail/", digests.digest_frame, name="digest_frame"),
    path("digest/stop/<str:token>/", digests.digest_unsubscribe, name="digest_unsubscribe"),
]
