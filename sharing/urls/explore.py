"""Addresses of search."""

from django.urls import path

from sharing.views import explore

urlpatterns = [
    path("explore/", explore.explore, name="explore"),
    path("explore/suggestions/", explore.explore_suggestions, name="explore_suggestions"),
    path("explore/-/empty/", explore.explore_empty, name="explore_empty"),
]
