"""Addresses of suggestions and the profile they are made of."""

from django.urls import path

from sharing.views import suggestions

urlpatterns = [
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/-/less/", suggestions.theme_less, name="theme_less"),
    path("suggestions/-/leave-out/", suggestions.leave_out, name="leave_out"),
    path("suggestions/interests/", suggestions.interests, name="interests"),
]
