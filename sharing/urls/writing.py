"""Addresses of writing and of an entry's life."""

urlpatterns = []
