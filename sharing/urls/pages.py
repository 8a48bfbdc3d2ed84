"""Addresses of texts about the site."""

urlpatterns = []
