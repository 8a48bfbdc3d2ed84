"""Addresses of texts about the site."""

from django.urls import path

from sharing.views import pages

urlpatterns = [
    path("levels/", pages.levels, name="levels"),
    path("privacy/", pages.privacy, name="privacy"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
